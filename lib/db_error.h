/*
 * db_error.h - what PostgreSQL refused, as a failure of the request; for
 * db.c alone.
 *
 * A constraint that is named like a slug of err.def is that error.  SQLSTATE
 * LY001 is ours: its detail is said to the user, and its column, if it has
 * one, is the field that is at fault.
 */
#ifndef DB_ERROR_H
#define DB_ERROR_H

struct query;
struct req;

/* Of a PGresult; NULL is a connection that is gone. */
bool	db_succeeded(const void *result);
void	db_failed(struct req *, const struct query *, const void *result);

#endif
