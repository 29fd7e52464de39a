#include "core.h"
#include "conf.h"
#include "db.h"
#include "gen/academics.h"
#include "rows.h"
#include "route.h"
#include "sessions.h"
#include "site.h"

SHAPE(week_shape, struct week_in,
    FIELD(struct week_in, week, .label = "Week",
	.pattern = "^[0-9]{4}-(W[0-5][0-9]|[0-9]{2}-[0-9]{2})$",
	.hint = "must be a week such as 2026-W48, or a day of it",
	.example = "2026-W48"),
    FIELD(struct week_in, course_id, .label = "Course"),
    FIELD(struct week_in, classroom_id, .label = "Classroom"),
    FIELD(struct week_in, teacher_id, .label = "Teacher"));

/* The address under which calendar programs find the caller's sessions. */
static void
add_url(struct req *r, const struct rows *rs)
{
	const char *secret = rows_get(rs, 0, "_secret");

	if (secret != NULL)
		req_add_text(r, "feed_url", arena_printf(r->arena,
		    "%s/users/%s/calendar.ics?token=%s", site.conf->base_url,
		    r->user.id.s, secret));
}

/* A week without sessions is no empty grid. */
static bool
has_sessions(const struct rows *days)
{
	for (int i = 0; i < rows_count(days); i++)
		if (strcmp(rows_get(days, i, "sessions"), "[]") != 0)
			return true;
	return false;
}

enum err
calendar(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_calendar_head,
		    .params = req_bind(r, &q_calendar_head) },
		{ .q = &q_calendar_days,
		    .params = req_bind(r, &q_calendar_days) },
		{ .q = &q_calendar_link,
		    .params = req_bind(r, &q_calendar_link) },
	};

	if (!db_many(r, s, r->api ? 2 : 3))
		return r->err;
	req_add_one(r, "", s[0].rows);
	req_add(r, "days", s[1].rows);
	if (r->api)
		return r->err;
	add_url(r, s[2].rows);
	if (has_sessions(s[1].rows))
		req_add_text(r, "has_sessions", "yes");
	return r->err;
}

enum err
calendar_link(struct req *r)
{
	const struct query *q = r->method == M_GET ? &q_calendar_link :
						     &q_calendar_link_renew;
	struct rows *rs = db_rows(r, q, req_bind(r, q));

	req_add_one(r, "", rs);
	add_url(r, rs);
	return r->err;
}
