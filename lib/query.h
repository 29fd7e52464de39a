/* query.h - what can be told of a query from its text alone. */
#ifndef QUERY_H
#define QUERY_H

struct metric_slot;
struct query;

/* The histogram of its time, by operation and table (UEMS 5.1). */
struct metric_slot *query_took(const struct query *);

#endif
