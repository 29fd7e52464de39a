/* Examinations: planned, seated, moderated, published. */
#include "core.h"
#include "db.h"
#include "exam.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "text.h"
#include "work.h"

/* clang-format off */
#define INSTANT	"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"	\
	"(:[0-9]{2}([.][0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
#define INSTANT_HINT	"must be a time such as 2026-11-23T09:00:00Z"
#define DAY	"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#define DAY_HINT	"must be a day such as 2026-11-23"
#define CLOCK	"^([01][0-9]|2[0-3]):[0-5][0-9]$"
#define CLOCK_HINT	"must be a time such as 09:00"
#define LINE	"^[^\n\r\t]*$"
#define LINE_HINT	"must be one line"

#define TIME(name, text)						\
	FIELD(struct exam_in, name, .label = text, .pattern = INSTANT,	\
	    .hint = INSTANT_HINT, .example = "2026-11-23T09:00:00Z")
#define BOX(name, text, form)						\
	FIELD(struct exam_in, name, .label = text, .pattern = form,	\
	    .hint = form##_HINT, .flags = F_FORM)

#define EXAM_FIELDS(needed)						\
	FIELD(struct exam_in, title, .label = "Name", .min = 1,		\
	    .max = 200, .pattern = LINE, .hint = LINE_HINT,		\
	    .example = "Final exam", .flags = needed,			\
	    .doc = "Of the assignment, too, once it is published"),	\
	FIELD(struct exam_in, type, .label = "Kind",			\
	    .one_of = "quiz|midterm|final", .doc = "final if not given"), \
	TIME(starts_at, "Start"), TIME(ends_at, "End"),			\
	FIELD(struct exam_in, classroom_id, .label = "Classroom"),	\
	FIELD(struct exam_in, room, .label = "Other place", .max = 100,	\
	    .pattern = LINE, .hint = LINE_HINT,				\
	    .doc = "Where it is not a classroom of the school"),	\
	FIELD(struct exam_in, seats, .label = "Seats", .min = 1,	\
	    .max = 100000, .example = "40",				\
	    .doc = "The classroom's if not given"),			\
	FIELD(struct exam_in, max_score, .label = "Points at most",	\
	    .max = 9999, .scale = 2, .example = "100", .flags = needed), \
	FIELD(struct exam_in, weight, .label = "Weight", .max = 1,	\
	    .scale = 3, .example = "0.4",				\
	    .doc = "From 0 to 1; 1 if not given"),			\
	FIELD(struct exam_in, category_id, .label = "Category"),	\
	BOX(date, "Day", DAY), BOX(start, "Start", CLOCK),		\
	BOX(end, "End", CLOCK)

SHAPE(exam_shape, struct exam_in,
	FIELD(struct exam_in, course_id, .label = "Course",
	    .flags = F_REQUIRED),
	EXAM_FIELDS(F_REQUIRED));
SHAPE(exam_change_shape, struct exam_in, EXAM_FIELDS(0));
SHAPE(exam_course_shape, struct exam_in,
	FIELD(struct exam_in, course_id, .label = "Course"));
/* clang-format on */

SHAPE(exams_shape, struct exams_in,
    FIELD(struct exams_in, course_id, .label = "Course"),
    FIELD(struct exams_in, upcoming, .label = "To come",
	.doc = "Only those that are not over, the next first"));
SHAPE(exam_seat_shape, struct seat_in,
    FIELD(struct seat_in, order, .label = "Order", .one_of = "name|random",
	.doc = "Of the new seats; by name if not given"));

/* clang-format off */
#define REASON								\
	FIELD(struct moderate_in, reason, .label = "Reason", .min = 1,	\
	    .max = 1000, .example = "Question 4 was ambiguous.",	\
	    .flags = F_REQUIRED, .doc = "Kept in the exam's history")
/* clang-format on */

SHAPE(exam_moderate_shape, struct moderate_in,
    FIELD(struct moderate_in, factor, .label = "Factor", .max = 10, .scale = 4,
	.example = "1.05", .doc = "Of what was entered; 1 if not given"),
    FIELD(struct moderate_in, add, .label = "Points to add", .min = -9999,
	.max = 9999, .scale = 2, .example = "2.5",
	.doc = "After that; never below 0 or over the maximum"),
    REASON);
SHAPE(exam_reopen_shape, struct moderate_in, REASON);

/* The exam as it is now. */
static void
answer(struct req *r, const char *id)
{
	const char *const p[] = { id, req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };

	req_add_one(r, "", db_rows(r, &q_exam_get, p));
	if (r->api && r->method == M_POST && r->nvars == 0)
		r->location = arena_printf(r->arena, "/api/v1/exams/%s", id);
}

/* A day in a form has its times beside it. */
static void
check_boxes(struct req *r)
{
	const struct exam_in *in = req_in(r);

	if (in->date == NULL || *in->date == '\0')
		return;
	if (in->start == NULL || *in->start == '\0')
		req_fault(r, "start", "is required where there is a day");
	if (in->end == NULL || *in->end == '\0')
		req_fault(r, "end", "is required where there is a day");
}

enum err
exam_write(struct req *r)
{
	const struct query *q = r->route->query;
	const char *max = req_value(r, "max_score");
	struct rows *rs;

	if (max != NULL && !is_positive(max))
		return req_fault(r, "max_score", "must be more than 0");
	check_boxes(r);
	rs = db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0)
		work_missing(r);
	else
		answer(r, rows_get(rs, 0, "id"));
	return r->err;
}

bool
exam_held(struct req *r)
{
	struct rows *rs = db_rows(r, &q_exam_hold, req_bind(r, &q_exam_hold));

	if (rows_count(rs) == 0)
		work_missing(r);
	return r->err == OK;
}

/* Seats, moderation, publishing: the route's query, by whoever holds it. */
enum err
exam_step(struct req *r)
{
	const struct query *q = r->route->query;

	if (!exam_held(r))
		return r->err;
	db_rows(r, q, req_bind(r, q));
	answer(r, req_var(r, "id"));
	return r->err;
}

/* ---- Forms */

static void
add_options(struct req *r, const char *course)
{
	const char *const school[] = { r->user.school_id.s, NULL };
	const char *const of[] = { course, r->user.school_id.s, NULL };
	struct db_step s[] = {
		{ .q = &q_exam_room_options, .params = school },
		{ .q = &q_exam_category_options, .params = of },
	};

	if (!db_many(r, s, NITEMS(s)))
		return;
	req_add(r, "rooms", s[0].rows);
	req_add(r, "categories", s[1].rows);
	if (rows_count(s[1].rows) > 0 && !r->api)
		req_add_text(r, "has_categories", "yes");
}

/* The course that was asked for, or that the form had. */
static const char *
course_of(struct req *r)
{
	const char *id = req_value(r, "course_id");

	if (id == NULL && r->failed != NULL)
		id = form_get(&r->failed->form, "course_id");
	return id != NULL && text_is_uuid(id) ? id : NULL;
}

enum err
exam_new(struct req *r)
{
	const char *course = course_of(r);
	const char *const p[] = { course, req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };
	struct rows *rs;

	if (course == NULL) {
		const struct query *q = &q_exam_course_options;

		req_add(r, "courses", db_rows(r, q, req_bind(r, q)));
		return r->err;
	}
	rs = db_rows(r, &q_exam_new, p);
	if (rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	add_options(r, course);
	return r->err;
}

enum err
exam_edit(struct req *r)
{
	struct rows *rs = db_rows(r, &q_exam_edit, req_bind(r, &q_exam_edit));

	if (rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	add_options(r, rows_get(rs, 0, "course_id"));
	return r->err;
}
