/*
 * rows.h - what a query answered, as JSON or for a page.
 *
 * Rows belong to the request's arena.  Columns whose name starts with an
 * underscore are for us (cursor keys) and are not shown.  JSON is written
 * straight from the result: numbers exactly as PostgreSQL prints them, json
 * columns raw, timestamps as RFC 3339 in UTC, NULL as null.
 */
#ifndef ROWS_H
#define ROWS_H

struct arena;
struct buf;
struct query;
struct rows;
struct shape;
struct pg_result;

int		 rows_count(const struct rows *);
int		 rows_column(const struct rows *, const char *, size_t);
const char	*rows_at(const struct rows *, int row, int col);
size_t		 rows_len(const struct rows *, int row, int col);
const char	*rows_get(const struct rows *, int row, const char *column);
int64_t		 rows_int(const struct rows *, int row, const char *column);
bool		 rows_is(const struct rows *, int row, const char *column);

enum rows_kind { ROWS_TEXT, ROWS_RAW, ROWS_BOOL, ROWS_JSON, ROWS_TIME };
enum rows_kind	 rows_kind(const struct rows *, int col);
const void	*rows_identity(const struct rows *); /* same for same columns */

/* A list that asked for one row more than wanted drops it here. */
void		 rows_trim(struct rows *, int wanted);
bool		 rows_more(const struct rows *);
/* The cursor of the last row: base64url of "_key|id"; NULL at the end. */
const char	*rows_cursor(const struct rows *, struct arena *);

void		 rows_json_row(const struct rows *, int row, struct buf *);
void		 rows_json_members(const struct rows *, int row, struct buf *);
void		 rows_json_array(const struct rows *, struct buf *);
/* RFC 3339 from PostgreSQL's ISO text in UTC. */
void		 rows_time(const char *, size_t, struct buf *);

/* Row i as a struct of the shape; a column without a field is a bug: NULL. */
void		*rows_struct(const struct rows *, int row, const struct shape *,
		    struct arena *);

/* db.c alone: takes the result over. */
struct rows	*rows_new(struct arena *, void *pg_result,
		    const struct query *);

#endif
