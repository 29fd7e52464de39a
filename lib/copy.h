/*
 * copy.h - the operator's connection: statements that may take their time,
 * their answers as text, and rows streamed in with COPY.
 *
 * For lyceumctl alone; services go through db.h.  The first failure wins:
 * after it every call does nothing, and copy_error() is one line that says
 * what happened.  Answers belong to the connection, until the next statement.
 * Rows are written field by field, in the order of the columns:
 *
 *	copy_begin(c, "academics.subjects (id, code, credits)");
 *	copy_text(c, id); copy_text(c, code); copy_int(c, credits);
 *	copy_row(c);
 *	n = copy_end(c);
 *
 * Format: text (PostgreSQL manual, COPY, "Text Format").
 */
#ifndef COPY_H
#define COPY_H

#define COPY_WHY_MAX	512u

struct copy;

/* NULL: `why` says why not.  user NULL: whoever conninfo says. */
struct copy	*copy_open(const char *conninfo, const char *user, char *why,
		    size_t) MUST_CHECK;
void		 copy_close(struct copy *);	/* NULL is fine */

bool		 copy_ok(const struct copy *);
const char	*copy_error(const struct copy *);
/* SQLSTATE and constraint of the failure; "" if it has none. */
const char	*copy_state(const struct copy *);
const char	*copy_constraint(const struct copy *);
/* The failure is dealt with; an open transaction is rolled back. */
void		 copy_forgive(struct copy *);

/* One statement or several, without parameters. */
bool		 copy_run(struct copy *, const char *sql);
/* One statement; $1 is params[0], NULL in it is SQL's null. */
bool		 copy_ask(struct copy *, const char *sql,
		    const char *const *params, int n);
int		 copy_rows(const struct copy *);
int		 copy_affected(const struct copy *);
const char	*copy_at(const struct copy *, int row, int column);
int64_t		 copy_number(const struct copy *, int row, int column);

/* The settings of the connection, as libpq's PG* environment names them. */
void		 copy_environment(const struct copy *,
		    void (*fn)(const char *name, const char *value));

bool		 copy_begin(struct copy *, const char *into);
void		 copy_text(struct copy *, const char *);	/* NULL: null */
void		 copy_int(struct copy *, int64_t);
/* A decimal of `digits` places: copy_decimal(c, 1234, 2) is 12.34. */
void		 copy_decimal(struct copy *, int64_t, unsigned digits);
void		 copy_bool(struct copy *, bool);
/* Milliseconds since 1970; 0 is null. */
void		 copy_time(struct copy *, int64_t ms);
void		 copy_row(struct copy *);
int64_t		 copy_end(struct copy *);	/* rows, or -1 */

#endif
