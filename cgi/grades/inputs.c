#include "core.h"
#include "grades.h"

#define TYPES "homework|quiz|midterm|final|project"

/* A grade that comes from a form says which page shows it. */
struct grade_in {
	struct uuid enrollment_id, assignment_id;
	struct decimal score, max_score, weight;
	const char *assignment_name, *assignment_type, *comments;
	const char *state, *reason;
	int64_t days_late;
};

#define SCORE								\
	FIELD(struct grade_in, score, .label = "Score", .max = 9999,	\
	    .scale = 2, .example = "87.5",				\
	    .doc = "From 0 to the assignment's maximum; none when excused")
#define STATE								\
	FIELD(struct grade_in, state, .label = "State",			\
	    .one_of = "graded|missing|excused",				\
	    .doc = "Excused counts nowhere, missing as nothing handed in"), \
	FIELD(struct grade_in, days_late, .label = "Days late",		\
		.min = 0, .max = 365, .example = "0")
#define REASON(S)							\
	FIELD(S, reason, .label = "Reason", .max = 1000,		\
	    .example = "Counted wrongly", .doc = "Stands in the history")
#define COMMENTS							\
	FIELD(struct grade_in, comments, .label = "Comment", .max = 4000)
#define MAX_SCORE(S, needed)						\
	FIELD(S, max_score, .label = "Points at most", .max = 9999,	\
	    .scale = 2, .example = "100", .flags = needed)
#define WEIGHT(S)							\
	FIELD(S, weight, .label = "Weight", .max = 1, .scale = 3,	\
	    .example = "0.2", .doc = "From 0 to 1; 1 if not given")

SHAPE(grade_shape, struct grade_in,
    FIELD(struct grade_in, enrollment_id, .label = "Enrollment",
	.flags = F_REQUIRED),
    FIELD(struct grade_in, assignment_id, .label = "Assignment",
	.doc = "Or assignment_name"),
    FIELD(struct grade_in, assignment_name, .label = "Assignment",
	.max = 255, .example = "Homework 1",
	.doc = "Of an assignment of the course, or of a new one"),
    FIELD(struct grade_in, assignment_type, .label = "Kind",
	.one_of = TYPES, .doc = "Of a new assignment"),
    MAX_SCORE(struct grade_in, 0), WEIGHT(struct grade_in),
    SCORE, STATE, COMMENTS, REASON(struct grade_in));

SHAPE(grade_change_shape, struct grade_in, SCORE, STATE, COMMENTS,
    REASON(struct grade_in),
    FIELD(struct grade_in, enrollment_id, .flags = F_FORM));

/* Taken away, or back to what was before. */
SHAPE(grade_away_shape, struct grade_in, REASON(struct grade_in),
    FIELD(struct grade_in, enrollment_id, .flags = F_FORM));

struct assignment_in {
	const char *name, *type, *due_at, *curve, *reason;
	struct decimal max_score, weight, late_per_day, late_max;
	struct decimal curve_value;
	struct uuid category_id;
	int64_t position;
	bool is_extra;
};

#define INSTANT "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"	\
		"(:[0-9]{2}([.][0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
#define INSTANT_HINT "must be a time such as 2026-11-23T09:00:00Z"

#define ASSIGNMENT_FIELDS(needed)					\
	FIELD(struct assignment_in, name, .label = "Name", .min = 1,	\
	    .max = 255, .example = "Homework 1", .flags = needed),	\
	FIELD(struct assignment_in, type, .label = "Kind",		\
	    .one_of = TYPES, .flags = needed),				\
	MAX_SCORE(struct assignment_in, needed),			\
	WEIGHT(struct assignment_in),					\
	FIELD(struct assignment_in, category_id, .label = "Category"),	\
	FIELD(struct assignment_in, is_extra, .label = "Extra credit",	\
	    .doc = "Adds to a total and never takes from it"),		\
	FIELD(struct assignment_in, due_at, .label = "Due",		\
	    .pattern = INSTANT, .hint = INSTANT_HINT,			\
	    .example = "2026-11-23T09:00:00Z",				\
	    .doc = "By the school's clock when it has no zone"),	\
	FIELD(struct assignment_in, late_per_day,			\
	    .label = "Per cent off for each day late", .max = 100,	\
	    .scale = 2, .example = "10"),				\
	FIELD(struct assignment_in, late_max,				\
	    .label = "Per cent off at most", .max = 100, .scale = 2,	\
	    .example = "50"),						\
	FIELD(struct assignment_in, curve, .label = "Curve",		\
	    .one_of = "none|add|best",					\
	    .doc = "add gives all points, best counts out of fewer"),	\
	FIELD(struct assignment_in, curve_value,			\
	    .label = "Points of the curve", .max = 9999,		\
	    .scale = 2, .example = "5"),				\
	REASON(struct assignment_in)

SHAPE(assignment_shape, struct assignment_in, ASSIGNMENT_FIELDS(F_REQUIRED));
SHAPE(assignment_change_shape, struct assignment_in, ASSIGNMENT_FIELDS(0),
    FIELD(struct assignment_in, position, .label = "Place", .min = 0,
	.max = 10000, .doc = "The gradebook's columns are in its order"));

SHAPE(final_shape, struct final_in,
    FIELD(struct final_in, final, .label = "Final grade", .max = 100,
	.scale = 2, .example = "88.5",
	.doc = "Per cent; the average if not given"),
    FIELD(struct final_in, reason, .label = "Reason", .max = 1000,
	.doc = "Needed where the final grade is not the average"),
    FIELD(struct final_in, complete, .label = "Complete",
	.doc = "The student has completed the course"));
SHAPE(finals_shape, struct final_in,
    FIELD(struct final_in, complete, .label = "Complete",
	.doc = "The students have completed the course"));
