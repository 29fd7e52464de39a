#include "core.h"
#include "grades.h"

#define INSTANT "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}" \
		"(:[0-9]{2}([.][0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"

/* ---- Two versions of a grade */

struct compare_in {
	int64_t from, to;
};

SHAPE(compare_shape, struct compare_in,
    FIELD(struct compare_in, from, .label = "From version", .min = 1,
	.max = INT32_MAX, .example = "1",
	.doc = "The one before `to` if not given"),
    FIELD(struct compare_in, to, .label = "To version", .min = 1,
	.max = INT32_MAX, .example = "2",
	.doc = "The last one if not given"));

/* ---- A gradebook as it stood */

#define INSTANT_HINT "must be a time such as 2026-11-23T09:00:00Z"

struct as_of_in {
	const char *as_of;
	int64_t page;
};

SHAPE(as_of_shape, struct as_of_in,
    FIELD(struct as_of_in, as_of, .label = "As of", .pattern = INSTANT,
	.hint = INSTANT_HINT, .example = "2026-11-23T09:00:00Z",
	.doc = "As the gradebook stood then"),
    FIELD(struct as_of_in, page, .label = "Page", .min = 1, .max = 1000,
	.example = "1",
	.doc = "Of 500 students; all of them if not given"));

/* ---- Changes of a course */

struct changes_in {
	struct uuid student_id, assignment_id;
	const char *since;
};

SHAPE(changes_shape, struct changes_in,
    FIELD(struct changes_in, student_id, .label = "Student"),
    FIELD(struct changes_in, assignment_id, .label = "Assignment"),
    FIELD(struct changes_in, since, .label = "Since", .pattern = INSTANT,
	.hint = "must be a time such as 2026-11-23T09:00:00Z",
	.example = "2026-11-23T09:00:00Z"));
