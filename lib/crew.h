/*
 * crew.h - which of a pool's workers wait for a call.
 *
 * As many as there are processors; the others rest.  To wake one more for a
 * call that a working one would take in a moment costs more than a small
 * request does.  Whoever waits itself for longer than a moment says so, and
 * another rises in its place.  Those that rest look now and then whether the
 * ones that are up all compute something long.
 *
 * The state of each worker lies in memory that the pool shares; a worker may
 * die in any, as its manager then sets it.
 */
#ifndef CREW_H
#define CREW_H

/* To wait longer is to be away.  What is written waits for the disk. */
#define CREW_READ_MS	4
#define CREW_WRITE_MS	1

/* In the manager, before it forks.  False: errno says why. */
bool	crew_make(unsigned n, unsigned want) MUST_CHECK;
void	crew_left(int slot);		/* it ended; also in a worker */

/* In a worker; `slot` is its place among the pool's. */
void	crew_join(int slot);
int	crew_bell(void);		/* becomes readable: rise; edges */
void	crew_begin(int64_t now_us);	/* a request */
void	crew_end(void);
void	crew_away(void);		/* until the request ends */
bool	crew_rest(int64_t now_us);	/* true: rest, until crew_rise() */
void	crew_rise(void);
bool	crew_short(int64_t now_us);	/* too few are up */
int	crew_look_ms(void);		/* how long to rest without a look */

#endif
