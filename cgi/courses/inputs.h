/* inputs.h - the smaller inputs of courses.fcgi. */
#ifndef INPUTS_H
#define INPUTS_H

#include "shape.h"

struct subject_in {
	const char	*code, *title, *description;
	int64_t		 credits;
	bool		 is_active;
};

struct search_in {
	const char	*q;
};

struct teacher_in {
	struct uuid	 teacher_id;
};

struct requires_in {
	struct uuid	 requires_id;
};

struct enroll_in {
	struct uuid	 student_id;
	const char	*student_number;
	bool		 waitlist;
};

struct enrollments_in {
	const char	*status;
	struct uuid	 course_id, student_id;
};

struct term_in {
	const char	*semester;
	int64_t		 year;
};

extern const struct shape subject_shape, subject_change_shape, search_shape,
    teacher_shape, requires_shape, enroll_shape, enrollments_shape, term_shape;

#endif
