#include "core.h"

#include <sys/mman.h>
#include <sys/random.h>

#include <stdatomic.h>

#include "cache.h"
#include "clock.h"
#include "limit.h"

#define SETS		2048u
#define WAYS		8u
#define COUNT_BITS	32

struct entry {
	_Atomic uint64_t	 who;		/* hash of the key; 0: free */
	_Atomic uint64_t	 state;		/* end of the window, count */
};

struct limit {
	uint64_t		 seed;		/* nobody can choose a place */
	struct entry		 entries[SETS][WAYS];
};

struct window {
	uint64_t		 number, end;	/* end: seconds since 1970 */
	unsigned		 left;		/* seconds, from 1 on */
};

static uint64_t
hash_of(uint64_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h == 0 ? 1 : h;
}

struct limit *
limit_new(void)
{
	struct limit *l = mmap(NULL, sizeof(*l), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (l == MAP_FAILED)
		return NULL;
	if (getrandom(&l->seed, sizeof(l->seed), 0) != sizeof(l->seed)) {
		limit_free(l);
		return NULL;
	}
	return l;
}

void
limit_free(struct limit *l)
{
	if (l != NULL)
		munmap(l, sizeof(*l));
}

/* The same on every host: by the date, and shifted by the key. */
static struct window
window_of(const char *key, unsigned seconds)
{
	uint64_t now = (uint64_t)clock_date_us() / 1000000;
	uint64_t shift = hash_of(0, key) % seconds;
	struct window w;

	w.number = (now + shift) / seconds;
	w.end = (w.number + 1) * seconds - shift;
	w.left = (unsigned)(w.end - now);
	return w;
}

static bool
is_over(uint64_t state, uint64_t now)
{
	return state >> COUNT_BITS <= now;
}

/* Of those that may go: one whose window is over, or the least used. */
static struct entry *
find(struct limit *l, uint64_t who, uint64_t now)
{
	struct entry *set = l->entries[who % SETS], *best = set;
	uint64_t least = UINT64_MAX, there;

	for (unsigned i = 0; i < WAYS; i++) {
		uint64_t state = atomic_load(&set[i].state);
		uint64_t rank = is_over(state, now) ? 0 :
		    (state & UINT32_MAX) + 1;

		if (atomic_load(&set[i].who) == who)
			return &set[i];
		if (rank < least) {
			least = rank;
			best = &set[i];
		}
	}
	there = atomic_load(&best->who);
	if (atomic_compare_exchange_strong(&best->who, &there, who))
		atomic_store(&best->state, 0);
	return best;
}

static bool
take_here(struct limit *l, const char *key, const struct window *w,
    unsigned times, unsigned seconds)
{
	struct entry *e = find(l, hash_of(l->seed + seconds, key),
	    w->end - w->left);
	uint64_t old = atomic_load(&e->state), count;

	do {
		count = old >> COUNT_BITS == w->end ? old & UINT32_MAX : 0;
		if (count >= times)
			return false;
	} while (!atomic_compare_exchange_weak(&e->state, &old,
	    w->end << COUNT_BITS | (count + 1)));
	return true;
}

/* A short form of the key: memcached's are limited. */
static bool
take_there(struct cache *c, const char *key, const struct window *w,
    unsigned times, unsigned seconds)
{
	uint64_t count;
	char k[128];

	if (!cache_there(c))
		return true;
	snprintf(k, sizeof(k), "%.32s~%zx~%016" PRIx64 "~%x~%" PRIx64, key,
	    strlen(key), hash_of(1, key), seconds, w->number);
	return !cache_count(c, k, seconds + 1, &count) || count <= times;
}

unsigned
limit_take(struct limit *l, struct cache *c, const char *key, unsigned times,
    unsigned seconds)
{
	struct window w;

	if (seconds == 0)
		return 0;
	w = window_of(key, seconds);
	if (l != NULL && !take_here(l, key, &w, times, seconds))
		return w.left;
	return take_there(c, key, &w, times, seconds) ? 0 : w.left;
}
