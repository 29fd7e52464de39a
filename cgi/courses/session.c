#include "core.h"
#include <jansson.h>
#include "db.h"
#include "gen/academics.h"
#include "inputs.h"
#include "route.h"
#include "rows.h"
#include "sessions.h"
#include "work.h"

/* clang-format off */
#define INSTANT	"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}"	\
	"(:[0-9]{2}([.][0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
#define INSTANT_HINT	"must be a time such as 2026-11-23T09:00:00Z"
#define DAY	"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#define DAY_HINT	"must be a day such as 2026-11-23"
#define CLOCK	"^([01][0-9]|2[0-3]):[0-5][0-9]$"
#define CLOCK_HINT	"must be a time such as 09:00"
#define IDS_DOC	"A list of ids; it replaces what was"

#define TIME(name, text)						\
	FIELD(struct session_in, name, .label = text,			\
	    .pattern = INSTANT, .hint = INSTANT_HINT,			\
	    .example = "2026-11-23T09:00:00Z")
#define IDS(name, text)							\
	FIELD(struct session_in, name, .label = text, .example = "[]",	\
	    .doc = IDS_DOC)
#define BOX(name, text, form)						\
	FIELD(struct session_in, name, .label = text, .pattern = form,	\
	    .hint = form##_HINT, .flags = F_FORM)

#define SESSION_FIELDS							\
	FIELD(struct session_in, title, .label = "Title", .min = 2,	\
	    .max = 255, .flags = F_BLANK,				\
	    .doc = "The course's name if there is none"),		\
	TIME(starts_at, "Start"), TIME(ends_at, "End"),			\
	FIELD(struct session_in, is_online, .label = "Online"),		\
	FIELD(struct session_in, closing_delay_minutes,			\
	    .label = "Minutes to sign", .max = 1440, .example = "15",	\
	    .doc = "After the start; the school's if there are none"),	\
	IDS(classroom_ids, "Classrooms"), IDS(group_ids, "Groups"),	\
	IDS(teacher_ids, "Teachers"),					\
	FIELD(struct session_in, topic, .label = "Title", .min = 2,	\
	    .max = 255, .flags = F_FORM | F_BLANK),			\
	BOX(date, "Day", DAY), BOX(start, "Start", CLOCK),		\
	BOX(end, "End", CLOCK)

SHAPE(session_shape, struct session_in, SESSION_FIELDS);
SHAPE(session_change_shape, struct session_in, SESSION_FIELDS,
	FIELD(struct session_in, is_cancelled, .label = "Cancelled"));

#define FROM_TO(S)							\
	FIELD(S, from, .label = "From", .pattern = DAY,			\
	    .hint = DAY_HINT, .example = "2026-11-23"),			\
	FIELD(S, to, .label = "To", .pattern = DAY,			\
	    .hint = DAY_HINT, .example = "2026-12-18")
/* clang-format on */

SHAPE(sessions_shape, struct sessions_in, FROM_TO(struct sessions_in),
    FIELD(struct sessions_in, closed, .label = "Closed"));
SHAPE(plan_shape, struct plan_in, FROM_TO(struct plan_in));

SHAPE(plan_term_shape, struct term_in,
    FIELD(struct term_in, semester, .label = "Semester",
	.one_of = "fall|spring|summer", .flags = F_REQUIRED),
    FIELD(struct term_in, year, .label = "Year", .min = 2000,
	.max = 2100, .example = "2026", .flags = F_REQUIRED));

/* Lists of a form: as many values as were chosen, each under the box's name,
 * which is no field of the shape. */
static const struct {
	const char *box, *field, *options, *some;
	const struct query *query;
} lists[] = {
	{ "_classroom_id", "classroom_ids", "classrooms", "has_rooms",
	    &q_session_classroom_options },
	{ "_group_id", "group_ids", "groups", "has_groups",
	    &q_session_group_options },
	{ "_teacher_id", "teacher_ids", "teachers", "has_teachers",
	    &q_session_teacher_options },
};

static void
decref(void *json)
{
	json_decref(json);
}

static json_t *
chosen(const struct req *r, struct arena *a, const char *box)
{
	json_t *ids = json_array();

	arena_defer(a, decref, ids);
	for (size_t i = 0; i < r->form.n; i++)
		if (strcmp(r->form.at[i].name, box) == 0)
			json_array_append_new(ids,
			    json_string(r->form.at[i].value));
	return ids;
}

/* A form that shows the lists says so: nothing chosen is an answer, too. */
static bool
shows_lists(const struct req *r)
{
	return form_get(&r->form, "_lists") != NULL;
}

static void
read_lists(struct req *r)
{
	for (size_t i = 0; !r->api && shows_lists(r) && i < NITEMS(lists); i++)
		input_give(&r->in, lists[i].field, chosen(r, r->arena,
		    lists[i].box));
}

enum err
session_write(struct req *r)
{
	const struct query *q = r->method == M_POST ? &q_session_create :
						      &q_session_update;
	const char *id;
	struct rows *rs;

	read_lists(r);
	rs = db_rows(r, q, req_bind(r, q));
	id = rows_get(rs, 0, "id");
	if (r->err != OK)
		return r->err;
	if (id == NULL) {
		work_missing(r);
		return r->err;
	}
	rs = sql_session_get(r, id, r->user.school_id.s, r->user.id.s,
	    req_value(r, "my_role"));
	req_add_one(r, "", rs);
	if (r->api && r->method == M_POST)
		r->location = arena_printf(r->arena, "/api/v1/sessions/%s",
		    id);
	return r->err;
}

/* What was chosen in a form that is shown again; NULL: what is saved. */
static const char *
ticked(struct req *r, const char *box)
{
	char *text;

	if (r->failed == NULL || !shows_lists(r->failed))
		return NULL;
	text = json_dumps(chosen(r->failed, r->arena, box), JSON_COMPACT);
	arena_defer(r->arena, free, text);
	return text;
}

/* The form of a new session of a course, or of one that there is, with the
 * lists that it chooses from. */
enum err
session_form(struct req *r)
{
	bool is_new = strncmp(r->route->path, "/courses", 8) == 0;
	const struct query *q = is_new ? &q_sessions_head : &q_session_form;
	struct rows *rs = db_rows(r, q, req_bind(r, q));

	if (rows_count(rs) == 0 || (is_new && !rows_is(rs, 0, "may_plan")))
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	for (size_t i = 0; i < NITEMS(lists); i++) {
		const char *p[] = { req_var(r, "id"), r->user.school_id.s,
			ticked(r, lists[i].box) };

		rs = db_rows(r, lists[i].query, p);
		req_add(r, lists[i].options, rs);
		if (rows_count(rs) > 0 && !r->api)
			req_add_text(r, lists[i].some, "yes");
	}
	return r->err;
}
