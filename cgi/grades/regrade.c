/* A student asks for a grade to be looked at again, a teacher answers. */
#include "core.h"
#include "db.h"
#include "exam.h"
#include "gen/grading.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "work.h"

SHAPE(regrades_shape, struct regrade_in,
    FIELD(struct regrade_in, course_id, .label = "Course"),
    FIELD(struct regrade_in, grade_id, .label = "Grade"),
    FIELD(struct regrade_in, status, .label = "State",
	.one_of = "open|changed|kept|withdrawn"));
SHAPE(regrade_shape, struct regrade_in,
    FIELD(struct regrade_in, grade_id, .label = "Grade", .flags = F_REQUIRED),
    FIELD(struct regrade_in, reason, .label = "Reason", .min = 1, .max = 4000,
	.example = "The second page was not counted.", .flags = F_REQUIRED));
SHAPE(regrade_answer_shape, struct regrade_in,
    FIELD(struct regrade_in, answer, .label = "Answer", .min = 1, .max = 4000,
	.example = "You are right.", .flags = F_REQUIRED,
	.doc = "Kept as the reason of the change, too"),
    FIELD(struct regrade_in, score, .label = "New score", .max = 9999,
	.scale = 2, .example = "72.5", .doc = "The grade stays if not given"));

/* Asking, answering, withdrawing: the route's query, then how it is now. */
enum err
regrade_write(struct req *r)
{
	const struct query *q = r->route->query;
	struct rows *rs = db_rows(r, q, req_bind(r, q));
	const char *p[] = { rows_get(rs, 0, "id"), req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };

	if (rows_count(rs) == 0) {
		work_missing(r);
		return r->err;
	}
	req_add_one(r, "", db_rows(r, &q_regrade_get, p));
	if (r->api && r->nvars == 0)
		r->location = arena_printf(r->arena, "/api/v1/regrades/%s",
		    p[0]);
	return r->err;
}
