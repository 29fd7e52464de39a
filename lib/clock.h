/* clock.h - time that never goes backwards (CLOCK_MONOTONIC), and the date. */
#ifndef CLOCK_H
#define CLOCK_H

#include <time.h>

static inline int64_t
clock_us_of(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static inline int64_t
clock_us(void)
{
	return clock_us_of(CLOCK_MONOTONIC);
}

static inline int64_t
clock_date_us(void)		/* since 1970 */
{
	return clock_us_of(CLOCK_REALTIME);
}

#endif
