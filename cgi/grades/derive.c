/*
 * The derivation of a total: each line of the computation in words, with its
 * exact number, in the order in which a person would do it by hand.
 */
#include "core.h"
#include "enrollment.h"
#include "grades.h"
#include "rows.h"

struct steps {
	struct req			*r;
	const struct report		*report;
	const struct total_detail	*detail;
	const char			*category, *assignment;
	int				 n;
};

static void
name_json(struct buf *o, const char *name)
{
	if (name == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, name);
}

/* value: an exact number, as a text, or NULL. */
static void
step(struct steps *s, const char *text, const char *value)
{
	struct buf *o = &s->r->out;

	buf_puts(o, s->n++ > 0 ? ",{\"category\":" : "{\"category\":");
	name_json(o, s->category);
	buf_lit(o, ",\"assignment\":");
	name_json(o, s->assignment);
	buf_lit(o, ",\"text\":");
	buf_json(o, text);
	buf_lit(o, ",\"value\":");
	name_json(o, value);
	buf_lit(o, "}");
}

/* ---- A mark */

static const char *
shown(struct steps *s, int64_t hundredths)
{
	char text[TOTAL_SIZE];

	return total_text(hundredths, text) ?
	    arena_strdup(s->r->arena, text) : "–";
}

static const char *
points(struct steps *s, int64_t units)
{
	return shown(s, units / (TOTAL_UNIT / 100));
}

static const char *
of_row(struct steps *s, int row, const char *column)
{
	const char *text = rows_get(s->report->items, row, column);

	return text == NULL ? "" : text;
}

static void
say_curve(struct steps *s, int row, const struct total_item *t, struct buf *b)
{
	if (t->curved == NULL)
		return;
	if (strcmp(of_row(s, row, "curve"), "add") == 0)
		buf_printf(b, " Curved: %s more, at most all; %s.",
		    of_row(s, row, "curve_value"), t->curved);
	else
		buf_printf(b, " Curved: as out of %s, at most all; %s.",
		    of_row(s, row, "curve_value"), t->curved);
}

static void
say_graded(struct steps *s, int row, const struct total_item *t, struct buf *b)
{
	const struct total_mark *m = &s->report->marks[row];

	buf_printf(b, "%s of %s points.", points(s, m->score), of_row(s, row,
	    "max_score"));
	say_curve(s, row, t, b);
	if (t->kept != NULL)
		buf_printf(b, " %d days late, %s %% less for each, at most "
		    "%s %%: times %s.", m->days_late, of_row(s, row,
		    "late_per_day"), of_row(s, row, "late_max"), t->kept);
}

static void
say_use(struct steps *s, int row, const struct total_item *t, struct buf *b)
{
	bool extra = rows_is(s->report->items, row, "is_extra");

	if (t->dropped)
		buf_lit(b, " Dropped.");
	else if (!t->counts)
		buf_lit(b, " Extra credit, but nothing else counts here.");
	else
		buf_printf(b, extra ? " Extra credit with weight %s." :
		    " It has weight %s.", t->weight);
}

static void
mark_step(struct steps *s, int row)
{
	const struct total_item *t = &s->detail->items[row];
	struct buf b;

	buf_init(&b, s->r->arena, REQ_OUT_MAX);
	s->assignment = of_row(s, row, "assignment_name");
	switch (s->report->marks[row].state) {
	case TOTAL_UNGRADED:
		step(s, "Not graded yet: left out.", NULL);
		return;
	case TOTAL_EXCUSED:
		step(s, "Excused: left out.", NULL);
		return;
	case TOTAL_MISSING:
		buf_printf(&b, "Missing: 0 of %s points.", of_row(s, row,
		    "max_score"));
		break;
	case TOTAL_GRADED:
		if (t->weight != NULL)
			say_graded(s, row, t, &b);
		break;
	}
	if (t->weight == NULL)
		buf_lit(&b, " It weighs nothing: it counts nowhere.");
	else
		say_use(s, row, t, &b);
	step(s, buf_text(&b) + (*buf_text(&b) == ' '), t->ratio);
}

/* ---- A category */

static bool
is_in(const struct report *c, int row, const char *category)
{
	const char *id = rows_get(c->items, row, "category_id");

	return category == NULL ? id == NULL : id != NULL &&
	    strcmp(id, category) == 0;
}

static void
marks_steps(struct steps *s, const char *category)
{
	for (size_t i = 0; i < s->report->n; i++)
		if (category == NULL || is_in(s->report, (int)i, category))
			mark_step(s, (int)i);
	s->assignment = NULL;
}

static void
score_step(struct steps *s, const struct total_group *g, int drop)
{
	struct arena *a = s->r->arena;

	if (drop > 0 && g->graded > 0)
		step(s, arena_printf(a, "The lowest %d are dropped, so %d of "
		    "%d are kept: those that make the score largest.", drop,
		    g->kept, g->graded), NULL);
	if (g->score == NULL)
		step(s, "Nothing counts here, so there is no score.", NULL);
	else
		step(s, arena_printf(a, "Score: the sum of weight × part, "
		    "%s, over the sum of weights that are no extra credit, "
		    "%s.", g->top, g->bottom), g->score);
}

static void
category_steps(struct steps *s)
{
	const struct rows *k = s->report->categories;
	int n = rows_count(k);

	if (n == 0) {
		marks_steps(s, NULL);
		score_step(s, &s->detail->groups[0], 0);
	}
	for (int i = 0; i < n; i++) {
		s->category = rows_get(k, i, "name");
		marks_steps(s, rows_get(k, i, "id"));
		score_step(s, &s->detail->groups[i],
		    (int)rows_int(k, i, "drop_lowest"));
	}
	s->category = NULL;
	for (size_t i = 0; n > 0 && i < s->report->n; i++) {
		if (!is_in(s->report, (int)i, NULL))
			continue;
		s->assignment = of_row(s, (int)i, "assignment_name");
		step(s, "It is in no category: it counts nowhere.", NULL);
	}
	s->assignment = NULL;
}

/* ---- The total */

static void
weight_steps(struct steps *s)
{
	const struct rows *k = s->report->categories;

	for (int i = 0; i < rows_count(k); i++) {
		const struct total_group *g = &s->detail->groups[i];

		if (g->score == NULL)
			continue;
		s->category = rows_get(k, i, "name");
		step(s, arena_printf(s->r->arena, rows_is(k, i, "is_extra") ?
		    "Weight %s of extra credit, times the score." :
		    "Weight %s, times the score.", g->weight), g->score);
	}
	s->category = NULL;
}

static void
letter_steps(struct steps *s)
{
	const struct scale *scale = &s->report->scale;
	int64_t total = s->detail->shown;
	const struct total_step *at = total_step(scale->steps, scale->n,
	    total);
	struct arena *a = s->r->arena;

	if (at != NULL)
		step(s, arena_printf(a, "%s or more on the scale \"%s\".",
		    shown(s, at->at_least), rows_get(s->report->head, 0,
		    "scale_name")), at->letter);
	step(s, arena_printf(a, "The pass mark is %s: %s.", shown(s,
	    scale->pass_mark), total >= scale->pass_mark ? "passed" :
	    "not passed"), NULL);
}

static void
total_steps(struct steps *s)
{
	const struct total_detail *d = s->detail;
	struct arena *a = s->r->arena;

	if (d->exact == NULL) {
		step(s, "No category that weighs something has a score, so "
		    "there is no total.", NULL);
		return;
	}
	weight_steps(s);
	step(s, arena_printf(a, "Total in per cent: 100 times the sum of "
	    "weight × score, %s, over the sum of weights that are no extra "
	    "credit, %s.", d->top, d->bottom), d->exact);
	step(s, "Shown with two digits, half away from zero; 100 at most.",
	    shown(s, d->shown));
	letter_steps(s);
}

/* ---- GET /grades/enrollment/{enrollment_id}/derivation */

enum err
derivation(struct req *r)
{
	struct total_detail d;
	struct report report;
	struct steps s = { .r = r, .report = &report, .detail = &d };

	if (!report_read(r, &report))
		return r->err;
	total_explain(report.plan, report.marks, r->arena, &d);
	buf_lit(&r->out, "{");
	report_head(r, &report, d.shown);
	buf_lit(&r->out, ",\"total\":");
	total_json(d.shown, &r->out);
	buf_lit(&r->out, ",\"steps\":[");
	category_steps(&s);
	total_steps(&s);
	buf_lit(&r->out, "]}");
	return r->err;
}
