/* JSON text as values of a template, beside the same text read by Jansson. */
#include "core.h"
#include <jansson.h>
#include "arena.h"
#include "mustache.h"
#include "suite.h"
#include "view.h"

static struct arena arena;

/* ---- Beside Jansson */

static bool same(const struct val *, json_t *);

static bool
same_object(const struct val *v, json_t *j)
{
	struct render r = { .arena = &arena };
	const char *name;
	json_t *m;

	json_object_foreach(j, name, m) {
		struct val x = { .kind = VAL_NONE };

		if (!v->src->get(&r, v, name, strlen(name), &x) ||
		    !same(&x, m))
			return false;
	}
	return true;
}

static bool
same_list(const struct val *v, json_t *j)
{
	struct render r = { .arena = &arena };

	if (v->n != json_array_size(j))
		return false;
	for (size_t i = 0; i < v->n; i++) {
		struct val x = { .kind = VAL_NONE };

		v->src->item(&r, v, i, &x);
		if (!same(&x, json_array_get(j, i)))
			return false;
	}
	return true;
}

static bool
same(const struct val *v, json_t *j)
{
	struct val w = val_json(&arena, j);

	if (v->kind != w.kind)
		return false;
	switch (v->kind) {
	case VAL_TEXT:
		return v->n == w.n && memcmp(v->s, w.s, v->n) == 0;
	case VAL_FLAG:
		return v->flag == w.flag;
	case VAL_OBJECT:
		return same_object(v, j);
	case VAL_LIST:
		return same_list(v, j);
	case VAL_NONE:
	default:
		return true;
	}
}

static void
check(const char *text)
{
	json_t *j = json_loads(text, JSON_DECODE_ANY, NULL);
	const struct view *view = view_read(&arena, text, strlen(text));
	struct val v;

	if (j == NULL || view == NULL) {
		T_SAME(view == NULL ? "refused" : "read",
		    j == NULL ? "refused" : text);
		return;
	}
	v = view_val(view);
	if (!same(&v, j))
		T_SAME(text, "read as Jansson does");
	json_decref(j);
}

static void
as_jansson_reads_it(void)
{
	static const char *const texts[] = { "{}", "[]", "[[]]", "[{}]", "7",
		"\"a\"", "null", "true", "false", "-1", "0", "100", "12.5",
		"12.50", "20.00", "0.001", "-0.5", "0.0", " [ 1 , 2 ] ",
		"{\"a\":1,\"b\":[1,2,{\"c\":null}],\"d\":{\"e\":\"f\"}}",
		("{\"students\":[{\"cells\":[{\"grade_id\":\"x\","
		"\"score\":17.5,\"version\":1,\"more\":false},"
		"{\"grade_id\":null}]},{}]}"),
		"\"a\\\"b\\\\c\\/d\\n\\t\\u00e9\\u4e2d\\ud83d\\ude00\"",
		"[\"\",\"\\\"\",\"日本\"]", "{\"a\\\"b\":1}",
		"[[[[[[[[1]]]]]]]]", "{\"a\":true,\"b\":false,\"c\":\",[{\"}" };

	for (size_t i = 0; i < NITEMS(texts); i++)
		check(texts[i]);
	T_TRUE(true);
	arena_reset(&arena);
}

/* Of whatever is cut off somewhere nothing is read, and nothing beyond it. */
static void
what_is_no_json(void)
{
	static const char text[] = "{\"a\":[1.50,\"b\\u00e9\",null],\"c\":{}}";
	static const char *const wrong[] = { "", " ", "{", "[1,]", "[,1]",
		"{\"a\"}", "{\"a\":}", "{a:1}", "[1 2]", "nul", "\"\\x\"",
		"\"\\ud800\"", "\"\\udc00\"", "\"\\u12\"", "1 2", "[1]]",
		"-", "+1", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+",
		"1..5", "1-2", "--1", "0x1", "e5", "NaN", "Infinity" };
	char deep[201];

	for (size_t n = 0; n + 1 < sizeof(text); n++) {
		char *cut = malloc(n + 1);

		if (cut == NULL)
			abort();
		memcpy(cut, text, n);
		T_TRUE(view_read(&arena, cut, n) == NULL);
		free(cut);
	}
	for (size_t i = 0; i < NITEMS(wrong); i++)
		if (view_read(&arena, wrong[i], strlen(wrong[i])) != NULL)
			T_SAME(wrong[i], "refused");
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	T_TRUE(view_read(&arena, deep, 200) == NULL);
	arena_reset(&arena);
}

static void
members_of_the_outermost(void)
{
	static const char text[] = "{\"a\":1,\"b\":null}";
	const struct view *view = view_read(&arena, text, strlen(text));
	struct val v = { .kind = VAL_NONE };

	T_TRUE(view != NULL && view_is_object(view));
	T_TRUE(view_get(view, "a", 1, &v) && v.kind == VAL_TEXT);
	T_TRUE(view_get(view, "b", 1, &v) && v.kind == VAL_NONE);
	T_FALSE(view_get(view, "c", 1, &v));
	T_FALSE(view_is_object(NULL));
	view = view_read(&arena, "[1]", 3);
	T_FALSE(view_is_object(view) || view_get(view, "a", 1, &v));
	arena_reset(&arena);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "as Jansson reads it", as_jansson_reads_it },
		{ "what is no JSON", what_is_no_json },
		{ "members of the outermost", members_of_the_outermost },
		CU_TEST_INFO_NULL,
	};
	int rc = suite_run("view", tests);

	arena_free(&arena);
	return rc;
}
