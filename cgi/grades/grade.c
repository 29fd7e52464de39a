#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "marks.h"
#include "rows.h"
#include "work.h"

/* A grade as JSON, with what its enrollment comes to now. */
static void
answer(struct req *r, const struct rows *rs)
{
	struct average a;

	marks_of(r, rows_get(rs, 0, "enrollment_id"), &a);
	buf_lit(&r->out, "{");
	rows_json_members(rs, 0, &r->out);
	buf_lit(&r->out, ",\"average\":");
	average_json(&a, &r->out);
	buf_lit(&r->out, "}");
}

/* POST and PUT: the route's query makes or changes the grade. */
enum err
grade_write(struct req *r)
{
	const struct query *q = r->route->query;
	const char *max = req_value(r, "max_score");
	struct rows *rs;

	if (max != NULL && !is_positive(max))
		return req_fault(r, "max_score", "must be more than 0");
	rs = db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0) {
		work_missing(r);
		return r->err;
	}
	req_add_one(r, "", rs);
	if (!r->api)
		return r->err;
	answer(r, rs);
	if (r->method == M_POST)
		r->location = arena_printf(r->arena, "/api/v1/grades/%s",
		    rows_get(rs, 0, "id"));
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
