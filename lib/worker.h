/*
 * worker.h - one process of a pool: it serves a request at a time.
 *
 * It ends after `retire_after` requests, on SIGTERM once nobody waits any
 * more, and at once when a request passes its deadline.  It dies with its
 * manager.
 */
#ifndef WORKER_H
#define WORKER_H

#include <sys/types.h>

struct app;
struct config;

#define WORKER_RETIRED	0	/* exit statuses */
#define WORKER_NO_START	69
#define WORKER_BROKEN	71
#define WORKER_DEADLINE	75

/* The real-time signal by which it tells its manager that it serves. */
#define WORKER_READY	SIGRTMIN

/*
 * The request that is being served may take this long from now on; nginx
 * waits for 30 seconds.
 */
void	worker_more(int seconds);

_Noreturn void	worker_run(const struct app *, const struct config *,
		    int slot, int listener, pid_t manager);

#endif
