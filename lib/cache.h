/*
 * cache.h - memcached, always optional; the only user of libmemcached.
 *
 * A server that is dead or hangs costs a few milliseconds once, then all is a
 * miss for a second.  Nothing here is an error for the caller.  Made in the
 * worker, after the fork; one per worker.
 *
 * Tags keep cached answers true.  A tag has a generation per school; an
 * answer is stored with the generations of its tags as they were before its
 * query ran, and counts only while they are the same:
 *
 *	if (cache_look(c, &spot, school, "courses", name, arena, &v, &n))
 *		answer with v
 *	else
 *		run the query, answer, cache_store(c, &spot, v, n, ttl)
 *
 * and whoever changes a course calls cache_touch(c, school, "courses") after
 * the commit.  A value computed before a touch can therefore never be read
 * after it, whoever stores it and whenever.  A touch that memcached did not
 * take is repeated before this worker's next use; until then a stale answer
 * can live, for its ttl at most.
 */
#ifndef CACHE_H
#define CACHE_H

#define CACHE_KEY_MAX	200u			/* bytes, after escaping */
#define CACHE_VALUE_MAX	((size_t)1000 * 1000)	/* bytes */
#define CACHE_TAGS_MAX	4u
#define CACHE_WAIT_MS	3u
#define CACHE_TOUCH_MS	100u	/* a change that is not told is seen late */

struct arena;
struct cache;

/* Where an answer belongs: filled by cache_look(). */
struct cache_spot {
	char	key[CACHE_KEY_MAX + 16];
	char	stamp[CACHE_TAGS_MAX * 24];	/* the generations */
	bool	usable;
};

/* `socket` NULL or empty: every look-up misses. */
struct cache	*cache_new(const char *socket);
void		 cache_free(struct cache *);
/* Is it worth asking now? */
bool		 cache_there(struct cache *);
/* How long a call may wait: CACHE_WAIT_MS unless told otherwise. */
void		 cache_wait(struct cache *, unsigned ms);

/*
 * `tags` are separated by blanks; `school` is the tenant's id, or "" for
 * what is common to all.  `name` is any text that tells one answer from
 * another (path, arguments, and the user where it matters); a name too long
 * is not cached.
 */
bool	cache_look(struct cache *, struct cache_spot *, const char *school,
	    const char *tags, const char *name, struct arena *,
	    const char **value, size_t *);
void	cache_store(struct cache *, const struct cache_spot *, const void *,
	    size_t, unsigned ttl_seconds);
void	cache_touch(struct cache *, const char *school, const char *tags);

/* Without tags.  The value belongs to the arena and has a NUL after it. */
bool	cache_get(struct cache *, const char *key, struct arena *,
	    const char **value, size_t *);
bool	cache_put(struct cache *, const char *key, const void *, size_t,
	    unsigned ttl_seconds);
bool	cache_delete(struct cache *, const char *key);

/* Adds one and gives the new count; false: memcached is not there. */
bool	cache_count(struct cache *, const char *key, unsigned ttl_seconds,
	    uint64_t *);

#endif
