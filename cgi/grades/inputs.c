#include "core.h"
#include "grades.h"

#define TYPES	"homework|quiz|midterm|final|project"

/* A grade that comes from a form says which page shows it. */
struct grade_in {
	struct uuid	 enrollment_id, assignment_id;
	struct decimal	 score, max_score, weight;
	const char	*assignment_name, *assignment_type, *comments;
};

#define SCORE(needed)							\
	FIELD(struct grade_in, score, .label = "Score", .max = 9999,	\
	    .scale = 2, .example = "87.5", .flags = needed,		\
	    .doc = "From 0 to the assignment's maximum")
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
	SCORE(F_REQUIRED), COMMENTS);

SHAPE(grade_change_shape, struct grade_in, SCORE(0), COMMENTS,
	FIELD(struct grade_in, enrollment_id, .flags = F_FORM));

SHAPE(grade_away_shape, struct grade_in,
	FIELD(struct grade_in, enrollment_id, .flags = F_FORM));

struct assignment_in {
	const char	*name, *type;
	struct decimal	 max_score, weight;
	int64_t		 position;
};

#define ASSIGNMENT_FIELDS(needed)					\
	FIELD(struct assignment_in, name, .label = "Name", .min = 1,	\
	    .max = 255, .example = "Homework 1", .flags = needed),	\
	FIELD(struct assignment_in, type, .label = "Kind",		\
	    .one_of = TYPES, .flags = needed),				\
	MAX_SCORE(struct assignment_in, needed),			\
	WEIGHT(struct assignment_in)

SHAPE(assignment_shape, struct assignment_in, ASSIGNMENT_FIELDS(F_REQUIRED));
SHAPE(assignment_change_shape, struct assignment_in, ASSIGNMENT_FIELDS(0),
	FIELD(struct assignment_in, position, .label = "Place", .min = 0,
	    .max = 10000, .doc = "The gradebook's columns are in its order"));

SHAPE(final_shape, struct final_in,
	FIELD(struct final_in, final, .label = "Final grade", .max = 100,
	    .scale = 2, .example = "88.5",
	    .doc = "Per cent; the average if not given"),
	FIELD(struct final_in, complete, .label = "Complete",
	    .doc = "The student has completed the course"));
SHAPE(finals_shape, struct final_in,
	FIELD(struct final_in, complete, .label = "Complete",
	    .doc = "The students have completed the course"));
