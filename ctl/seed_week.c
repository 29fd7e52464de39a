#include "core.h"

#include "seed.h"

#define HALF_HOURS	24	/* 08:00 to 20:00 */

/* Days as bits, Monday first; lengths and starts in half hours. */
struct pattern {
	unsigned	days;
	int		length, step, weight;
};

static const struct pattern patterns[] = {
	{ 0x05, 3, 3, 6 },	/* Mon Wed, 1:30 */
	{ 0x0a, 3, 3, 6 },	/* Tue Thu, 1:30 */
	{ 0x15, 2, 2, 4 },	/* Mon Wed Fri, 1:00 */
	{ 0x0a, 4, 4, 3 },	/* Tue Thu, 2:00 */
	{ 0x14, 3, 3, 2 },	/* Wed Fri, 1:30 */
	{ 0x09, 3, 3, 2 },	/* Mon Thu, 1:30 */
	{ 0x01, 6, 6, 1 }, { 0x02, 6, 6, 1 }, { 0x04, 6, 6, 1 },
	{ 0x08, 6, 6, 1 }, { 0x10, 6, 6, 2 },	/* one day, 3:00 */
};

static const char *const names[5] = {
	"monday", "tuesday", "wednesday", "thursday", "friday",
};

bool
week_meets(const struct week *a, const struct week *b)
{
	for (int d = 0; d < 5; d++)
		if (a->day[d] & b->day[d])
			return true;
	return false;
}

void
week_add(struct week *w, const struct week *more)
{
	for (int d = 0; d < 5; d++)
		w->day[d] |= more->day[d];
}

/* Most classes are between nine and five; some are early, fewer late. */
static int
any_start(struct rng *r, const struct pattern *p)
{
	int n = (HALF_HOURS - p->length) / p->step + 1, start = 0;

	for (int i = 0; i < 8; i++) {
		start = rng_below(r, n) * p->step;
		if (start >= 2 && start + p->length <= 19)
			break;
		if (rng_chance(r, start < 2 ? 50 : 25))
			break;
	}
	return start;
}

struct week
week_any(struct rng *r)
{
	const struct pattern *p = patterns;
	int total = 0, at;
	struct week w = { 0 };
	uint32_t bits;

	for (size_t i = 0; i < NITEMS(patterns); i++)
		total += patterns[i].weight;
	at = rng_below(r, total);
	while (at >= p->weight)
		at -= (p++)->weight;
	bits = ((UINT32_C(1) << p->length) - 1) << any_start(r, p);
	for (int d = 0; d < 5; d++)
		if (p->days & (1u << d))
			w.day[d] = bits;
	return w;
}

/* The half hours that are on: one run of them a day. */
static void
run_of(uint32_t day, int *from, int *to)
{
	*from = 0;
	while (!(day >> *from & 1))
		(*from)++;
	*to = *from;
	while (day >> *to & 1)
		(*to)++;
}

/* {"monday": ["09:00-10:30"]}, as people write it. */
void
week_json(const struct week *w, char *out, size_t size)
{
	size_t n = (size_t)snprintf(out, size, "{");
	int from, to;

	for (int d = 0; d < 5; d++) {
		if (w->day[d] == 0)
			continue;
		run_of(w->day[d], &from, &to);
		n += (size_t)snprintf(out + n, size - n,
		    "%s\"%s\": [\"%02d:%02d-%02d:%02d\"]",
		    n > 1 ? ", " : "", names[d], 8 + from / 2, from % 2 * 30,
		    8 + to / 2, to % 2 * 30);
	}
	snprintf(out + n, size - n, "}");
}

/*
 * {[123,456),...} as academics.times_of() makes it: minutes on a line on
 * which every term has a week of its own.
 */
void
week_times(const struct week *w, const struct term *t, char *out,
    size_t size)
{
	int part = strcmp(t->semester, "spring") == 0 ? 0 :
	    strcmp(t->semester, "summer") == 0 ? 1 : 2;
	int week = (t->year * 3 + part) * 10080;
	size_t n = (size_t)snprintf(out, size, "{");

	for (int d = 0; d < 5; d++) {
		int from, to;

		if (w->day[d] == 0)
			continue;
		run_of(w->day[d], &from, &to);
		n += (size_t)snprintf(out + n, size - n, "%s[%d,%d)",
		    n > 1 ? "," : "", week + d * 1440 + 480 + from * 30,
		    week + d * 1440 + 480 + to * 30);
	}
	snprintf(out + n, size - n, "}");
}
