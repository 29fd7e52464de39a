#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "work.h"

bool
is_positive(const char *decimal)
{
	return strpbrk(decimal, "123456789") != NULL;
}

enum err
assignments(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_assignments_course,
		    .params = req_bind(r, &q_assignments_course) },
		{ .q = &q_assignments, .params = req_bind(r, &q_assignments) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_answer(r, s[1].rows);
	return r->err;
}

/* POST and PUT.  The page goes to the gradebook, a program to the object. */
enum err
assignment_write(struct req *r)
{
	const struct query *q = r->route->query;
	const char *max = req_value(r, "max_score");
	const char *curve = req_value(r, "curve_value");
	struct rows *rs;

	if (max != NULL && !is_positive(max))
		return req_fault(r, "max_score", "must be more than 0");
	if (curve != NULL && !is_positive(curve))
		return req_fault(r, "curve_value", "must be more than 0");
	rs = r->method == M_POST ? work_create(r, q) :
				   db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0) {
		work_missing(r);
		return r->err;
	}
	req_add_one(r, "", rs);
	if (r->api && r->method == M_POST)
		r->location = arena_printf(r->arena,
		    "/api/v1/grades/assignments/%s", rows_get(rs, 0, "id"));
	return r->err;
}

/* Only one without grades: somebody may be entering the first just now. */
enum err
assignment_delete(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_assignment_lock,
		    .params = req_bind(r, &q_assignment_lock) },
		{ .q = &q_assignment_delete,
		    .params = req_bind(r, &q_assignment_delete) },
	};

	if (db_many(r, s, NITEMS(s)) && s[1].affected == 0)
		work_missing(r);
	return r->err;
}
