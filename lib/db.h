/*
 * db.h - one PostgreSQL connection per worker, and named queries on it.
 *
 * Handlers call the sql_*() functions that tools/sqlgen.awk makes of the
 * .sql files, or db_many() for several statements in one round trip; routes
 * without a handler are run by write.c and read.c.  Parameters are texts,
 * NULL for SQL's null.  A query is prepared at its first use on a
 * connection.  After a failure of the request every call does nothing.
 *
 * When the database is away the request fails with ERR_DB (503) and the next
 * one tries to connect again; a read that met a dead connection is repeated
 * once.  No call waits longer than DB_WAIT_MS for an answer.
 */
#ifndef DB_H
#define DB_H

#define DB_WAIT_MS	6000
#define DB_PARAMS_MAX	40

struct metric_slot;
struct req;
struct rows;
struct shape;

enum card { CARD_ONE, CARD_MANY, CARD_EXEC };

struct query {
	const char		*name, *text;
	const char *const	*params, *const *types;	/* NULL-terminated */
	enum card		 card;
	const struct shape	*row;		/* or NULL: rows as they are */
	struct query_state	*state;		/* of this process */
};

struct query_state {
	unsigned	 prepared;	/* generation of the connection */
	void		*plan;		/* of rows.c */
	struct metric_slot *took;	/* the histogram of its time */
};

struct db_step {
	const struct query	*q;
	const char *const	*params;
	struct rows		*rows;		/* set by db_many */
	int64_t			 affected;	/* set by db_many */
	bool			 parses;	/* db.c: it is prepared first */
};

bool		 db_open(const char *conninfo);	/* false: not reachable now */
void		 db_close(void);
bool		 db_alive(void);	/* asks the server: readiness */

struct rows	*db_rows(struct req *, const struct query *,
		    const char *const *params);
void		*db_one(struct req *, const struct query *,
		    const char *const *params);
int64_t		 db_exec(struct req *, const struct query *,
		    const char *const *params);
/* All in one round trip; outside db_begin() also one transaction. */
bool		 db_many(struct req *, struct db_step *, size_t);

/* A transaction of several round trips; BEGIN travels with the first step. */
void		 db_begin(struct req *);
/* Commit, together with these last steps; false if it failed. */
bool		 db_commit(struct req *, struct db_step *, size_t);
void		 db_rollback(struct req *);
bool		 db_in_transaction(void);
void		 db_end(struct req *);	/* nothing stays open */

/* Tests: the n-th statement from now fails as if the server had gone. */
void		 db_fail_at(int n);
/* Tests: prepares q; false and the server's words when it does not parse. */
bool		 db_check(const struct query *, char *why, size_t);
int		 db_columns(const struct query *, const char **, int max);

#endif
