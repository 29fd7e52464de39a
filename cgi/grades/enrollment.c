#include "core.h"
#include "db.h"
#include "enrollment.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"

#define COLUMN(rs, name)	rows_column((rs), "" name, sizeof(name) - 1)

/* ---- Reading */

static void
read_marks(struct req *r, struct report *s)
{
	struct mark_columns c = { COLUMN(s->items, "_score"),
	    COLUMN(s->items, "_state"), COLUMN(s->items, "_days_late") };

	s->n = (size_t)rows_count(s->items);
	s->marks = arena_alloc(r->arena, s->n * sizeof(*s->marks));
	for (size_t i = 0; i < s->n; i++)
		s->marks[i] = mark_at(s->items, (int)i, &c);
}

bool
report_read(struct req *r, struct report *s)
{
	const char *const id[] = { req_value(r, "enrollment_id"), NULL };
	struct db_step q[] = {
		{ .q = &q_enrollment_head,
		    .params = req_bind(r, &q_enrollment_head) },
		{ .q = &q_enrollment_sheet,
		    .params = req_bind(r, &q_enrollment_sheet) },
		{ .q = &q_enrollment_categories, .params = id },
		{ .q = &q_enrollment_steps, .params = id },
	};

	if (!db_many(r, q, NITEMS(q)))
		return false;
	*s = (struct report){ .head = q[0].rows, .items = q[1].rows,
	    .categories = q[2].rows, .steps = q[3].rows };
	if (rows_count(s->head) == 0) {
		req_fail(r, ERR_NOT_FOUND, NULL);
		return false;
	}
	s->plan = marks_plan(r, span_all(s->items), span_all(s->categories),
	    rows_get(s->head, 0, "weigh_by"));
	scale_read(r, span_all(s->steps), rows_get(s->head, 0, "pass_mark"),
	    &s->scale);
	read_marks(r, s);
	return r->err == OK;
}

int64_t
report_total(struct req *r, const struct report *s)
{
	struct total t;

	total_init(&t, s->plan, r->arena);
	total_of(s->plan, s->marks, &t);
	return t.shown;
}

/* ---- JSON */

static const char *
state_of(enum total_state state)
{
	switch (state) {
	case TOTAL_UNGRADED:
		break;
	case TOTAL_GRADED:
		return "\"graded\"";
	case TOTAL_MISSING:
		return "\"missing\"";
	case TOTAL_EXCUSED:
		return "\"excused\"";
	}
	return "null";
}

/* Scores have two digits, so hundredths say them whole. */
static void
mark_json(const struct total_mark *m, struct buf *o)
{
	bool scored = m->state == TOTAL_GRADED || m->state == TOTAL_MISSING;

	buf_lit(o, ",\"score\":");
	total_json(scored ? m->score / (TOTAL_UNIT / 100) : TOTAL_NONE, o);
	buf_lit(o, ",\"state\":");
	buf_puts(o, state_of(m->state));
	buf_lit(o, ",\"days_late\":");
	buf_int(o, m->days_late);
}

static void
box_json(const struct report *s, size_t i, struct buf *o)
{
	buf_lit(o, ",\"typed\":");
	buf_json(o, s->typed[i]);
	buf_lit(o, ",\"fault\":");
	if (s->faults[i] == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, s->faults[i]);
}

static void
item_json(const struct report *s, size_t i, const struct total_item *t,
    struct buf *o)
{
	buf_puts(o, i > 0 ? ",{" : "{");
	rows_json_members(s->items, (int)i, o);
	mark_json(&s->marks[i], o);
	if (s->typed != NULL)
		box_json(s, i, o);
	buf_lit(o, ",\"percent\":");
	total_json(t->percent, o);
	buf_puts(o, t->dropped ? ",\"dropped\":true" : ",\"dropped\":false");
	buf_puts(o, t->counts ? ",\"counts\":true" : ",\"counts\":false");
	buf_lit(o, ",\"contributes\":");
	total_json(t->contributes, o);
	buf_lit(o, "}");
}

static void
categories_json(const struct report *s, const struct total_detail *d,
    struct buf *o)
{
	buf_lit(o, ",\"categories\":[");
	for (int i = 0; i < rows_count(s->categories); i++) {
		buf_puts(o, i > 0 ? ",{" : "{");
		rows_json_members(s->categories, i, o);
		buf_lit(o, ",\"percent\":");
		total_json(d->groups[i].percent, o);
		buf_printf(o, ",\"graded\":%d,\"kept\":%d}",
		    d->groups[i].graded, d->groups[i].kept);
	}
	buf_lit(o, "]");
}

void
report_head(struct req *r, const struct report *s, int64_t shown)
{
	const char *letter = rows_get(s->head, 0, "_final_letter");
	struct buf *o = &r->out;

	if (letter == NULL)
		letter = scale_letter(&s->scale, rows_get(s->head, 0,
		    "final"));
	rows_json_members(s->head, 0, o);
	buf_lit(o, ",");
	standing_json(shown, &s->scale, o);
	buf_lit(o, ",\"final_letter\":");
	if (letter == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, letter);
	if (!r->api)
		req_add_text(r, "title", arena_printf(r->arena, "%s, %s",
		    rows_get(s->head, 0, "full_name"),
		    rows_get(s->head, 0, "code")));
}

void
report_answer(struct req *r, const struct report *s)
{
	struct buf *o = &r->out;
	struct total_detail d;

	total_explain(s->plan, s->marks, r->arena, &d);
	buf_lit(o, "{");
	report_head(r, s, d.shown);
	buf_puts(o, s->what_if ? ",\"what_if\":true,\"can_edit\":false" :
	    rows_is(s->head, 0, "_can_edit") && may_edit(r) ?
	    ",\"can_edit\":true" : ",\"can_edit\":false");
	categories_json(s, &d, o);
	buf_lit(o, ",\"items\":[");
	for (size_t i = 0; i < s->n; i++)
		item_json(s, i, &d.items[i], o);
	buf_lit(o, "]}");
}

/* Every assignment of the course, with this student's grade or without. */
enum err
enrollment_grades(struct req *r)
{
	struct report s;

	if (report_read(r, &s))
		report_answer(r, &s);
	return r->err;
}
