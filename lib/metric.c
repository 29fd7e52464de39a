#include "core.h"

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "metric_file.h"
#include "text.h"

#define MAGIC		UINT64_C(0x316d756563796c00)	/* "lyceum1" */
#define VALUE_MAX	96u		/* bytes of one label's value */

#define LABELS(...)	{ __VA_ARGS__ }
#define NO_LABELS	{ NULL }
#define BUCKETS(...)	{ __VA_ARGS__ }

const struct metric_family metric_families[METRIC__MAX] = {
#define COUNTER(n, h, s, l, ...)					\
	[METRIC_##n] = { #n, h, METRIC_COUNTER, s, l, __VA_ARGS__ },
#define GAUGE(n, h, s, l, ...)						\
	[METRIC_##n] = { #n, h, METRIC_GAUGE, s, l, __VA_ARGS__ },
#define STATE(n, h, l, ...)						\
	[METRIC_##n] = { #n, h, METRIC_STATE, 0, l, __VA_ARGS__ },
#define HISTOGRAM(n, h, b, l, ...)					\
	[METRIC_##n] = { #n, h, METRIC_HISTOGRAM, 6, l, __VA_ARGS__, b },
#include "metric.def"
#undef COUNTER
#undef GAUGE
#undef STATE
#undef HISTOGRAM
};

/* A probe ends soon while a quarter of the table is free. */
#define COUNTER(n, h, s, l, ...)	+ l
#define GAUGE(n, h, s, l, ...)		+ l
#define STATE(n, h, l, ...)		+ l
#define HISTOGRAM(n, h, b, l, ...)	+ l
_Static_assert((0
#include "metric.def"
    ) <= METRIC_SLOTS / 4 * 3, "metric.def allows more samples than fit");
#undef COUNTER
#undef GAUGE
#undef STATE
#undef HISTOGRAM

static struct metric_file *table;	/* of this process and its children */
static struct metric_worker *self;	/* in a worker */
static struct metric_slot nowhere;	/* for samples past a limit */

/* FNV-1a, then mixed, so that neighbours do not sit together. */
static uint64_t
hash_bytes(uint64_t h, const void *p, size_t n)
{
	const unsigned char *s = p;

	for (size_t i = 0; i < n; i++)
		h = (h ^ s[i]) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
hash_end(uint64_t h)
{
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h == 0 ? 1 : h;
}

#define HASH_START	UINT64_C(0xcbf29ce484222325)

/* What the file's meaning depends on: another release may differ. */
static uint64_t
layout(void)
{
	uint64_t h = HASH_START, size = sizeof(struct metric_file);

	h = hash_bytes(h, &size, sizeof(size));
	for (size_t i = 0; i < METRIC__MAX; i++) {
		const struct metric_family *f = &metric_families[i];

		h = hash_bytes(h, f->name, strlen(f->name) + 1);
		h = hash_bytes(h, f->buckets, sizeof(f->buckets));
		h = hash_bytes(h, &f->scale, sizeof(f->scale));
		for (size_t k = 0; f->labels[k] != NULL; k++)
			h = hash_bytes(h, f->labels[k],
			    strlen(f->labels[k]) + 1);
	}
	return hash_end(h);
}

static size_t
nlabels(const struct metric_family *f)
{
	size_t n = 0;

	while (n < NITEMS(f->labels) && f->labels[n] != NULL)
		n++;
	return n;
}

/* Counters without labels show 0 from the start. */
static void
show_plain(void)
{
	for (unsigned i = 0; i < METRIC__MAX; i++) {
		enum metric_type type = metric_families[i].type;

		if (nlabels(&metric_families[i]) == 0 &&
		    (type == METRIC_COUNTER || type == METRIC_HISTOGRAM))
			metric_slot((enum metric)i, NULL, 0);
	}
}

static void *
map(int fd)
{
	int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
	void *p = mmap(NULL, sizeof(*table), PROT_READ | PROT_WRITE, flags,
	    fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

enum state { FILE_GOOD, FILE_AGAIN, FILE_BAD };

/*
 * Under the file's lock.  A file without magic is one that nobody uses yet:
 * its maker died.  One with another layout is in use by another release, so
 * it is left to it, and the name given to a new one.
 */
static enum state
make_or_check(int fd, const char *file, struct metric_file **out)
{
	struct stat here, named;
	struct metric_file *f;

	if (flock(fd, LOCK_EX) != 0 || fstat(fd, &here) != 0)
		return FILE_BAD;
	if (stat(file, &named) != 0 || named.st_ino != here.st_ino ||
	    named.st_dev != here.st_dev)
		return FILE_AGAIN;
	if (here.st_size == 0 && (fchmod(fd, 0660) != 0 ||
	    ftruncate(fd, (off_t)sizeof(*f)) != 0))
		return FILE_BAD;
	if (here.st_size != 0 && here.st_size != (off_t)sizeof(*f))
		return unlink(file) == 0 ? FILE_AGAIN : FILE_BAD;
	f = map(fd);
	if (f == NULL)
		return FILE_BAD;
	if (atomic_load(&f->magic) == 0) {
		f->layout = layout();
		atomic_store(&f->magic, MAGIC);
	}
	if (atomic_load(&f->magic) == MAGIC && f->layout == layout()) {
		*out = f;
		return FILE_GOOD;
	}
	munmap(f, sizeof(*f));
	return unlink(file) == 0 ? FILE_AGAIN : FILE_BAD;
}

static struct metric_file *
open_file(const char *file)
{
	struct metric_file *f = NULL;
	enum state s = FILE_AGAIN;

	while (s == FILE_AGAIN) {
		int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		    0660);

		if (fd < 0)
			return NULL;
		s = make_or_check(fd, file, &f);
		flock(fd, LOCK_UN);	/* the mapping would keep it */
		close(fd);
	}
	return f;
}

bool
metric_open(const char *file, char *why, size_t size)
{
	bool plain = file == NULL || file[0] == '\0';
	struct metric_file *f = plain ? map(-1) : open_file(file);

	if (f == NULL) {
		snprintf(why, size, "%s: %s", plain ? "metrics" : file,
		    strerror(errno));
		return false;
	}
	metric_close();
	table = f;
	show_plain();
	return true;
}

void
metric_close(void)
{
	if (table != NULL)
		munmap(table, sizeof(*table));
	table = NULL;
	self = NULL;
}

struct metric_file *
metric_file(void)
{
	char why[64];

	if (table == NULL && !metric_open(NULL, why, sizeof(why)))
		abort();
	return table;
}

/* Bytes of the character at v, 0 if it is none or cannot be seen. */
static size_t
visible(const char *v)
{
	size_t k = 1;

	if (*v >= ' ' && *v < 0x7f)
		return 1;
	if ((unsigned char)*v < 0x80)
		return 0;
	while (k < 4 && v[k] != '\0' && !text_is_utf8(v, k))
		k++;
	return text_is_utf8(v, k) ? k : 0;
}

/* The value, escaped; '?' stands for what is not UTF-8 or not visible. */
static size_t
put_value(char *to, const char *v)
{
	size_t n = 0;

	while (*v != '\0' && n < VALUE_MAX - 4) {
		size_t k = visible(v);

		if (k == 0) {
			to[n++] = '?';
			v++;
			continue;
		}
		if (*v == '"' || *v == '\\')
			to[n++] = '\\';
		for (; k > 0; k--)
			to[n++] = *v++;
	}
	return n;
}

/* a="b",c="d"; 0 if there is no room, or the number of values is wrong. */
static bool
put_labels(const struct metric_family *f, const char *const *values,
    size_t n, char *to, size_t size, size_t *len)
{
	size_t at = 0;

	if (n != nlabels(f))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t name = strlen(f->labels[i]);

		if (at + name + VALUE_MAX + 4 > size)
			return false;
		if (i > 0)
			to[at++] = ',';
		memcpy(to + at, f->labels[i], name);
		at += name;
		to[at++] = '=';
		to[at++] = '"';
		at += put_value(to + at, values[i] == NULL ? "" : values[i]);
		to[at++] = '"';
	}
	*len = at;
	return true;
}

static void
fill(struct metric_slot *s, enum metric m, const char *text, size_t len)
{
	memcpy(s->labels, text, len);
	s->len = (uint16_t)len;
	s->family = (uint16_t)m;
	atomic_store_explicit(&s->ready, 1, memory_order_release);
}

static bool
is(struct metric_slot *s, enum metric m, const char *text, size_t len)
{
	if (atomic_load_explicit(&s->ready, memory_order_acquire) == 0)
		fill(s, m, text, len);
	return s->family == m && s->len == len &&
	    memcmp(s->labels, text, len) == 0;
}

static bool
may_grow(struct metric_file *f, enum metric m)
{
	if (atomic_fetch_add(&f->samples[m], 1) < metric_families[m].limit)
		return true;
	atomic_fetch_sub(&f->samples[m], 1);
	return false;
}

struct metric_slot *
metric_slot(enum metric m, const char *const *values, size_t n)
{
	struct metric_file *f = metric_file();
	char text[sizeof(nowhere.labels)];
	bool counted = false;
	uint64_t hash;
	size_t len;

	if (!put_labels(&metric_families[m], values, n, text, sizeof(text),
	    &len))
		return &nowhere;
	hash = hash_bytes(HASH_START, text, len);
	hash = hash_end(hash_bytes(hash, &m, sizeof(m)));
	for (uint64_t i = 0; i < METRIC_SLOTS; i++) {
		struct metric_slot *s = &f->slots[(hash + i) % METRIC_SLOTS];
		uint64_t there = atomic_load(&s->hash);

		if (there == 0 && !counted && !(counted = may_grow(f, m)))
			return &nowhere;
		if (there == 0 &&
		    atomic_compare_exchange_strong(&s->hash, &there, hash)) {
			fill(s, m, text, len);
			return s;
		}
		if (there == hash && is(s, m, text, len)) {
			if (counted)	/* another was faster */
				atomic_fetch_sub(&f->samples[m], 1);
			return s;
		}
	}
	return &nowhere;
}

static void
change(struct metric_slot *s, unsigned i, int64_t n)
{
	atomic_fetch_add_explicit(&s->values[i], n, memory_order_relaxed);
}

/* What goes nowhere is counted. */
static bool
lost(const struct metric_slot *s)
{
	if (s != &nowhere)
		return false;
	change(metric_slot(METRIC_lyceum_metric_overflow_total, NULL, 0), 0, 1);
	return true;
}

static void
show(struct metric_slot *s)
{
	if (atomic_load_explicit(&s->shown, memory_order_relaxed) == 0)
		atomic_store_explicit(&s->shown, 1, memory_order_relaxed);
}

void
metric_add(struct metric_slot *s, int64_t n)
{
	if (lost(s))
		return;
	change(s, 0, n);
	show(s);
}

void
metric_set(struct metric_slot *s, int64_t n)
{
	if (lost(s))
		return;
	atomic_store_explicit(&s->values[0], n, memory_order_relaxed);
	show(s);
}

void
metric_observe(struct metric_slot *s, int64_t us)
{
	const int64_t *b;
	unsigned i = 0;

	if (lost(s))
		return;
	b = metric_families[s->family].buckets;
	while (i < METRIC_SUM - 1 && b[i] != 0 && us > b[i])
		i++;
	change(s, i, 1);
	change(s, METRIC_SUM, us);
}

void
metric_clear(enum metric m)
{
	struct metric_file *f = metric_file();

	for (unsigned i = 0; i < METRIC_SLOTS; i++) {
		struct metric_slot *s = &f->slots[i];

		if (atomic_load_explicit(&s->ready, memory_order_acquire) == 0
		    || s->family != m)
			continue;
		atomic_store(&s->shown, 0);
		atomic_store(&s->values[0], 0);
	}
}

bool
metric_worker_lives(const struct metric_worker *w)
{
	pid_t pid = atomic_load(&w->pid);

	return atomic_load(&w->ready) != 0 && pid != 0 &&
	    (kill(pid, 0) == 0 || errno == EPERM);
}

static void
forget(struct metric_worker *w)
{
	atomic_store(&w->ready, 0);
	atomic_store(&w->busy, 0);
	atomic_store(&w->db, METRIC_DB_NONE);
	atomic_store(&w->pid, 0);
}

/* A pool that was killed as a whole leaves entries behind: take those. */
void
metric_worker_begin(const char *pool)
{
	struct metric_file *f = metric_file();

	for (unsigned i = 0; i < METRIC_WORKERS; i++) {
		struct metric_worker *w = &f->workers[i];
		int32_t pid = atomic_load(&w->pid);

		if (pid != 0 && (kill(pid, 0) == 0 || errno == EPERM))
			continue;
		if (!atomic_compare_exchange_strong(&w->pid, &pid, getpid()))
			continue;
		atomic_store(&w->busy, 0);
		atomic_store(&w->db, METRIC_DB_NONE);
		snprintf(w->pool, sizeof(w->pool), "%s", pool);
		atomic_store(&w->ready, 1);
		self = w;
		return;
	}
}

void
metric_worker_end(pid_t pid)
{
	struct metric_file *f = metric_file();

	for (unsigned i = 0; i < METRIC_WORKERS; i++)
		if (atomic_load(&f->workers[i].pid) == pid)
			forget(&f->workers[i]);
}

void
metric_busy(struct metric_slot *s)
{
	uint32_t i = 0;

	if (self == NULL)
		return;
	if (s != NULL && s != &nowhere)
		i = (uint32_t)(s - metric_file()->slots) + 1;
	atomic_store_explicit(&self->busy, i, memory_order_relaxed);
}

void
metric_db(enum metric_db state)
{
	if (self != NULL)
		atomic_store_explicit(&self->db, state, memory_order_relaxed);
}
