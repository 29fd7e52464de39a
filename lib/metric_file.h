/*
 * metric_file.h - what metric.c and metric_print.c share: the mapped file.
 *
 * Slots form a hash table with open addressing that only grows.  A slot
 * belongs to a sample from the moment its hash is set, by compare-and-swap;
 * whoever meets it before its text is there writes the text too, the same
 * bytes, so that a writer's death in between costs nothing.
 */
#ifndef METRIC_FILE_H
#define METRIC_FILE_H

#include <stdatomic.h>

#include "metric.h"

#define METRIC_SLOTS	16384u
#define METRIC_VALUES	12u	/* buckets, one for the rest, the sum */
#define METRIC_SUM	(METRIC_VALUES - 1)
#define METRIC_WORKERS	512u
#define METRIC_POOL_MAX	32u

enum metric_type {
	METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM, METRIC_STATE
};

struct metric_family {
	const char		*name, *help;
	enum metric_type	 type;
	unsigned		 scale;		/* decimal digits */
	unsigned		 limit;		/* of samples */
	const char		*labels[4];	/* NULL after the last */
	int64_t			 buckets[METRIC_VALUES - 1]; /* µs; 0 ends */
};

struct metric_slot {
	_Atomic uint64_t	 hash;		/* 0: free */
	_Atomic uint32_t	 ready;		/* family, labels are there */
	_Atomic uint32_t	 shown;		/* a gauge: has been set */
	uint16_t		 family, len;
	char			 labels[268];	/* a="b",c="d", escaped */
	_Atomic int64_t		 values[METRIC_VALUES];
};

struct metric_worker {
	_Atomic int32_t		 pid;		/* 0: free */
	_Atomic uint32_t	 ready;
	_Atomic uint32_t	 busy;		/* number of a slot, from 1 */
	_Atomic uint32_t	 db;		/* enum metric_db */
	char			 pool[METRIC_POOL_MAX];
};

struct metric_file {
	_Atomic uint64_t	 magic;		/* written last */
	uint64_t		 layout;
	_Atomic uint32_t	 samples[METRIC__MAX];
	struct metric_worker	 workers[METRIC_WORKERS];
	_Alignas(64) struct metric_slot	 slots[METRIC_SLOTS];
};

extern const struct metric_family metric_families[METRIC__MAX];

struct metric_file	*metric_file(void);	/* never NULL */
bool			 metric_worker_lives(const struct metric_worker *);

#endif
