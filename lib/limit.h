/*
 * limit.h - how often something may be done: so many times in so many seconds.
 *
 * Counted in fixed windows, in memory that the pool's workers share, and in
 * memcached too where there is one, so that all pools and hosts count
 * together; whichever is exceeded first refuses.  Without memcached the pool
 * still limits.  Keys are any text ("login:" and an address); windows of
 * different keys begin at different times.
 */
#ifndef LIMIT_H
#define LIMIT_H

struct cache;
struct limit;

struct limit	*limit_new(void);	/* before the fork; NULL: no memory */
void		 limit_free(struct limit *);

/* 0: allowed, and counted.  Otherwise the seconds to wait. */
unsigned	 limit_take(struct limit *, struct cache *, const char *key,
		    unsigned times, unsigned seconds);

#endif
