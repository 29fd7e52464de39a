/* Results of exams: many at once, or one. */
#include "core.h"
#include <jansson.h>
#include "db.h"
#include "exam.h"
#include "gen/grading.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "text.h"
#include "work.h"

#define RESULTS_MAX	5000u	/* of one request */

SHAPE(exam_results_shape, struct results_in,
    FIELD(struct results_in, results, .label = "Results",
	.example = "[{\"student_number\":\"202600101\",\"score\":71.5},"
		   "{\"student_number\":\"202600102\","
		   "\"state\":\"absent\"}]",
	.doc = "1 to 5,000: id, student_id, enrollment_id or student_number; "
	       "score, state, remark; version, to be told of other changes"));
SHAPE(exam_result_shape, struct result_in,
    FIELD(struct result_in, state, .label = "State",
	.one_of = "pending|scored|absent|excused",
	.doc = "By the score if not given"),
    FIELD(struct result_in, score, .label = "Score", .max = 9999, .scale = 2,
	.example = "71.5"),
    FIELD(struct result_in, remark, .label = "Remark", .max = 4000));

static void
decref(void *json)
{
	json_decref(json);
}

/* ---- The form: its rows, in their order */

/* What one row says, as text; was is what it showed. */
struct box {
	const char	*id, *version, *state, *score, *remark, *was;
};

/* Of row i on, from the field *at; false at the end. */
static bool
next_box(const struct form *f, size_t *at, struct box *b)
{
	const struct {
		const char	*name, **value;
	} parts[] = { { "_id", &b->id }, { "_at", &b->version },
		{ "_state", &b->state }, { "_score", &b->score },
		{ "_remark", &b->remark }, { "_was", &b->was } };

	*b = (struct box){ "", "", "", "", "", "" };
	while (*at < f->n && strcmp(f->at[*at].name, "_id") != 0)
		++*at;
	if (*at == f->n)
		return false;
	do {
		for (size_t k = 0; k < NITEMS(parts); k++)
			if (strcmp(f->at[*at].name, parts[k].name) == 0)
				*parts[k].value = f->at[*at].value;
	} while (++*at < f->n && strcmp(f->at[*at].name, "_id") != 0);
	return true;
}

static bool
is_changed(struct arena *a, const struct box *b)
{
	return strcmp(b->was, arena_printf(a, "%s|%s|%s", b->state, b->score,
	    b->remark)) != 0;
}

/* A comma is a point to those who write it so. */
static const char *
score_of(struct arena *a, const char *text)
{
	char *s = arena_strdup(a, text), *comma = strchr(s, ',');

	if (comma != NULL)
		*comma = '.';
	return s;
}

static json_t *
text_or_null(const char *s)
{
	return *s == '\0' ? json_null() : json_string(s);
}

static json_t *
box_json(struct arena *a, const struct box *b)
{
	json_t *o = json_object();
	const char *state = *b->state != '\0' ? b->state :
	    *b->score != '\0' ? "scored" : "pending";

	json_object_set_new(o, "id", json_string(b->id));
	json_object_set_new(o, "version", json_integer(strtol(b->version, NULL,
	    10)));
	json_object_set_new(o, "state", json_string(state));
	json_object_set_new(o, "score", text_or_null(score_of(a, b->score)));
	json_object_set_new(o, "remark", text_or_null(b->remark));
	return o;
}

/* Only what was changed: what stands beside it may be somebody else's now. */
static json_t *
read_boxes(struct req *r)
{
	json_t *list = json_array();
	struct box b;
	size_t at = 0;

	arena_defer(r->arena, decref, list);
	while (next_box(&r->form, &at, &b))
		if (is_changed(r->arena, &b))
			json_array_append_new(list, box_json(r->arena, &b));
	return list;
}

/* ---- The API's list */

/* As it was written: a double would be shown with 17 digits. */
static void
exact(json_t *item)
{
	json_t *score = json_object_get(item, "score");
	char t[40];

	if (!json_is_real(score))
		return;
	snprintf(t, sizeof(t), "%.15g", json_real_value(score));
	json_object_set_new(item, "score", json_string(t));
}

static json_t *
read_array(struct req *r)
{
	const struct results_in *in = req_in(r);
	json_t *item;
	size_t i;

	if (in->results == NULL)
		req_fault(r, "results", "is required");
	else if (!json_is_array(in->results) ||
	    json_array_size(in->results) == 0 ||
	    json_array_size(in->results) > RESULTS_MAX)
		req_fault(r, "results", "must be a list of 1 to %u results",
		    RESULTS_MAX);
	if (r->err != OK)
		return NULL;
	json_array_foreach(in->results, i, item)
		exact(item);
	return in->results;
}

/* ---- Faults */

static void
add_fault(struct req *r, const struct rows *rs, int i)
{
	const char *field = rows_get(rs, i, "field");
	const char *id = rows_get(rs, i, "id");
	const char *name = r->api ?
	    arena_printf(r->arena, "results.%d%s%s",
		(int)rows_int(rs, i, "line") - 1, *field == '\0' ? "" : ".",
		field) :
	    arena_printf(r->arena, "score-%s", id == NULL ? "" : id);

	fault_add(&r->faults, name, rows_get(rs, i, "full_name"), "%s",
	    rows_get(rs, i, "fault"));
}

static void
add_current(struct req *r, const struct rows *rs)
{
	struct buf b;

	buf_init(&b, r->arena, REQ_OUT_MAX);
	buf_lit(&b, ",\"current\":[");
	for (int i = 0; i < rows_count(rs); i++) {
		buf_puts(&b, i > 0 ? "," : "");
		buf_puts(&b, rows_get(rs, i, "current"));
	}
	buf_lit(&b, "]");
	r->more = buf_text(&b);
}

/* Somebody else's change alone is stale; anything else is wrong. */
static void
judge(struct req *r, const struct rows *rs)
{
	bool stale = true;

	for (int i = 0; i < rows_count(rs); i++) {
		stale = stale && rows_get(rs, i, "current") != NULL;
		add_fault(r, rs, i);
	}
	if (rows_count(rs) == 0)
		return;
	if (stale)
		add_current(r, rs);
	req_fail(r, stale ? ERR_STALE : ERR_INVALID, NULL);
}

/* ---- Writing */

enum err
exam_mark(struct req *r)
{
	const struct query *q = &q_exam_mark;
	json_t *list = r->api ? read_array(r) : read_boxes(r);

	if (r->err != OK || !exam_held(r))
		return r->err;
	input_give(&r->in, "results", list);
	if (json_array_size(list) > 0)
		judge(r, db_rows(r, q, req_bind(r, q)));
	else
		r->flash = "Nothing was changed.";
	q = &q_exam_get;
	req_add_one(r, "", db_rows(r, q, req_bind(r, q)));
	return r->err;
}

/* The one that another marker changed meanwhile is shown with the refusal. */
enum err
exam_result_mark(struct req *r)
{
	const struct query *q = &q_exam_result_mark;
	const char *version = r->if_match;
	struct rows *rs;

	r->if_match = NULL;	/* of the result, not of the exam */
	if (!exam_held(r))
		return r->err;
	r->if_match = version;
	rs = db_rows(r, q, req_bind(r, q));
	for (int i = 0; i < rows_count(rs); i++)
		if (rows_get(rs, i, "id") == NULL ||
		    strcmp(rows_get(rs, i, "field"), "version") == 0)
			work_missing(r);
		else
			req_fault(r, rows_get(rs, i, "field"), "%s",
			    rows_get(rs, i, "fault"));
	q = r->route->current;
	req_add_one(r, "", db_rows(r, q, req_bind(r, q)));
	return r->err;
}

/* ---- Reading */

static const char *
fault_of(const struct req *r, const char *id)
{
	for (const struct fault *f = r->faults.first; f != NULL; f = f->next)
		if (strncmp(f->field, "score-", 6) == 0 &&
		    strcmp(f->field + 6, id) == 0)
			return f->message;
	return NULL;
}

/* What the form had, for it to be shown again; NULL: it is shown first. */
static const char *
typed(struct req *r)
{
	json_t *list = json_array();
	struct box b;
	size_t at = 0;
	char *text;

	while (r->failed != NULL && next_box(&r->failed->form, &at, &b))
		if (text_is_uuid(b.id))
			json_array_append_new(list, json_pack(
			    "{s:s, s:s, s:s, s:s, s:s?, s:b}", "id", b.id,
			    "state", b.state, "score", b.score, "remark",
			    b.remark, "fault", fault_of(r->failed, b.id),
			    "is_new", is_changed(r->arena, &b)));
	text = json_array_size(list) > 0 ? json_dumps(list, JSON_COMPACT) :
	    NULL;
	json_decref(list);
	if (text != NULL)
		arena_defer(r->arena, free, text);
	return text;
}

/* The page has boxes; where it is shown again, those that it had. */
enum err
exam_results(struct req *r)
{
	const char *box = r->api ? NULL : typed(r);
	const char *const p[] = { req_var(r, "id"), req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"),
		box != NULL ? "2001" : req_value(r, "limit"), r->after_key,
		r->after_id, box, NULL };
	struct rows *rs;

	if (r->api) {
		work_list(r, r->route->query);
		return r->err;
	}
	rs = db_rows(r, &q_exam_results_page, p);
	rows_trim(rs, box != NULL ? 2000 : r->limit);
	req_answer(r, rs);
	return r->err;
}
