#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "index.h"
#include "marks.h"
#include "rows.h"
#include "work.h"

/* ---- One student: courses, and in each its grades */

/* Rows of one course, which stand together. */
struct span {
	int	first, n;
};

static struct span *
spans_of(struct req *r, const struct rows *courses, const struct rows *grades)
{
	int n = rows_count(courses);
	struct span *at = arena_alloc(r->arena, (size_t)n * sizeof(*at));
	struct index x;

	index_init(&x, r->arena, (size_t)n);
	for (int i = 0; i < n; i++)
		index_put(&x, rows_get(courses, i, "enrollment_id"),
		    UUID_LEN, i);
	for (int i = 0; i < rows_count(grades); i++) {
		int k = index_get(&x, rows_get(grades, i, "enrollment_id"),
		    UUID_LEN);

		if (k >= 0 && at[k].n++ == 0)
			at[k].first = i;
	}
	return at;
}

static void
course_json(struct req *r, const struct rows *courses, int row,
    const struct rows *grades, const struct span *at)
{
	struct buf *o = &r->out;
	struct average a;

	average_init(&a, r->arena);
	for (int i = 0; i < at->n; i++)
		marks_add(&a, grades, at->first + i);
	buf_puts(o, row > 0 ? ",{" : "{");
	rows_json_members(courses, row, o);
	buf_lit(o, ",\"average\":");
	average_json(&a, o);
	buf_lit(o, ",\"grades\":[");
	for (int i = 0; i < at->n; i++) {
		if (i > 0)
			buf_lit(o, ",");
		rows_json_row(grades, at->first + i, o);
	}
	buf_lit(o, "]}");
}

static enum err
student(struct req *r, const char *id)
{
	const char *const p[] = { id, req_value(r, "school_id"),
	    req_value(r, "me"), req_value(r, "my_role"), NULL };
	struct db_step s[] = { { .q = &q_student_head, .params = p },
	    { .q = &q_student_courses, .params = p },
	    { .q = &q_student_grades, .params = p } };
	struct span *at;

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	at = spans_of(r, s[1].rows, s[2].rows);
	buf_lit(&r->out, "{");
	rows_json_members(s[0].rows, 0, &r->out);
	buf_lit(&r->out, ",\"courses\":[");
	for (int i = 0; i < rows_count(s[1].rows); i++)
		course_json(r, s[1].rows, i, s[2].rows, &at[i]);
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

static struct average *
averages_of(struct req *r, const struct rows *wards, const struct rows *marks)
{
	int n = rows_count(wards);
	struct average *a = arena_alloc(r->arena, (size_t)n * sizeof(*a));
	struct index x;

	index_init(&x, r->arena, (size_t)n);
	for (int i = 0; i < n; i++) {
		average_init(&a[i], r->arena);
		index_put(&x, rows_get(wards, i, "id"), UUID_LEN, i);
	}
	for (int i = 0; i < rows_count(marks); i++) {
		int k = index_get(&x, rows_get(marks, i, "student_id"),
		    UUID_LEN);

		if (k >= 0)
			marks_add(&a[k], marks, i);
	}
	return a;
}

static enum err
wards(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_wards, .params = req_bind(r, &q_wards) },
		{ .q = &q_wards_marks, .params = req_bind(r, &q_wards_marks) },
	};
	struct average *a;

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	a = averages_of(r, s[0].rows, s[1].rows);
	buf_lit(&r->out, "{\"full_name\":");
	buf_json(&r->out, r->user.name);
	buf_lit(&r->out, ",\"wards\":[");
	for (int i = 0; i < rows_count(s[0].rows); i++) {
		buf_puts(&r->out, i > 0 ? ",{" : "{");
		rows_json_members(s[0].rows, i, &r->out);
		buf_lit(&r->out, ",\"average\":");
		average_json(&a[i], &r->out);
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
