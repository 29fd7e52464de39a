/*
 * arena.h - memory that lives exactly as long as one request.
 *
 * Nothing allocated here is freed on its own; arena_reset() frees it all,
 * after running the deferred calls in reverse order.  Memory comes zeroed.
 * Allocation never returns NULL: a worker that runs out of memory, or passes
 * ARENA_MAX bytes in one request, aborts and is replaced.  The first chunk
 * is kept from request to request, so that the usual request allocates
 * nothing from the system.
 */
#ifndef ARENA_H
#define ARENA_H

#define ARENA_MAX	((size_t)256 * 1024 * 1024)

struct arena {
	struct chunk	*chunks;	/* newest first; the last is kept */
	struct defer	*defers;
	char		*at, *end;
	size_t		 total;		/* bytes of all chunks */
};

void	*arena_alloc(struct arena *, size_t);
char	*arena_strdup(struct arena *, const char *);
char	*arena_strndup(struct arena *, const char *, size_t);
char	*arena_printf(struct arena *, const char *, ...) PRINTF(2, 3);
void	 arena_defer(struct arena *, void (*)(void *), void *);
void	 arena_reset(struct arena *);
void	 arena_free(struct arena *);	/* the kept chunk too */

#endif
