#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "marks.h"
#include "rows.h"
#include "work.h"

/* ---- One student: courses, and in each its grades */

/* What four of the steps answered. */
struct courses {
	struct rows	*rows;
	struct span	*categories, *steps, *grades;
};

static void
grades_json(const struct span *grades, const struct total *t, struct buf *o)
{
	buf_lit(o, ",\"grades\":[");
	for (int i = 0; i < grades->n; i++) {
		buf_puts(o, i > 0 ? ",{" : "{");
		rows_json_members(grades->rows, grades->first + i, o);
		buf_puts(o, t->dropped[i] ? ",\"dropped\":true}" :
		    ",\"dropped\":false}");
	}
	buf_lit(o, "]");
}

static void
categories_json(const struct span *s, const struct total *t, struct buf *o)
{
	buf_lit(o, ",\"categories\":[");
	for (int i = 0; i < s->n; i++) {
		buf_puts(o, i > 0 ? ",{" : "{");
		rows_json_members(s->rows, s->first + i, o);
		buf_lit(o, ",\"percent\":");
		total_json(t->categories[i], o);
		buf_lit(o, "}");
	}
	buf_lit(o, "]");
}

static void
course_json(struct req *r, const struct courses *c, int i)
{
	struct total t = course_total(r, c->rows, i, c->grades[i],
	    c->categories[i]);
	const char *letter = rows_get(c->rows, i, "_final_letter");
	struct buf *o = &r->out;
	struct scale scale;

	scale_read(r, c->steps[i], rows_get(c->rows, i, "_pass_mark"),
	    &scale);
	if (letter == NULL)
		letter = scale_letter(&scale, rows_get(c->rows, i, "final"));
	buf_puts(o, i > 0 ? ",{" : "{");
	rows_json_members(c->rows, i, o);
	buf_lit(o, ",");
	standing_json(t.shown, &scale, o);
	buf_lit(o, ",\"final_letter\":");
	if (letter == NULL)
		buf_lit(o, "null");
	else
		buf_json(o, letter);
	categories_json(&c->categories[i], &t, o);
	grades_json(&c->grades[i], &t, o);
	buf_lit(o, "}");
}

static enum err
student(struct req *r, const char *id)
{
	const char *const p[] = { id, req_value(r, "school_id"),
	    req_value(r, "me"), req_value(r, "my_role"), NULL };
	struct db_step s[] = { { .q = &q_student_head, .params = p },
	    { .q = &q_student_courses, .params = p },
	    { .q = &q_student_categories, .params = p },
	    { .q = &q_student_steps, .params = p },
	    { .q = &q_student_grades, .params = p } };
	struct courses c;

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	c = (struct courses){ .rows = s[1].rows,
	    .categories = spans_of(r, s[1].rows, s[2].rows),
	    .steps = spans_of(r, s[1].rows, s[3].rows),
	    .grades = spans_of(r, s[1].rows, s[4].rows) };
	buf_lit(&r->out, "{");
	rows_json_members(s[0].rows, 0, &r->out);
	buf_lit(&r->out, ",\"courses\":[");
	for (int i = 0; i < rows_count(c.rows); i++)
		course_json(r, &c, i);
	buf_lit(&r->out, "]}");
	return r->err;
}

enum err
student_grades(struct req *r)
{
	return student(r, req_var(r, "id"));
}

/* ---- The page of those who have no grades of their own */

static enum err
gradebooks(struct req *r)
{
	struct rows *rs = db_rows(r, &q_gradebooks, req_bind(r,
	    &q_gradebooks));

	rows_trim(rs, r->limit);
	req_answer(r, rs);
	req_add(r, "gradebooks", rs);
	req_add_text(r, "full_name", r->user.name);
	return r->err;
}

static enum err
wards(struct req *r)
{
	const char *const p[] = { req_value(r, "me"),
	    req_value(r, "school_id"), NULL };
	struct db_step s[] = { { .q = &q_wards, .params = p },
	    { .q = &q_wards_courses, .params = p },
	    { .q = &q_wards_categories, .params = p },
	    { .q = &q_wards_marks, .params = p } };
	int64_t *totals;

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	totals = courses_totals(r, s[1].rows, s[2].rows, s[3].rows);
	buf_lit(&r->out, "{\"full_name\":");
	buf_json(&r->out, r->user.name);
	buf_lit(&r->out, ",\"wards\":[");
	for (int i = 0; i < rows_count(s[0].rows); i++) {
		buf_puts(&r->out, i > 0 ? ",{" : "{");
		rows_json_members(s[0].rows, i, &r->out);
		buf_lit(&r->out, ",\"average\":");
		total_json(courses_average(r, s[1].rows, totals,
		    rows_get(s[0].rows, i, "id")), &r->out);
		buf_lit(&r->out, "}");
	}
	buf_lit(&r->out, "]}");
	return r->err;
}

/* ---- GET /grades */

static enum err
page(struct req *r)
{
	switch (r->user.role) {
	case ROLE_STUDENT:
		return student(r, r->user.id.s);
	case ROLE_PARENT:
		return wards(r);
	case ROLE_TEACHER:
	case ROLE_ADMIN:
	case ROLE_DEV:
		return gradebooks(r);
	case ROLE_NONE:
	case ROLE_BEACON:
	case ROLE__MAX:
		break;
	}
	return req_fail(r, ERR_FORBIDDEN, NULL);
}

enum err
grades(struct req *r)
{
	const struct query *q = &q_grades_mine;

	if (!r->api)
		return page(r);
	if (r->user.role == ROLE_TEACHER)
		q = &q_grades_taught;
	else if (r->user.role == ROLE_ADMIN || r->user.role == ROLE_DEV)
		q = &q_grades_school;
	work_list(r, q);
	return r->err;
}
