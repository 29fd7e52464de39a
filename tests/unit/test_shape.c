#include "core.h"
#include <jansson.h>
#include "arena.h"
#include "buf.h"
#include "shape.h"
#include "unit/suite.h"

struct sample {
	bool		 open;
	int64_t		 seats;
	const char	*code, *name, *email, *term, *secret;
	struct uuid	 teacher_id;
	struct decimal	 weight;
	struct json_t	*schedule;
};

SHAPE(sample_shape, struct sample,
	FIELD(struct sample, open),
	FIELD(struct sample, seats, .min = 1, .max = 500),
	FIELD(struct sample, code, .pattern = "^[A-Z]{2,4}[0-9]{3}$",
	    .hint = "must look like MATH101"),
	FIELD(struct sample, name, .min = 5, .max = 8, .flags = F_REQUIRED),
	FIELD(struct sample, email, .flags = F_EMAIL),
	FIELD(struct sample, term, .one_of = "fall|spring",
	    .dflt = "fall"),
	FIELD(struct sample, secret, .flags = F_RAW | F_SECRET),
	FIELD(struct sample, teacher_id),
	FIELD(struct sample, weight, .scale = 2, .max = 100),
	FIELD(struct sample, schedule));

static struct arena a;
static struct input in;
static struct faults fs;

/* The messages of what a JSON object gets wrong: "field message;..." */
static const char *
faults_of(const char *json)
{
	static struct buf b;
	static json_t *o;	/* the input points into it */

	json_decref(o);
	o = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	arena_free(&a);
	fs = (struct faults){ .arena = &a };
	input_init(&in, &sample_shape, &a);
	input_json(&in, o, &fs);
	input_required(&in, &fs);
	buf_init(&b, &a, 4000);
	for (const struct fault *f = fs.first; f != NULL; f = f->next)
		buf_printf(&b, "%s %s;", f->field, f->message);
	return buf_text(&b);
}

static const struct sample *
sample(void)
{
	return in.base;
}

#define NAME	"\"name\":\"Logic\""
#define BAD(json, faults)	T_SAME(faults_of("{" NAME "," json "}"), faults)
#define GOOD(json)		BAD(json, "")

static void
values_are_read(void)
{
	GOOD("\"open\":true,\"seats\":30,\"code\":\"CS101\","
	    "\"weight\":12.5,\"email\":\" Ada@Example.ORG \"");
	T_TRUE(sample()->open);
	T_EQ(sample()->seats, 30);
	T_SAME(sample()->weight.s, "12.5");
	T_SAME(sample()->email, "ada@example.org");
	T_TRUE(input_given(&in, "open"));
	T_FALSE(input_given(&in, "term"));
	T_SAME(input_value(&in, shape_field(&sample_shape, "term"), &a),
	    "fall");
	T_EQ(input_value(&in, shape_field(&sample_shape, "secret"), &a), NULL);
}

static void
every_fault_is_said(void)
{
	BAD("\"seats\":0,\"code\":\"cs101\",\"nope\":1,\"term\":\"winter\"",
	    "seats must be between 1 and 500;code must look like MATH101;"
	    "nope is not a field here;term must be one of fall|spring;");
	T_SAME(faults_of("{}"), "name is required;");
	T_SAME(faults_of("{\"name\":\"  \"}"), "name is required;");
	T_SAME(faults_of("{\"name\":\"Art\"}"),
	    "name must have at least 5 characters;");
	T_SAME(faults_of("{\"name\":\"\u00e9\u00e9\u00e9\u00e9\u00e9"
	    "\u00e9\u00e9\u00e9\u00e9\"}"),
	    "name must have at most 8 characters;");
}

static void
types_are_kept_apart(void)
{
	BAD("\"seats\":\"30\"", "seats must be a whole number;");
	BAD("\"seats\":30.5", "seats must be a whole number;");
	BAD("\"open\":1", "open must be true or false;");
	BAD("\"code\":5", "code must be text;");
	BAD("\"teacher_id\":\"7\"", "teacher_id must be a UUID in lower case;");
	BAD("\"email\":\"nobody\"",
	    "email must be an e-mail address such as name@example.org;");
	BAD("\"name2\":null", "name2 is not a field here;");
	GOOD("\"seats\":null");
	T_FALSE(input_given(&in, "seats"));
	GOOD("\"secret\":\" as it is \"");
	T_SAME(sample()->secret, " as it is ");
	BAD("\"code\":\"CS\\u0007101\"",
	    "code must not hold control characters;");
}

static void
decimals_are_exact(void)
{
	GOOD("\"weight\":\"0.10\"");
	T_SAME(sample()->weight.s, "0.10");
	GOOD("\"weight\":0.1");
	T_SAME(sample()->weight.s, "0.1");
	BAD("\"weight\":0.125",
	    "weight must have at most 2 digits after the point;");
	BAD("\"weight\":100.01", "weight must be between 0 and 100;");
	BAD("\"weight\":-1", "weight must be between 0 and 100;");
	BAD("\"weight\":1e300", "weight must be a number such as 12 or 12.5;");
	BAD("\"weight\":\"12,5\"",
	    "weight must be a number such as 12 or 12.5;");
	BAD("\"weight\":\"1e2\"",
	    "weight must be a number such as 12 or 12.5;");
	BAD("\"weight\":\"NaN\"",
	    "weight must be a number such as 12 or 12.5;");
	BAD("\"weight\":\".5\"",
	    "weight must be a number such as 12 or 12.5;");
}

static void
forms_leave_boxes_empty(void)
{
	static const struct param p[] = { { "name", "Logic" },
	    { "seats", "" }, { "open", "on" }, { "term", "" },
	    { "code", "CS101" }, { "code", "CS102" } };

	arena_free(&a);
	fs = (struct faults){ .arena = &a };
	input_init(&in, &sample_shape, &a);
	input_params(&in, p, NITEMS(p), &fs);
	input_required(&in, &fs);
	T_EQ(fs.n, 1);
	T_SAME(fs.first->message, "is given twice");
	T_FALSE(input_given(&in, "seats"));
	T_FALSE(input_given(&in, "term"));
	T_TRUE(sample()->open);
}

static void
values_bind_as_text(void)
{
	GOOD("\"schedule\":{\"monday\":[\"09:00-11:00\"]},\"seats\":7");
	T_SAME(input_value(&in, shape_field(&sample_shape, "schedule"), &a),
	    "{\"monday\":[\"09:00-11:00\"]}");
	T_SAME(input_value(&in, shape_field(&sample_shape, "seats"), &a), "7");
}

static void
schemas_say_what_is_allowed(void)
{
	struct buf b;
	json_t *o, *p;

	buf_init(&b, &a, 10000);
	shape_schema(&sample_shape, &b);
	o = json_loads(b.s, JSON_REJECT_DUPLICATES, NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(o);
	p = json_object_get(o, "properties");
	T_EQ(json_object_size(p), sample_shape.n);
	T_EQ(json_array_size(json_object_get(o, "required")), 1);
	T_EQ(json_array_size(json_object_get(json_object_get(p, "term"),
	    "enum")), 2);
	json_decref(o);
}

static int
clean(void)
{
	arena_free(&a);
	return 0;
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "values", values_are_read },
		{ "every fault", every_fault_is_said },
		{ "types", types_are_kept_apart },
		{ "decimals", decimals_are_exact },
		{ "forms", forms_leave_boxes_empty },
		{ "binding", values_bind_as_text },
		{ "schemas", schemas_say_what_is_allowed },
		CU_TEST_INFO_NULL,
	};
	int failed = suite_run("shape", tests);

	clean();
	return failed;
}
