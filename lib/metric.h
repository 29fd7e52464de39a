/*
 * metric.h - counters, gauges and histograms in a file that all pools share.
 *
 * metric.def declares every family; a sample is a family with its label
 * values, and lives in one slot of a mapped file.  metric_slot() finds or
 * makes it (a hash and a compare; keep the result where it is hot); the rest
 * is one atomic addition.  Nothing here fails: past a family's limit of
 * samples, changes go to a slot that is never shown, and are counted in
 * lyceum_metric_overflow_total.  A process may be killed at any instruction.
 *
 * What a worker is doing (its request, its database connection) is kept per
 * worker and counted when printed, so that a worker that dies leaves nothing
 * behind.
 *
 * Values are integers.  Histograms take microseconds and show seconds;
 * a family with a scale of n shows value / 10^n.
 */
#ifndef METRIC_H
#define METRIC_H

#include <sys/types.h>

struct buf;
struct metric_slot;

enum metric {
#define COUNTER(name, ...)	METRIC_##name,
#define GAUGE(name, ...)	METRIC_##name,
#define HISTOGRAM(name, ...)	METRIC_##name,
#define STATE(name, ...)	METRIC_##name,
#include "metric.def"
#undef COUNTER
#undef GAUGE
#undef HISTOGRAM
#undef STATE
	METRIC__MAX
};

enum metric_db { METRIC_DB_NONE, METRIC_DB_IDLE, METRIC_DB_ACTIVE };

/* `file` NULL or empty: memory of this process and its children. */
bool	metric_open(const char *file, char *why, size_t) MUST_CHECK;
void	metric_close(void);

/*
 * metric_at(http_requests_total, "GET", "/courses/{id}", "200") is the slot,
 * metric_inc(uems_user_logins_total, role) adds one to it.
 */
#define metric_at(name, ...)						\
	metric_slot(METRIC_##name,					\
	    (const char *const[]){ NULL, ##__VA_ARGS__ } + 1,		\
	    NITEMS(((const char *const[]){ NULL, ##__VA_ARGS__ })) - 1)
#define metric_inc(name, ...)						\
	metric_add(metric_at(name, ##__VA_ARGS__), 1)

struct metric_slot *metric_slot(enum metric, const char *const *values, size_t);
void	metric_add(struct metric_slot *, int64_t);
void	metric_set(struct metric_slot *, int64_t);	/* gauges */
void	metric_observe(struct metric_slot *, int64_t us); /* histograms */
void	metric_clear(enum metric);	/* a gauge's samples: all gone */

/* In a worker, after the fork; by the manager, when it has died. */
void	metric_worker_begin(const char *pool);
void	metric_worker_end(pid_t);
/* What this worker does now; NULL: waits.  For the STATE families. */
void	metric_busy(struct metric_slot *inprogress);
void	metric_db(enum metric_db);

/* Prometheus text format 0.0.4. */
void	metric_print(struct buf *);

#endif
