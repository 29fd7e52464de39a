#include "core.h"
#include <jansson.h>
#include "courses.h"
#include "db.h"
#include "gen/academics.h"
#include "rows.h"
#include "work.h"

#define SLOT_HINT	"times such as 09:00-11:00, separated by commas"

/* UEMS 6.4; what `needed` marks is required of a new course. */
#define COURSE_FIELDS(needed)						\
	FIELD(struct course_in, code, .label = "Code",			\
	    .pattern = "^[A-Z]{2,4}[0-9]{3}$", .example = "MATH101",	\
	    .hint = CODE_HINT,						\
	    .flags = needed),						\
	FIELD(struct course_in, name, .label = "Name", .min = 5,	\
	    .max = 255, .example = "Linear algebra", .flags = needed),	\
	FIELD(struct course_in, description, .label = "Description",	\
	    .max = 10000),						\
	FIELD(struct course_in, subject_id, .label = "Subject"),	\
	FIELD(struct course_in, teacher_id, .label = "Teacher"),	\
	FIELD(struct course_in, capacity, .label = "Seats", .min = 1,	\
	    .max = 500, .example = "30", .flags = needed),		\
	FIELD(struct course_in, waitlist_limit,				\
	    .label = "Places on the waitlist", .max = 1000),		\
	FIELD(struct course_in, credits, .label = "Credits", .min = 1,	\
	    .max = 6, .example = "3", .flags = needed),			\
	FIELD(struct course_in, semester, .label = "Semester",		\
	    .one_of = "fall|spring|summer", .flags = needed),		\
	FIELD(struct course_in, year, .label = "Year", .min = 2024,	\
	    .max = 2099, .example = "2026", .flags = needed),		\
	FIELD(struct course_in, schedule, .label = "Schedule",		\
	    .example = "{\"monday\":[\"09:00-11:00\"]}",		\
	    .doc = "Days from monday to friday, each a list of times"),	\
	FIELD(struct course_in, room, .label = "Room", .max = 50),	\
	DAY(monday, "Monday"), DAY(tuesday, "Tuesday"),			\
	DAY(wednesday, "Wednesday"), DAY(thursday, "Thursday"),		\
	DAY(friday, "Friday")

#define DAY(name, text)							\
	FIELD(struct course_in, name, .label = text, .max = 200,	\
	    .hint = SLOT_HINT, .flags = F_FORM)

SHAPE(course_shape, struct course_in, COURSE_FIELDS(F_REQUIRED));
SHAPE(course_change_shape, struct course_in, COURSE_FIELDS(0),
	FIELD(struct course_in, is_active, .label = "Offered"));

static const char *const days[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday",
};

static void
decref(void *json)
{
	json_decref(json);
}

/* "09:00-11:00, 14:00-15:00" as the list of a schedule. */
static json_t *
slots_of(const char *text)
{
	json_t *list = json_array();

	while (*text != '\0') {
		size_t n = strcspn(text, ",");
		size_t from = strspn(text, " "), to = n;

		while (to > from && text[to - 1] == ' ')
			to--;
		if (to > from)
			json_array_append_new(list, json_stringn(text + from,
			    to - from));
		text += n + (text[n] == ',');
	}
	return list;
}

/* The boxes of the form are a schedule; the database says what is wrong. */
static void
read_boxes(struct req *r)
{
	json_t *schedule;

	if (r->api || !input_given(&r->in, days[0]))
		return;
	schedule = json_object();
	arena_defer(r->arena, decref, schedule);
	for (size_t i = 0; i < NITEMS(days); i++) {
		const char *text = form_get(&r->form, days[i]);
		json_t *list = slots_of(text == NULL ? "" : text);

		if (json_array_size(list) > 0)
			json_object_set(schedule, days[i], list);
		json_decref(list);
	}
	input_give(&r->in, "schedule", schedule);
}

enum err
course_write(struct req *r)
{
	struct rows *rs;

	read_boxes(r);
	rs = r->method == M_POST ? work_create(r, &q_course_create) :
	    db_rows(r, &q_course_update, req_bind(r, &q_course_update));
	if (r->err == OK && rows_count(rs) == 0)
		work_missing(r);
	req_add_one(r, "", rs);
	return r->err;
}

/* The course and its schedule, as the boxes of the form show it. */
enum err
course_form(struct req *r)
{
	struct rows *rs = db_rows(r, &q_course_get, req_bind(r,
	    &q_course_get));
	const char *text = rows_get(rs, 0, "schedule");
	json_t *schedule;

	if (text == NULL)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	schedule = json_loads(text, 0, NULL);
	arena_defer(r->arena, decref, schedule);
	for (size_t i = 0; i < NITEMS(days); i++) {
		json_t *slot, *list = json_object_get(schedule, days[i]);
		struct buf b;
		size_t k;

		buf_init(&b, r->arena, 1000);
		json_array_foreach(list, k, slot)
			buf_printf(&b, "%s%s", k > 0 ? ", " : "",
			    json_string_value(slot));
		req_add_text(r, days[i], buf_text(&b));
	}
	return r->err;
}

/* ---- POST /courses/validate-schedule */

struct schedule_in {
	struct json_t	*schedule;
	const char	*semester, *room;
	int64_t		 year;
	struct uuid	 teacher_id, course_id;
};

SHAPE(schedule_shape, struct schedule_in,
	FIELD(struct schedule_in, schedule, .label = "Schedule",
	    .example = "{\"monday\":[\"09:00-11:00\"]}",
	    .flags = F_REQUIRED),
	FIELD(struct schedule_in, semester, .label = "Semester",
	    .one_of = "fall|spring|summer", .flags = F_REQUIRED),
	FIELD(struct schedule_in, year, .label = "Year", .min = 2024,
	    .max = 2099, .example = "2026", .flags = F_REQUIRED),
	FIELD(struct schedule_in, teacher_id, .label = "Teacher"),
	FIELD(struct schedule_in, room, .label = "Room", .max = 50),
	FIELD(struct schedule_in, course_id, .label = "Course",
	    .doc = "The course that is to be moved: no conflict with itself"));

enum err
schedule_check(struct req *r)
{
	struct rows *rs = db_rows(r, &q_validate_schedule, req_bind(r,
	    &q_validate_schedule));

	if (r->err != OK)
		return r->err;
	buf_printf(&r->out, "{\"valid\":%s,\"conflicts\":",
	    rows_count(rs) == 0 ? "true" : "false");
	rows_json_array(rs, &r->out);
	buf_lit(&r->out, "}");
	return OK;
}
