#include "core.h"
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "rows.h"
#include "work.h"

struct catalogue_in {
	const char	*q, *semester;
	int64_t		 year;
	struct uuid	 subject_id, teacher_id;
	bool		 open, active;
};

SHAPE(catalogue_shape, struct catalogue_in,
	FIELD(struct catalogue_in, q, .label = "Search", .max = 200,
	    .doc = "Words of the code, the name or the description"),
	FIELD(struct catalogue_in, semester, .label = "Semester",
	    .one_of = "fall|spring|summer"),
	FIELD(struct catalogue_in, year, .label = "Year", .min = 2000,
	    .max = 2100),
	FIELD(struct catalogue_in, subject_id, .label = "Subject"),
	FIELD(struct catalogue_in, teacher_id, .label = "Teacher"),
	FIELD(struct catalogue_in, open, .label = "With seats left"),
	FIELD(struct catalogue_in, active, .label = "Offered",
	    .doc = "false: what has been deactivated, for administrators"));

static bool
is_plain_term(const struct req *r)
{
	return input_given(&r->in, "semester") && input_given(&r->in, "year") &&
	    !input_given(&r->in, "subject_id") &&
	    !input_given(&r->in, "teacher_id") &&
	    !input_given(&r->in, "open") && !input_given(&r->in, "active");
}

/* One who opens the catalogue sees the current term. */
static void
current_term(struct req *r)
{
	struct rows *rs;
	struct param *p;

	if (r->api || r->query_string[0] != '\0')
		return;
	rs = sql_school(r, req_value(r, "school_id"));
	if (rows_get(rs, 0, "current_semester") == NULL)
		return;
	p = arena_alloc(r->arena, 2 * sizeof(*p));
	p[0] = (struct param){ "semester", rows_get(rs, 0,
	    "current_semester") };
	p[1] = (struct param){ "year", rows_get(rs, 0, "current_year") };
	input_params(&r->in, p, 2, &r->faults);
	r->query = (struct form){ p, 2 };
}

enum err
catalogue(struct req *r)
{
	const struct catalogue_in *in = r->in.base;

	current_term(r);
	if (in->q != NULL && in->q[0] != '\0')
		work_list(r, &q_courses_search);
	else if (is_plain_term(r))
		work_list(r, &q_courses_term);
	else
		work_list(r, &q_courses_any);
	return r->err;
}
