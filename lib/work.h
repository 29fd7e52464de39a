/*
 * work.h - what a route does: its queries or its handler, in one transaction.
 *
 * A read asks all the queries that its page or its JSON needs in one round
 * trip.  A write runs in a transaction together with its audit row and, when
 * the client sent an Idempotency-Key, with the answer that is kept for a
 * repetition of the same request (draft-ietf-httpapi-idempotency-key-header).
 * A write that creates by one query takes one round trip.
 */
#ifndef WORK_H
#define WORK_H

struct query;
struct req;
struct rows;

void	work_read(struct req *);
void	work_write(struct req *);

/* For handlers that create by one query: one round trip, audit included. */
struct rows *work_create(struct req *, const struct query *);
/* For handlers of lists that choose among queries. */
void	work_list(struct req *, const struct query *);
/* For handlers: no row where one was asked means 404, or 412 if stale. */
void	work_missing(struct req *);

#endif
