/* courses.h - academics: schools, subjects, courses, enrollments. */
#ifndef COURSES_SERVICE_H
#define COURSES_SERVICE_H

#include "route.h"

extern const struct service courses_service;

#define CODE_HINT	"must be two to four capital letters and three " \
	"digits, such as MATH101"

/* What a course or a change of one brings. */
struct course_in {
	const char	*code, *name, *description, *semester, *room;
	struct uuid	 subject_id, teacher_id;
	int64_t		 capacity, waitlist_limit, credits, year;
	struct json_t	*schedule;
	bool		 is_active;
	/* The boxes of the form, in place of schedule. */
	const char	*monday, *tuesday, *wednesday, *thursday, *friday;
};

extern const struct shape catalogue_shape, course_shape, course_change_shape,
    schedule_shape;

enum err	catalogue(struct req *);
enum err	course_write(struct req *);
enum err	course_form(struct req *);
enum err	schedule_check(struct req *);
enum err	enroll(struct req *);
enum err	drop(struct req *);
enum err	enrollments(struct req *);
enum err	timetable(struct req *);
enum err	dashboard(struct req *);
enum err	school_write(struct req *);
enum err	holiday_write(struct req *);
enum err	group_members_add(struct req *);

#endif
