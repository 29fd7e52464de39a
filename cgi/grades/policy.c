#include "core.h"
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "work.h"

#define REASON(S)							\
	FIELD(S, reason, .label = "Reason", .max = 1000,		\
	    .doc = "Stands in the history")
#define PASS_MARK(S)							\
	FIELD(S, pass_mark, .label = "Pass mark", .max = 100,		\
	    .scale = 2, .example = "60", .doc = "Per cent")

/* ---- Of the school */

struct rules_in {
	struct uuid scale_id;
	struct decimal pass_mark, honours_from, probation_below;
	const char *repeats;
};

SHAPE(rules_shape, struct rules_in,
    FIELD(struct rules_in, scale_id, .label = "Scale"),
    PASS_MARK(struct rules_in),
    FIELD(struct rules_in, repeats, .label = "Repeated subjects",
	.one_of = "best|latest|all",
	.doc = "Which attempt counts for the average of all terms"),
    FIELD(struct rules_in, honours_from, .label = "Honours from",
	.max = 100, .scale = 2, .example = "3.5"),
    FIELD(struct rules_in, probation_below, .label = "Probation below",
	.max = 100, .scale = 2, .example = "2"));

/* ---- Of a course */

struct course_rules_in {
	struct uuid scale_id;
	struct decimal pass_mark;
	const char *weigh_by, *reason;
};

SHAPE(course_rules_shape, struct course_rules_in,
    FIELD(struct course_rules_in, weigh_by, .label = "Assignments weigh",
	.one_of = "weight|points",
	.doc = "By their weight, or by the points they give"),
    FIELD(struct course_rules_in, scale_id, .label = "Scale",
	.doc = "The school's when it is taken away"),
    PASS_MARK(struct course_rules_in),
    REASON(struct course_rules_in));

struct category_in {
	const char *name, *reason;
	struct decimal weight;
	int64_t drop_lowest, position;
	bool is_extra;
};

#define CATEGORY_FIELDS(needed)						\
	FIELD(struct category_in, name, .label = "Name", .min = 1,	\
	    .max = 100, .example = "Homework", .flags = needed),	\
	FIELD(struct category_in, weight, .label = "Weight", .max = 1,	\
	    .scale = 3, .example = "0.4", .doc = "From 0 to 1",		\
	    .flags = needed),						\
	FIELD(struct category_in, drop_lowest, .label = "Drop the lowest", \
	    .min = 0, .max = 100, .example = "1",			\
	    .doc = "As many scores as raise the category most"),	\
	FIELD(struct category_in, is_extra, .label = "Extra credit",	\
	    .doc = "Adds to a total and never takes from it"),		\
	FIELD(struct category_in, position, .label = "Place",		\
	    .min = 0, .max = 10000),					\
	    REASON(struct category_in)

SHAPE(category_shape, struct category_in, CATEGORY_FIELDS(F_REQUIRED));
SHAPE(category_change_shape, struct category_in, CATEGORY_FIELDS(0));
SHAPE(category_away_shape, struct category_in, REASON(struct category_in));

/* Nobody takes into use meanwhile what is taken away here. */
static enum err
take_away(struct req *r, const struct query *lock, const struct query *away)
{
	struct db_step s[] = {
		{ .q = lock, .params = req_bind(r, lock) },
		{ .q = away, .params = req_bind(r, away) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[1].rows) == 0)
		work_missing(r);
	else
		req_add_one(r, "", s[1].rows);
	return r->err;
}

enum err
category_delete(struct req *r)
{
	return take_away(r, &q_category_lock, &q_category_delete);
}

enum err
scale_delete(struct req *r)
{
	return take_away(r, &q_scale_lock, &q_scale_delete);
}
