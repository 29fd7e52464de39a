#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "marks.h"
#include "req.h"
#include "rows.h"

void
marks_ask(struct req *r, const char *enrollment_id, struct db_step *s)
{
	const char **p = arena_alloc(r->arena, 2 * sizeof(*p));

	p[0] = enrollment_id;
	s[0] = (struct db_step){ .q = &q_enrollment_marks, .params = p };
	s[1] = (struct db_step){ .q = &q_enrollment_categories, .params = p };
}

int64_t
marks_total(struct req *r, const struct db_step *s)
{
	struct span marks = span_all(s[0].rows);
	struct total_plan *plan;
	struct total t;

	if (r->err != OK || marks.n == 0)
		return TOTAL_NONE;
	plan = marks_plan(r, marks, span_all(s[1].rows), rows_get(s[0].rows,
	    0, "weigh_by"));
	total_init(&t, plan, r->arena);
	total_of(plan, marks_of_rows(r, marks), &t);
	return t.shown;
}
