/*
 * Scales of letters.  A scale is changed as a whole: its steps are a JSON list,
 * or boxes of a form, and are looked through here as any other input is.
 */
#include "core.h"
#include <jansson.h>
#include "db.h"
#include "gen/grading.h"
#include "grades.h"
#include "rows.h"
#include "work.h"

#define STEPS_MAX 40

struct scale_in {
	const char *name;
	struct json_t *steps;
};

#define STEPS_EXAMPLE							\
	"[{\"at_least\":60,\"letter\":\"P\",\"points\":1},"		\
	"{\"at_least\":0,\"letter\":\"F\",\"points\":0}]"
#define SCALE_FIELDS(needed)						\
	FIELD(struct scale_in, name, .label = "Name", .min = 1,		\
	    .max = 100, .example = "Letters of our school",		\
	    .flags = needed),						\
	FIELD(struct scale_in, steps, .label = "Steps",			\
	    .example = STEPS_EXAMPLE,					\
		.doc = "Each at_least (per cent), letter, points; one from 0")

SHAPE(scale_shape, struct scale_in, SCALE_FIELDS(F_REQUIRED));
SHAPE(scale_change_shape, struct scale_in, SCALE_FIELDS(0));

struct step_in {
	struct decimal at_least, points;
	const char *letter;
};

static const struct field step_fields[] = {
	FIELD(struct step_in, at_least, .label = "From", .max = 100,
	    .scale = 2, .flags = F_REQUIRED),
	FIELD(struct step_in, letter, .label = "Letter", .min = 1, .max = 12,
	    .flags = F_REQUIRED),
	FIELD(struct step_in, points, .label = "Points", .max = 100,
	    .scale = 2),
};
static const struct shape step_shape = {
	"step_shape",
	step_fields,
	NITEMS(step_fields),
	sizeof(struct step_in),
};

static void
decref(void *json)
{
	json_decref(json);
}

/* ---- Boxes of a form: a row of them is a step, an empty row is none */

static const char *
box(const struct form *f, const char *name, size_t k)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->at[i].name, name) == 0 && k-- == 0)
			return f->at[i].value;
	return NULL;
}

static void
put_box(json_t *step, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		json_object_set_new(step, name, json_string(text));
}

static void
read_boxes(struct req *r)
{
	json_t *steps;

	if (r->api || box(&r->form, "_letter", 0) == NULL)
		return;
	steps = json_array();
	arena_defer(r->arena, decref, steps);
	for (size_t k = 0; box(&r->form, "_letter", k) != NULL; k++) {
		json_t *step = json_object();

		put_box(step, "at_least", box(&r->form, "_at_least", k));
		put_box(step, "letter", box(&r->form, "_letter", k));
		put_box(step, "points", box(&r->form, "_points", k));
		if (json_object_size(step) > 0)
			json_array_append(steps, step);
		json_decref(step);
	}
	input_give(&r->in, "steps", steps);
}

/* ---- Steps */

static enum err
fault_at(struct req *r, size_t i, const char *label, const char *message)
{
	return req_fault(r, "steps", "step %zu: %s %s", i + 1, label, message);
}

static bool
read_step(struct req *r, json_t *v, size_t i, struct step_in **step)
{
	struct faults fs = { .arena = r->arena };
	struct input in;

	input_init(&in, &step_shape, r->arena);
	*step = in.base;
	if (!json_is_object(v)) {
		fault_at(r, i, "it", "must be an object");
		return false;
	}
	input_json(&in, v, &fs);
	input_required(&in, &fs);
	if (fs.n > 0)
		fault_at(r, i, fs.first->label, fs.first->message);
	return fs.n == 0;
}

/* Compared as numbers: "90" and "90.0" are the same step. */
static bool
same(const struct decimal a, const struct decimal b)
{
	return strtod(a.s, NULL) >= strtod(b.s, NULL) &&
	    strtod(a.s, NULL) <= strtod(b.s, NULL);
}

static void
check_unlike(struct req *r, struct step_in *const *steps, size_t n)
{
	const struct decimal zero = { "0" };
	bool from_zero = false;

	for (size_t i = 0; i < n; i++) {
		from_zero |= same(steps[i]->at_least, zero);
		for (size_t k = 0; k < i; k++)
			if (same(steps[i]->at_least, steps[k]->at_least))
				fault_at(r, i, "From", "stands twice");
			else if (strcmp(steps[i]->letter,
				     steps[k]->letter) == 0)
				fault_at(r, i, "Letter", "stands twice");
	}
	if (!from_zero)
		req_fault(r, "steps", "must have one from 0");
}

static json_t *
step_json(const struct step_in *s)
{
	return json_pack("{s:s,s:s,s:s?}", "at_least", s->at_least.s,
	    "letter", s->letter, "points", s->points.s);
}

/* Every number as its text, so that none is rounded on the way. */
static void
read_steps(struct req *r)
{
	json_t *list = ((const struct scale_in *)req_in(r))->steps, *out;
	struct step_in *steps[STEPS_MAX];
	size_t i, n = json_array_size(list);

	if (!json_is_array(list) || n < 1 || n > STEPS_MAX) {
		req_fault(r, "steps", "must be a list of 1 to %d steps",
		    STEPS_MAX);
		return;
	}
	for (i = 0; i < n; i++)
		if (!read_step(r, json_array_get(list, i), i, &steps[i]))
			return;
	check_unlike(r, steps, n);
	out = json_array();
	arena_defer(r->arena, decref, out);
	for (i = 0; i < n; i++)
		json_array_append_new(out, step_json(steps[i]));
	input_give(&r->in, "steps", out);
}

/* POST and PUT; the answer is the scale as it is now. */
enum err
scale_write(struct req *r)
{
	const struct query *q = r->route->query;
	const char *params[3] = { NULL, req_value(r, "school_id"), NULL };
	struct rows *rs;

	read_boxes(r);
	if (input_given(&r->in, "steps"))
		read_steps(r);
	else if (r->route->status == 201)
		req_fault(r, "steps", "is required");
	rs = db_rows(r, q, req_bind(r, q));
	if (rows_count(rs) == 0) {
		work_missing(r);
		return r->err;
	}
	params[0] = rows_get(rs, 0, "id");
	req_add_one(r, "", db_rows(r, &q_scale_get, params));
	return r->err;
}
