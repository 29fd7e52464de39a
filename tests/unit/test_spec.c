/* Templates: all 136 core cases of https://github.com/mustache/spec. */
#include "core.h"

#include <jansson.h>

#include "arena.h"
#include "buf.h"
#include "mustache.h"
#include "suite.h"

static struct arena arena;
static char why[256];

static bool
renders(const struct templates *set, const struct val *v, const char *want)
{
	struct render r = { .arena = &arena };
	struct buf out;
	bool good;

	buf_init(&out, &arena, 1 << 20);
	good = mustache_render(templates_find(set, "main"), &r, v, 1, &out) &&
	    strcmp(buf_text(&out), want) == 0;
	if (!good)
		fprintf(stderr, "\n\"%s\" instead of \"%s\" ",
		    buf_text(&out), want);
	return good;
}

static bool
add_json(struct templates *set, const char *name, const json_t *text)
{
	return templates_add(set, name, json_string_value(text),
	    json_string_length(text), why, sizeof(why));
}

static bool
spec_case(json_t *test)
{
	struct templates *set = templates_new(NULL);
	struct val v = val_json(&arena, json_object_get(test, "data"));
	bool good = add_json(set, "main", json_object_get(test, "template"));
	const char *name;
	json_t *text;

	json_object_foreach(json_object_get(test, "partials"), name, text)
		good = good && add_json(set, name, text);
	templates_link(set, why, sizeof(why));	/* "Failed Lookup" may not */
	good = good && renders(set, &v,
	    json_string_value(json_object_get(test, "expected")));
	if (!good)
		fprintf(stderr, "in \"%s\"\n",
		    json_string_value(json_object_get(test, "name")));
	templates_free(set);
	arena_reset(&arena);
	return good;
}

static size_t
spec_file(const char *module)
{
	const char *srcdir = getenv("LYCEUM_SRCDIR");
	json_t *spec, *test;
	size_t i, good = 0;
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/spec/mustache/%s.json",
	    srcdir == NULL ? "." : srcdir, module);
	spec = json_load_file(path, 0, NULL);
	CU_ASSERT_PTR_NOT_NULL(spec);
	json_array_foreach(json_object_get(spec, "tests"), i, test)
		good += spec_case(test);
	T_EQ(good, i);
	json_decref(spec);
	return good;
}

static void
specification(void)
{
	static const char *const modules[] = { "comments", "delimiters",
	    "interpolation", "inverted", "partials", "sections" };
	size_t good = 0;

	for (size_t i = 0; i < NITEMS(modules); i++)
		good += spec_file(modules[i]);
	T_EQ(good, 136);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "specification", specification },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("mustache specification", tests);

	arena_free(&arena);
	return status;
}
