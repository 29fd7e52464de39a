#include "core.h"
#include <malloc.h>
#include "arena.h"

#define CHUNK_SIZE	((size_t)64 * 1024)
#define TRIM_FROM	((size_t)4 * 1024 * 1024)
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1	/* clang does not say so by itself */
#endif
#endif

#define ALIGN(n)	(((n) + 15) & ~(size_t)15)

struct chunk {
	struct chunk	*next;
	size_t		 size;
	_Alignas(16) char mem[];
};

struct defer {
	struct defer	*next;
	void		(*fn)(void *);
	void		*arg;
};

static void
arena_grow(struct arena *a, size_t n)
{
#ifdef __SANITIZE_ADDRESS__
	size_t size = n;	/* one malloc each, so that ASan sees all */
#else
	size_t size = n > CHUNK_SIZE ? n : CHUNK_SIZE;
#endif
	struct chunk *c;

	if (size > ARENA_MAX || a->total > ARENA_MAX - size)
		abort();
	c = calloc(1, sizeof(*c) + size);
	if (c == NULL)
		abort();
	c->size = size;
	c->next = a->chunks;
	a->chunks = c;
	a->total += size;
	a->at = c->mem;
	a->end = c->mem + size;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	void *p;

	if (n > ARENA_MAX)
		abort();
	n = n == 0 ? 16 : ALIGN(n);
	if (a->at == NULL || (size_t)(a->end - a->at) < n)
		arena_grow(a, n);
	p = a->at;
	a->at += n;
	return p;
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n < 0)
		abort();
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return p;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct defer *d = arena_alloc(a, sizeof(*d));

	*d = (struct defer){ .next = a->defers, .fn = fn, .arg = arg };
	a->defers = d;
}

static void
free_chunks(struct chunk *c, const struct chunk *keep)
{
	struct chunk *next;

	for (; c != NULL && c != keep; c = next) {
		next = c->next;
		free(c);
	}
}

/*
 * The oldest chunk stays, zeroed as far as it was used.  After a huge request
 * the system gets back what lies free between, too.
 */
void
arena_reset(struct arena *a)
{
	struct chunk *keep = a->chunks;
	size_t used, total = a->total;

	for (struct defer *d = a->defers; d != NULL; d = d->next)
		d->fn(d->arg);
#ifdef __SANITIZE_ADDRESS__
	keep = NULL;
#endif
	while (keep != NULL && keep->next != NULL)
		keep = keep->next;
	if (keep != NULL && keep->size > CHUNK_SIZE)
		keep = NULL;
	used = keep == a->chunks && keep != NULL ?
	    (size_t)(a->at - keep->mem) : keep != NULL ? keep->size : 0;
	free_chunks(a->chunks, keep);
	if (total > TRIM_FROM)
		malloc_trim(0);
	*a = (struct arena){ 0 };
	if (keep == NULL)
		return;
	memset(keep->mem, 0, used);
	a->chunks = keep;
	a->total = keep->size;
	a->at = keep->mem;
	a->end = keep->mem + keep->size;
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free_chunks(a->chunks, NULL);
	*a = (struct arena){ 0 };
}
