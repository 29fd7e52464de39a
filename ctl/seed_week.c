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

static int
add_range(char *out, size_t size, const char *before, int from, int to)
{
	return snprintf(out, size, "%s\"%02d:%02d-%02d:%02d\"", before,
	    8 + from / 2, from % 2 * 30, 8 + to / 2, to % 2 * 30);
}

/* {"monday": ["09:00-10:30"]}, as people write it. */
void
week_json(const struct week *w, char *out, size_t size)
{
	size_t n = 0;

	n += (size_t)snprintf(out, size, "{");
	for (int d = 0; d < 5; d++) {
		const char *before = "[";

		if (w->day[d] == 0)
			continue;
		n += (size_t)snprintf(out + n, size - n, "%s\"%s\": ",
		    n > 1 ? ", " : "", names[d]);
		for (int h = 0, from = -1; h <= HALF_HOURS; h++) {
			bool on = h < HALF_HOURS && (w->day[d] >> h & 1);

			if (on && from < 0)
				from = h;
			if (!on && from >= 0) {
				n += (size_t)add_range(out + n, size - n,
				    before, from, h);
				before = ", ";
				from = -1;
			}
		}
		n += (size_t)snprintf(out + n, size - n, "]");
	}
	snprintf(out + n, size - n, "}");
}
