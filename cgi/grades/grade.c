#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "marks.h"
#include "rows.h"
#include "work.h"

/* The grade as it is now, with what its enrollment comes to. */
static void
answer(struct req *r, const char *id, const char *enrollment)
{
	const char *const grade[] = { id, req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };
	struct db_step s[1 + MARKS_STEPS] = {
		{ .q = &q_grade_get, .params = grade },
	};

	marks_ask(r, enrollment, s + 1);
	if (!db_many(r, s, NITEMS(s)))
		return;
	req_add_one(r, "", s[0].rows);
	buf_lit(&r->out, "{");
	rows_json_members(s[0].rows, 0, &r->out);
	buf_lit(&r->out, ",\"average\":");
	total_json(marks_total(r, s + 1), &r->out);
	buf_lit(&r->out, "}");
	if (r->route->status == 201)
		r->location = arena_printf(r->arena, "/api/v1/grades/%s", id);
}

/* Only what is missing or excused is entered without a score. */
static bool
lacks_score(struct req *r)
{
	const char *state = req_value(r, "state");

	return r->route->status == 201 && !input_given(&r->in, "score") &&
	    (state == NULL || strcmp(state, "graded") == 0);
}

/* POST and PUT: the route's query makes, changes or undoes the grade. */
enum err
grade_write(struct req *r)
{
	const struct query *q = r->route->query;
	const char *max = req_value(r, "max_score");
	struct rows *rs;

	if (lacks_score(r))
		return req_fault(r, "score", "is required");
	if (max != NULL && !is_positive(max))
		return req_fault(r, "max_score", "must be more than 0");
	rs = db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0)
		work_missing(r);
	else if (r->api)
		answer(r, rows_get(rs, 0, "id"),
		    rows_get(rs, 0, "enrollment_id"));
	else
		req_add_one(r, "", rs);
	return r->err;
}

/* Also of a grade that is gone. */
enum err
grade_history(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_grade_head, .params = req_bind(r, &q_grade_head) },
		{ .q = &q_grade_history,
		    .params = req_bind(r, &q_grade_history) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", s[0].rows);
	req_add(r, "items", s[1].rows);
	return r->err;
}
