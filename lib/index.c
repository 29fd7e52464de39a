#include "core.h"
#include "arena.h"
#include "index.h"

struct index_slot {
	const char	*key;		/* NULL: free */
	uint32_t	 len;
	int32_t		 row;
};

static uint64_t
word_at(const char *s)
{
	uint64_t w;

	memcpy(&w, s, sizeof(w));
	return w;
}

/*
 * Eight bytes a step, the last ones overlapping those before, with the
 * constants of splitmix64.
 */
static uint64_t
hash(const char *s, size_t n)
{
	uint64_t h = n;

	if (n < sizeof(h)) {
		while (n > 0)
			h = h << 8 | (unsigned char)s[--n];
	} else {
		for (size_t i = 0; i + sizeof(h) < n; i += sizeof(h)) {
			h = (h ^ word_at(s + i)) *
			    UINT64_C(0x9e3779b97f4a7c15);
			h ^= h >> 29;
		}
		h ^= word_at(s + n - sizeof(h));
	}
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	return h ^ h >> 32;
}

void
index_init(struct index *x, struct arena *a, size_t n)
{
	size_t size = 8;

	while (size < 2 * n)
		size *= 2;
	x->mask = size - 1;
	x->slots = arena_alloc(a, size * sizeof(*x->slots));
}

/* The slot of a text, or the free one where it would be. */
static struct index_slot *
slot_of(const struct index *x, const char *s, size_t n)
{
	size_t i = (size_t)hash(s, n) & x->mask;

	while (x->slots[i].key != NULL && (x->slots[i].len != n ||
	    memcmp(x->slots[i].key, s, n) != 0))
		i = (i + 1) & x->mask;
	return &x->slots[i];
}

void
index_put(struct index *x, const char *s, size_t n, int row)
{
	struct index_slot *slot = slot_of(x, s, n);

	if (slot->key == NULL)
		*slot = (struct index_slot){ s, (uint32_t)n, row };
}

int
index_get(const struct index *x, const char *s, size_t n)
{
	const struct index_slot *slot = slot_of(x, s, n);

	return slot->key == NULL ? -1 : slot->row;
}
