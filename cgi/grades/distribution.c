/*
 * How the scores of an assignment are distributed.  Scores have two digits,
 * so everything is exact in units of 1e-4, quartiles too; only the mean is
 * rounded, to two digits, half away from zero.
 */
#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "total.h"

#define BARS 10
#define LINES 4 /* of the chart, above its axis */

/* The chart, in units of its viewBox. */
enum { LEFT = 44,
	RIGHT = 632,
	TOP = 14,
	BOTTOM = 214,
	GAP = 4 };

struct spread {
	int64_t *scores, max; /* units; sorted */
	size_t n, missing, excused;
	size_t bars[BARS];
};

/* ---- Reading */

/* The last bar has its upper bound, too. */
static size_t
bar_of(const struct spread *s, int64_t score)
{
	int64_t bar = score * BARS / s->max;

	return bar < BARS ? (size_t)bar : BARS - 1;
}

static void
take(struct spread *s, const char *score, const char *state)
{
	int64_t v;

	if (strcmp(state, "excused") == 0)
		s->excused++;
	else if (strcmp(state, "missing") == 0)
		s->missing++;
	else if (score != NULL && total_units(score, strlen(score), &v)) {
		s->scores[s->n++] = v;
		s->bars[bar_of(s, v)]++;
	}
}

static bool
spread_read(struct req *r, struct rows *head, struct rows *marks,
    struct spread *s)
{
	const char *max = rows_get(head, 0, "max_score");
	int n = rows_count(marks);

	*s = (struct spread){ .scores = arena_alloc(r->arena,
				  ((size_t)n + 1) * sizeof(*s->scores)) };
	if (!total_units(max, strlen(max), &s->max) || s->max == 0) {
		req_fail(r, ERR_BUG, "a maximum cannot be read");
		return false;
	}
	for (int i = 0; i < n; i++)
		take(s, rows_get(marks, i, "score"), rows_get(marks, i,
		    "state"));
	return true;
}

/* ---- Figures */

/* Between the two scores around it, by the distance to each: R's type 7. */
static int64_t
quartile(const struct spread *s, size_t k)
{
	size_t at = k * (s->n - 1), i = at / 4;
	int64_t next = s->scores[i + 1 < s->n ? i + 1 : i];

	return s->scores[i] + (next - s->scores[i]) / 4 * (int64_t)(at % 4);
}

static int64_t
mean(const struct spread *s)
{
	int64_t cent = TOTAL_UNIT / 100, n = (int64_t)s->n * cent, sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->scores[i];
	return (2 * sum + n) / (2 * n) * cent;
}

static void
units_json(int64_t v, struct buf *o)
{
	int64_t rest = v % TOTAL_UNIT;
	int digits = TOTAL_SCALE;

	buf_int(o, v / TOTAL_UNIT);
	if (rest == 0)
		return;
	for (; rest % 10 == 0; rest /= 10)
		digits--;
	buf_printf(o, ".%0*d", digits, (int)rest);
}

static void
figure_json(const struct spread *s, const char *name, int64_t v, struct buf *o)
{
	buf_printf(o, ",\"%s\":", name);
	if (s->n == 0)
		buf_lit(o, "null");
	else
		units_json(v, o);
}

static void
figures_json(const struct spread *s, struct buf *o)
{
	bool any = s->n > 0;

	buf_printf(o, ",\"count\":%zu,\"missing\":%zu,\"excused\":%zu", s->n,
	    s->missing, s->excused);
	figure_json(s, "mean", any ? mean(s) : 0, o);
	figure_json(s, "lowest", any ? s->scores[0] : 0, o);
	figure_json(s, "lower_quartile", any ? quartile(s, 1) : 0, o);
	figure_json(s, "median", any ? quartile(s, 2) : 0, o);
	figure_json(s, "upper_quartile", any ? quartile(s, 3) : 0, o);
	figure_json(s, "highest", any ? s->scores[s->n - 1] : 0, o);
}

static void
bars_json(const struct spread *s, struct buf *o)
{
	buf_lit(o, ",\"bars\":[");
	for (int i = 0; i < BARS; i++) {
		buf_puts(o, i > 0 ? ",{\"from\":" : "{\"from\":");
		units_json(s->max / BARS * i, o);
		buf_lit(o, ",\"to\":");
		units_json(s->max / BARS * (i + 1), o);
		buf_printf(o, ",\"count\":%zu}", s->bars[i]);
	}
	buf_lit(o, "]");
}

/* ---- The chart of the page: see _partials/bars.html */

/* Between two lines: 1, 2 or 5 times a power of ten. */
static size_t
line_step(size_t most)
{
	static const size_t nice[] = { 1, 2, 5 };

	for (size_t ten = 1;; ten *= 10)
		for (size_t i = 0; i < NITEMS(nice); i++)
			if (nice[i] * ten * LINES >= most)
				return nice[i] * ten;
}

static void
bar_shape(const struct spread *s, int i, size_t top, struct buf *o)
{
	int x = LEFT + (RIGHT - LEFT) * i / BARS;
	int next = LEFT + (RIGHT - LEFT) * (i + 1) / BARS;
	int height = (int)((size_t)(BOTTOM - TOP) * s->bars[i] / top);

	buf_printf(o, "%s{\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d,\"middle\":%d,"
		      "\"label\":\"",
	    i > 0 ? "," : "", x + GAP / 2, BOTTOM - height,
	    next - x - GAP, height, (x + next) / 2);
	units_json(s->max / BARS * i, o);
	buf_lit(o, "–");
	units_json(s->max / BARS * (i + 1), o);
	buf_printf(o, "\",\"count\":%zu}", s->bars[i]);
}

static void
chart_json(const struct spread *s, struct buf *o)
{
	size_t most = 1, step, top;

	for (size_t i = 0; i < BARS; i++)
		most = s->bars[i] > most ? s->bars[i] : most;
	step = line_step(most);
	top = (most + step - 1) / step * step;
	buf_lit(o, ",\"chart\":{\"title\":\"Students by score\","
		   "\"across\":\"Score\",\"lines\":[");
	for (size_t v = 0; v <= top; v += step)
		buf_printf(o, "%s{\"y\":%d,\"label\":\"%zu\"}", v > 0 ? "," :
		    "", BOTTOM - (int)((size_t)(BOTTOM - TOP) * v / top), v);
	buf_lit(o, "],\"shapes\":[");
	for (int i = 0; i < BARS; i++)
		bar_shape(s, i, top, o);
	buf_lit(o, "]}");
}

/* ---- GET /grades/assignments/{id}/distribution */

enum err
distribution(struct req *r)
{
	const char *const id[] = { req_value(r, "id"), NULL };
	struct db_step q[] = {
		{ .q = &q_distribution_head,
		    .params = req_bind(r, &q_distribution_head) },
		{ .q = &q_distribution_scores, .params = id },
	};
	struct spread s;

	if (!db_many(r, q, NITEMS(q)))
		return r->err;
	if (rows_count(q[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	if (!spread_read(r, q[0].rows, q[1].rows, &s))
		return r->err;
	buf_lit(&r->out, "{");
	rows_json_members(q[0].rows, 0, &r->out);
	figures_json(&s, &r->out);
	bars_json(&s, &r->out);
	if (!r->api) {
		chart_json(&s, &r->out);
		req_add_text(r, "title", rows_get(q[0].rows, 0, "name"));
	}
	buf_lit(&r->out, "}");
	return r->err;
}
