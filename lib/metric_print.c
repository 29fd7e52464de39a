#include "core.h"

#include "arena.h"
#include "buf.h"
#include "metric_file.h"
#include "num.h"

static int
by_family_and_labels(const void *a, const void *b)
{
	const struct metric_slot *const *x = a, *const *y = b;
	size_t n = (*x)->len < (*y)->len ? (*x)->len : (*y)->len;
	int c = (*x)->family - (*y)->family;

	if (c == 0)
		c = memcmp((*x)->labels, (*y)->labels, n);
	return c != 0 ? c : (*x)->len - (*y)->len;
}

/* Every sample that has something to say, in order. */
static size_t
collect(struct metric_file *f, struct arena *a, struct metric_slot ***out)
{
	struct metric_slot **v = arena_alloc(a, METRIC_SLOTS * sizeof(*v));
	size_t n = 0;

	for (unsigned i = 0; i < METRIC_SLOTS; i++) {
		struct metric_slot *s = &f->slots[i];

		if (atomic_load_explicit(&s->ready, memory_order_acquire) == 0)
			continue;
		if (metric_families[s->family].type != METRIC_GAUGE ||
		    atomic_load(&s->shown) != 0)
			v[n++] = s;
	}
	qsort(v, n, sizeof(struct metric_slot *), by_family_and_labels);
	*out = v;
	return n;
}

/* value / 10^scale, as short as it is exact */
static void
put_scaled(struct buf *b, int64_t value, unsigned scale)
{
	uint64_t u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char t[32];
	uint64_t unit = 1;
	int n;

	for (unsigned i = 0; i < scale; i++)
		unit *= 10;
	n = snprintf(t, sizeof(t), "%s%" PRIu64 ".%0*" PRIu64,
	    value < 0 ? "-" : "", u / unit, (int)scale, u % unit);
	buf_add(b, t, num_short(t, (size_t)n));
}

static void
put_name(struct buf *b, const char *name, const char *suffix,
    const struct metric_slot *s)
{
	buf_puts(b, name);
	buf_puts(b, suffix);
	if (s->len > 0) {
		buf_lit(b, "{");
		buf_add(b, s->labels, s->len);
		buf_lit(b, "}");
	}
	buf_lit(b, " ");
}

static void
put_bucket(struct buf *b, const struct metric_family *f,
    const struct metric_slot *s, unsigned i, int64_t total)
{
	buf_puts(b, f->name);
	buf_lit(b, "_bucket{");
	if (s->len > 0) {
		buf_add(b, s->labels, s->len);
		buf_lit(b, ",");
	}
	buf_lit(b, "le=\"");
	if (f->buckets[i] == 0)
		buf_lit(b, "+Inf");
	else
		put_scaled(b, f->buckets[i], f->scale);
	buf_lit(b, "\"} ");
	buf_int(b, total);
	buf_lit(b, "\n");
}

/* The count is the sum of the buckets, so that the two always agree. */
static void
put_histogram(struct buf *b, const struct metric_family *f,
    struct metric_slot *s)
{
	int64_t total = 0;
	unsigned i = 0;

	for (;; i++) {
		total += atomic_load_explicit(&s->values[i],
		    memory_order_relaxed);
		put_bucket(b, f, s, i, total);
		if (f->buckets[i] == 0)
			break;
	}
	put_name(b, f->name, "_sum", s);
	put_scaled(b, atomic_load(&s->values[METRIC_SUM]), f->scale);
	buf_lit(b, "\n");
	put_name(b, f->name, "_count", s);
	buf_int(b, total);
	buf_lit(b, "\n");
}

static int64_t
workers_at(struct metric_file *t, const struct metric_slot *s)
{
	uint32_t wanted = (uint32_t)(s - t->slots) + 1;
	int64_t n = 0;

	for (unsigned i = 0; i < METRIC_WORKERS; i++)
		n += atomic_load(&t->workers[i].busy) == wanted &&
		    metric_worker_lives(&t->workers[i]);
	return n;
}

static void
put_sample(struct buf *b, struct metric_file *t, struct metric_slot *s)
{
	const struct metric_family *f = &metric_families[s->family];

	if (f->type == METRIC_HISTOGRAM) {
		put_histogram(b, f, s);
		return;
	}
	put_name(b, f->name, "", s);
	if (f->type == METRIC_STATE)
		buf_int(b, workers_at(t, s));
	else
		put_scaled(b, atomic_load(&s->values[0]), f->scale);
	buf_lit(b, "\n");
}

/* Each pool once: at the first of its workers. */
static void
put_workers(struct buf *b, struct metric_file *t)
{
	bool alive[METRIC_WORKERS];

	for (unsigned i = 0; i < METRIC_WORKERS; i++)
		alive[i] = metric_worker_lives(&t->workers[i]);
	for (unsigned i = 0; i < METRIC_WORKERS; i++) {
		const char *pool = t->workers[i].pool;
		int64_t n = 0;

		if (!alive[i])
			continue;
		for (unsigned k = i; k < METRIC_WORKERS; k++)
			if (alive[k] &&
			    strcmp(t->workers[k].pool, pool) == 0) {
				alive[k] = false;
				n++;
			}
		buf_printf(b, "lyceum_workers{pool=\"%s\"} %" PRId64 "\n",
		    pool, n);
	}
}

static void
put_connections(struct buf *b, struct metric_file *t)
{
	int64_t n[METRIC_DB_ACTIVE + 1] = { 0 };

	for (unsigned i = 0; i < METRIC_WORKERS; i++) {
		uint32_t db = atomic_load(&t->workers[i].db);

		if (db <= METRIC_DB_ACTIVE &&
		    metric_worker_lives(&t->workers[i]))
			n[db]++;
	}
	buf_printf(b, "uems_database_connections{state=\"active\"} %" PRId64
	    "\nuems_database_connections{state=\"idle\"} %" PRId64 "\n",
	    n[METRIC_DB_ACTIVE], n[METRIC_DB_IDLE]);
}

/* UEMS names a gauge ..._total, which Prometheus keeps for counters. */
static bool
is_called_total(const char *name)
{
	size_t n = strlen(name);

	return n > 6 && strcmp(name + n - 6, "_total") == 0;
}

static const char *
type_name(const struct metric_family *f)
{
	switch (f->type) {
	case METRIC_COUNTER:
		return "counter";
	case METRIC_HISTOGRAM:
		return "histogram";
	case METRIC_GAUGE:
	case METRIC_STATE:
	default:
		return is_called_total(f->name) ? "untyped" : "gauge";
	}
}

void
metric_print(struct buf *b)
{
	struct metric_file *t = metric_file();
	struct metric_slot **v;
	size_t n = collect(t, b->arena, &v), at = 0;

	for (unsigned m = 0; m < METRIC__MAX; m++) {
		const struct metric_family *f = &metric_families[m];

		buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", f->name,
		    f->help, f->name, type_name(f));
		if (m == METRIC_lyceum_workers)
			put_workers(b, t);
		else if (m == METRIC_uems_database_connections)
			put_connections(b, t);
		for (; at < n && v[at]->family == m; at++)
			put_sample(b, t, v[at]);
	}
}
