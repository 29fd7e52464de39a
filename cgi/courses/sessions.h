/*
 * sessions.h - the dated meetings of courses: by hand, from the weekly
 * schedule, as a week, and as a feed for calendar programs.
 */
#ifndef SESSIONS_H
#define SESSIONS_H

#include "err.h"
#include "shape.h"

struct req;

struct session_in {
	const char	*title, *starts_at, *ends_at;
	bool		 is_online, is_cancelled;
	int64_t		 closing_delay_minutes;
	struct json_t	*classroom_ids, *group_ids, *teacher_ids;
	/* The boxes of the form, by the school's clock. */
	const char	*topic, *date, *start, *end;
};

struct sessions_in {
	const char	*from, *to;
	bool		 closed;
};

struct plan_in {
	const char	*from, *to;
};

struct week_in {
	const char	*week;
	struct uuid	 course_id, classroom_id, teacher_id;
};

struct feed_in {
	const char	*token;
};

extern const struct shape session_shape, session_change_shape, sessions_shape,
    plan_shape, plan_term_shape, week_shape, feed_shape;

enum err	session_write(struct req *);
enum err	session_form(struct req *);
enum err	calendar(struct req *);
enum err	calendar_link(struct req *);
enum err	feed(struct req *);

#endif
