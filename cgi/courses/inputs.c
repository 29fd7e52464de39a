#include "core.h"
#include "courses.h"
#include "inputs.h"

#define SUBJECT_FIELDS(needed)						\
	FIELD(struct subject_in, code, .label = "Code",			\
	    .pattern = "^[A-Z]{2,4}[0-9]{3}$", .example = "MATH101",	\
	    .hint = CODE_HINT,						\
	    .flags = needed),						\
	FIELD(struct subject_in, title, .label = "Title", .min = 2,	\
	    .max = 255, .example = "Linear algebra", .flags = needed),	\
	FIELD(struct subject_in, description, .label = "Description",	\
	    .max = 10000),						\
	FIELD(struct subject_in, credits, .label = "Credits", .min = 1,	\
	    .max = 6, .example = "3", .flags = needed)

SHAPE(subject_shape, struct subject_in, SUBJECT_FIELDS(F_REQUIRED));
SHAPE(subject_change_shape, struct subject_in, SUBJECT_FIELDS(0),
	FIELD(struct subject_in, is_active, .label = "Offered"));

SHAPE(search_shape, struct search_in,
	FIELD(struct search_in, q, .label = "Search", .max = 200));

SHAPE(teacher_shape, struct teacher_in,
	FIELD(struct teacher_in, teacher_id, .label = "Teacher",
	    .flags = F_REQUIRED));

SHAPE(requires_shape, struct requires_in,
	FIELD(struct requires_in, requires_id, .label = "Prerequisite",
	    .flags = F_REQUIRED));

SHAPE(enroll_shape, struct enroll_in,
	FIELD(struct enroll_in, student_id, .label = "Student",
	    .doc = "Whom an administrator enrolls; oneself if not given"),
	FIELD(struct enroll_in, student_number, .label = "Student number",
	    .max = 50),
	FIELD(struct enroll_in, waitlist, .label = "Waitlist",
	    .doc = "false: refuse rather than wait for a seat"));

SHAPE(enrollments_shape, struct enrollments_in,
	FIELD(struct enrollments_in, status, .label = "State",
	    .one_of = "pending|waitlisted|enrolled|dropped|completed"),
	FIELD(struct enrollments_in, course_id, .label = "Course"),
	FIELD(struct enrollments_in, student_id, .label = "Student"));

SHAPE(term_shape, struct term_in,
	FIELD(struct term_in, semester, .label = "Semester",
	    .one_of = "fall|spring|summer"),
	FIELD(struct term_in, year, .label = "Year", .min = 2000,
	    .max = 2100));
