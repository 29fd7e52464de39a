/* What is skimmed is JSON where Jansson says so, and the same of it. */
#include "core.h"
#include <jansson.h>
#include "payments/skim.h"
#include "unit/suite.h"

#define ROUNDS 20000

static bool
skims(const char *s, size_t n, struct skim *m)
{
	m->name = "id";
	return skim_object(s, n, m, 1);
}

static void
what_is_found(void)
{
	static const char text[] =
	    " {\"a\":{\"id\":1},\"id\" : [1, {\"id\":2}] ,\"type\":\"x\\\"y\","
	    "\"id\":-0.5e+7,\"\":null}\n";
	struct skim m[] = { { .name = "id" }, { .name = "type" },
		{ .name = "data" }, { .name = "" } };

	CU_ASSERT_TRUE_FATAL(skim_object(text, sizeof(text) - 1, m, 4));
	CU_ASSERT_EQUAL(m[0].n, 7);
	CU_ASSERT_NSTRING_EQUAL(m[0].at, "-0.5e+7", 7);
	CU_ASSERT_EQUAL(m[1].n, 6);
	CU_ASSERT_NSTRING_EQUAL(m[1].at, "\"x\\\"y\"", 6);
	CU_ASSERT_PTR_NULL(m[2].at);
	CU_ASSERT_NSTRING_EQUAL(m[3].at, "null", 4);
}

static void
what_is_none(void)
{
	static const char *const bad[] = { "", " ", "[]", "null", "\"id\"", "{",
		"{}{}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
		"{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":+1}",
		"{\"a\":1e}", "{\"a\":.5}", "{\"a\":nul}", "{\"a\":\"\\x\"}",
		"{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}", "{\"a\":\"\xff\"}",
		"{\"a\":[1 2]}", "{\"a\":[1,]}", "{\"a\":\"", "{\"a\":\"\\",
		"{\"a\":\"\\u12", "{\"a\":1]", "{\"a\":[1}", "{\"a\":'b'}" };
	struct skim m;

	for (size_t i = 0; i < NITEMS(bad); i++)
		CU_ASSERT_FALSE(skims(bad[i], strlen(bad[i]), &m));
	CU_ASSERT_FALSE(skims("{}\0", 3, &m));
}

static void
how_deep(void)
{
	char s[3 * SKIM_DEPTH + 8] = "{\"a\":";
	struct skim m;

	for (unsigned more = 0; more < 2; more++) {
		size_t n = SKIM_DEPTH - 1 + more;

		memset(s + 5, '[', n);
		memset(s + 5 + n, ']', n);
		s[5 + 2 * n] = '}';
		CU_ASSERT_EQUAL(skims(s, 6 + 2 * n, &m), more == 0);
	}
}

static unsigned seed = 1;

static unsigned
any(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % below;
}

/* An event with some bytes that are others. */
static void
beside_jansson(void)
{
	static const char good[] =
	    "{\"id\":\"evt_1\",\"n\":[1,-2.5e3,true,false,null,{}],"
	    "\"data\":{\"object\":{\"s\":\"a\\u00e9\\n\\\"b\\\\\",\"k\":0}}}";
	static const char bytes[] = "{}[]\",:\\u0019.e-+tfn x\n\xc3";
	unsigned both = 0;
	char s[sizeof(good)];
	struct skim m;

	for (int i = 0; i < ROUNDS; i++) {
		size_t n = sizeof(good) - 1 - any(2) * any(9);
		json_t *o;
		bool is;

		memcpy(s, good, sizeof(good));
		for (unsigned k = any(4); k > 0; k--)
			s[any((unsigned)n)] = bytes[any(sizeof(bytes) - 1)];
		o = json_loadb(s, n, JSON_ALLOW_NUL, NULL);
		is = skims(s, n, &m);
		both += is;
		if (is != (o != NULL))
			fprintf(stderr, "%.*s\n", (int)n, s);
		CU_ASSERT_EQUAL(is, o != NULL);
		if (is)
			CU_ASSERT_EQUAL(m.at != NULL,
			    json_object_get(o, "id") != NULL);
		json_decref(o);
	}
	CU_ASSERT_TRUE(both > ROUNDS / 10);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "found", what_is_found },
		{ "none", what_is_none },
		{ "deep", how_deep },
		{ "jansson", beside_jansson },
		CU_TEST_INFO_NULL,
	};

	return suite_run("skim", tests);
}
