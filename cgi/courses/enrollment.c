#include "core.h"
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "metric.h"
#include "rows.h"
#include "work.h"

/* A full course gives a place on its waitlist: that must be said. */
static void
say_what_became(struct req *r, const struct rows *rs)
{
	const char *place = rows_get(rs, 0, "waitlist_position");
	const char *status = rows_get(rs, 0, "status");

	if (r->err != OK)
		return;
	metric_inc(uems_enrollments_total, status);
	r->flash = place == NULL ? "You have a seat." : arena_printf(r->arena,
	    "The course is full. You are number %s on the waitlist.", place);
	if (r->user.role != ROLE_STUDENT)
		r->flash = place == NULL ? "The student has a seat." :
		    arena_printf(r->arena, "The course is full. The student "
		    "is number %s on the waitlist.", place);
}

enum err
enroll(struct req *r)
{
	struct rows *rs = work_create(r, &q_enroll);

	if (r->err == ERR_TIME_CONFLICT)
		metric_inc(uems_enrollment_conflicts_total);
	req_add_one(r, "", rs);
	say_what_became(r, rs);
	return r->err;
}

enum err
drop(struct req *r)
{
	struct rows *rs = db_rows(r, &q_drop, req_bind(r, &q_drop));

	if (r->err == OK)
		metric_inc(uems_enrollments_total, "dropped");
	req_add_one(r, "", rs);
	return r->err;
}

/* A student's page is of the student's own, the newest term first. */
enum err
enrollments(struct req *r)
{
	work_list(r, !r->api && r->user.role == ROLE_STUDENT ?
	    &q_enrollments_mine : &q_enrollments);
	return r->err;
}
