/*
 * The board of whoever keeps the school's money: what is due, came, failed
 * and went back, by term, month and kind, and what wants to be looked at.
 * Sums are made by the database; here they become an answer, and on the page
 * two charts in the school's currency.
 */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "payments.h"
#include "rows.h"

#define LINES 4 /* of a chart, above its axis */

/* The chart, in units of its viewBox: see _partials/bars.html. */
enum { LEFT = 44,
	RIGHT = 632,
	TOP = 14,
	BOTTOM = 214,
	GAP = 4 };

struct board_in {
	const char *semester;
	int64_t year;
};

SHAPE(board_shape, struct board_in,
    FIELD(struct board_in, semester, .label = "Semester",
	.one_of = "fall|spring|summer"),
    FIELD(struct board_in, year, .label = "Year", .min = 2000,
	.max = 2100));

/* ---- Charts */

struct chart {
	const struct rows *rows; /* of q_board_months */
	const char *currency;
	const char *name, *title; /* "paid" */
	int64_t unit;             /* minor units of one */
	int64_t step, top;
};

static bool
is_of(const struct chart *c, int row)
{
	return strcmp(rows_get(c->rows, row, "currency"), c->currency) == 0;
}

/* What was given back beyond what came is no bar. */
static int64_t
height_of(const struct chart *c, struct arena *a, int row)
{
	int64_t v = rows_int(c->rows, row,
	    arena_printf(a, "%s_minor", c->name));

	return v > 0 ? v : 0;
}

/* Between two lines: 1, 2 or 5 times a power of ten of the currency. */
static int64_t
step_for(int64_t most, int64_t unit)
{
	static const int nice[] = { 1, 2, 5 };

	for (int64_t ten = unit;; ten *= 10)
		for (size_t i = 0; i < NITEMS(nice); i++)
			if (most <= nice[i] * ten * LINES)
				return nice[i] * ten;
}

static void
label(int64_t whole, struct buf *o)
{
	if (whole != 0 && whole % 1000000 == 0)
		buf_printf(o, "%" PRId64 "M", whole / 1000000);
	else if (whole != 0 && whole % 1000 == 0)
		buf_printf(o, "%" PRId64 "k", whole / 1000);
	else
		buf_int(o, whole);
}

static void
lines_json(const struct chart *c, struct buf *o)
{
	for (int64_t v = 0; v <= c->top; v += c->step) {
		buf_printf(o, "%s{\"y\":%d,\"label\":\"", v > 0 ? "," : "",
		    BOTTOM - (int)((BOTTOM - TOP) * v / c->top));
		label(v / c->unit, o);
		buf_lit(o, "\"}");
	}
}

static void
shapes_json(const struct chart *c, struct arena *a, int n, struct buf *o)
{
	for (int i = 0, k = 0; i < rows_count(c->rows); i++) {
		int x = LEFT + (RIGHT - LEFT) * k / n;
		int next = LEFT + (RIGHT - LEFT) * (k + 1) / n, high;

		if (!is_of(c, i))
			continue;
		high = (int)((BOTTOM - TOP) * height_of(c, a, i) / c->top);
		buf_printf(o, "%s{\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d,"
			      "\"middle\":%d,\"label\":\"%s\"}",
		    k++ > 0 ? "," : "", x + GAP / 2, BOTTOM - high,
		    next - x - GAP, high, (x + next) / 2,
		    rows_get(c->rows, i, "_label"));
	}
}

static void
chart_json(struct req *r, struct chart *c)
{
	struct buf *o = &r->out;
	int64_t most = 1;
	int n = 0;

	c->unit = 1;
	for (int i = 0; i < rows_count(c->rows); i++) {
		int64_t v = is_of(c, i) ? height_of(c, r->arena, i) : 0;

		if (!is_of(c, i))
			continue;
		if (n++ == 0)
			for (int64_t d = rows_int(c->rows, i, "_digits"); d > 0;
			     d--)
				c->unit *= 10;
		most = v > most ? v : most;
	}
	if (n == 0)
		return;
	c->step = step_for(most, c->unit);
	c->top = (most + c->step - 1) / c->step * c->step;
	buf_printf(o, ",\"%s_chart\":{\"key\":\"-%s\",\"title\":\"%s\","
		      "\"across\":\"%s, by month\",\"lines\":[",
	    c->name, c->name,
	    c->title, c->currency);
	lines_json(c, o);
	buf_lit(o, "],\"shapes\":[");
	shapes_json(c, r->arena, n, o);
	buf_lit(o, "]}");
}

static void
charts_json(struct req *r, const struct rows *months, const char *currency)
{
	struct chart c[] = {
		{ .name = "billed", .title = "Billed by month" },
		{ .name = "paid", .title = "Paid by month" },
	};

	for (size_t i = 0; i < NITEMS(c); i++) {
		c[i].rows = months;
		c[i].currency = currency;
		chart_json(r, &c[i]);
	}
}

/* ---- GET /billing */

enum { HEALTH,
	TOTALS,
	TERMS,
	MONTHS,
	KINDS,
	LATE,
	DISPUTES,
	UNKNOWN,
	PARTS };

static const struct {
	const char *name;
	const struct query *q;
} parts[PARTS] = {
	[HEALTH] = { "", &q_board_health },
	[TOTALS] = { "totals", &q_board_totals },
	[TERMS] = { "terms", &q_board_terms },
	[MONTHS] = { "months", &q_board_months },
	[KINDS] = { "kinds", &q_board_kinds },
	[LATE] = { "late", &q_board_late },
	[DISPUTES] = { "open_disputes", &q_board_disputes },
	[UNKNOWN] = { "unknown", &q_board_unknown },
};

/* Pages show rows, whose decimals stay as the database wrote them. */
enum err
board(struct req *r)
{
	struct db_step s[PARTS] = { 0 };

	for (size_t i = 0; i < PARTS; i++)
		s[i] = (struct db_step){ .q = parts[i].q,
			.params = req_bind(r, parts[i].q) };
	if (!db_many(r, s, PARTS))
		return r->err;
	if (rows_count(s[HEALTH].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	buf_lit(&r->out, "{");
	rows_json_members(s[HEALTH].rows, 0, &r->out);
	for (size_t i = TOTALS; i < PARTS; i++) {
		buf_printf(&r->out, ",\"%s\":", parts[i].name);
		rows_json_array(s[i].rows, &r->out);
		if (!r->api)
			req_add(r, parts[i].name, s[i].rows);
	}
	if (!r->api)
		charts_json(r, s[MONTHS].rows,
		    rows_get(s[HEALTH].rows, 0, "currency"));
	buf_lit(&r->out, "}");
	return r->err;
}
