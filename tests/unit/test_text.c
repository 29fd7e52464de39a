#include "core.h"
#include "arena.h"
#include "buf.h"
#include "form.h"
#include "num.h"
#include "text.h"
#include "unit/suite.h"

static struct arena a;

static void
memory_is_zeroed_and_kept(void)
{
	char *p;

	p = arena_alloc(&a, 100);
	T_EQ(p[0] | p[99], 0);
	memset(p, 1, 100);
	arena_alloc(&a, 1000 * 1000);
	T_TRUE(a.total > 1000 * 1000);
	arena_reset(&a);
	p = arena_alloc(&a, 100);
	T_EQ(p[0] | p[99], 0);
	T_SAME(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
	arena_free(&a);
	T_EQ(a.total, 0);
}

static int order[3], norder;

static void
note(void *arg)
{
	order[norder++] = *(int *)arg;
}

static void
deferred_calls_run_backwards(void)
{
	static int one = 1, two = 2;

	norder = 0;
	arena_defer(&a, note, &one);
	arena_defer(&a, note, &two);
	arena_free(&a);
	T_EQ(norder, 2);
	T_EQ(order[0], 2);
	T_EQ(order[1], 1);
}

static void
buffers_stop_at_their_limit(void)
{
	struct buf b;

	buf_init(&b, &a, 10);
	T_SAME(buf_text(&b), "");
	buf_puts(&b, "12345");
	buf_lit(&b, "67890");
	T_FALSE(b.broken);
	T_SAME(b.s, "1234567890");
	buf_lit(&b, "1");
	T_TRUE(b.broken);
	buf_puts(&b, "2");
	T_SAME(b.s, "1234567890");
	arena_free(&a);
}

static const char *
escaped(void (*fn)(struct buf *, const char *, size_t), const char *s)
{
	static struct buf b;

	buf_init(&b, &a, 1000);
	fn(&b, s, strlen(s));
	return buf_text(&b);
}

static void
texts_are_escaped(void)
{
	struct buf b;

	T_SAME(escaped(buf_jsonn, "a\"b\\c\n\x01\xc3\xa9"),
	    "\"a\\\"b\\\\c\\n\\u0001\xc3\xa9\"");
	T_SAME(escaped(buf_html, "<a href='x'>&\"</a>"),
	    "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
	buf_init(&b, &a, 100);
	buf_url(&b, "a b&c=\xc3\xa9~");
	T_SAME(b.s, "a%20b%26c%3D%C3%A9~");
	buf_init(&b, &a, 100);
	buf_int(&b, INT64_MIN);
	buf_int(&b, 0);
	buf_int(&b, INT64_MAX);
	T_SAME(b.s, "-922337203685477580809223372036854775807");
	arena_free(&a);
}

/* Unicode 15, table 3-7: well-formed sequences and their neighbours. */
static void
utf8_is_strict(void)
{
	static const char *const good[] = { "", "a", "\xc2\x80",
	    "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
	    "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\x80", "\xc0\x80", "\xc1\xbf",
	    "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
	    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "\xe2\x82",
	    "\xff" };

	for (size_t i = 0; i < NITEMS(good); i++)
		T_TRUE(text_is_utf8(good[i], strlen(good[i])));
	for (size_t i = 0; i < NITEMS(bad); i++)
		T_FALSE(text_is_utf8(bad[i], strlen(bad[i])));
	T_FALSE(text_is_utf8("a\0b", 3));
	T_EQ(text_chars("h\xc3\xa9\xe2\x82\xac"), 3);
}

static void
uuids_are_canonical(void)
{
	T_TRUE(text_is_uuid("0192f0c1-7b3a-7def-8123-456789abcdef"));
	T_FALSE(text_is_uuid("0192F0C1-7b3a-7def-8123-456789abcdef"));
	T_FALSE(text_is_uuid("0192f0c17b3a-7def-8123-456789abcdef-"));
	T_FALSE(text_is_uuid("0192f0c1-7b3a-7def-8123-456789abcdef0"));
	T_FALSE(text_is_uuid("0192f0c1-7b3a-7def-8123-456789abcde"));
	T_FALSE(text_is_uuid(""));
}

static bool
parse(struct form *f, const char *s)
{
	return form_parse(f, s, strlen(s), &a);
}

static void
forms_are_read(void)
{
	struct form f;

	T_TRUE(parse(&f, "a=1&b=x+y%20z&&c&d=%C3%A9&a=2"));
	T_EQ(f.n, 5);
	T_SAME(form_get(&f, "b"), "x y z");
	T_SAME(form_get(&f, "c"), "");
	T_SAME(form_get(&f, "a"), "1");
	T_SAME(form_get(&f, "d"), "\xc3\xa9");
	T_EQ(form_get(&f, "e"), NULL);
	T_TRUE(parse(&f, ""));
	T_EQ(f.n, 0);
	T_FALSE(parse(&f, "a=%"));
	T_FALSE(parse(&f, "a=%4"));
	T_FALSE(parse(&f, "a=%zz"));
	T_FALSE(parse(&f, "a=%00"));
	T_FALSE(parse(&f, "a=%ff"));
	arena_free(&a);
}

static void
forms_have_a_limit(void)
{
	struct form f;
	char *s = arena_alloc(&a, 3 * FORM_FIELDS_MAX + 3);

	for (size_t i = 0; i <= FORM_FIELDS_MAX; i++)
		memcpy(s + 2 * i, "a&", 2);
	T_FALSE(form_parse(&f, s, 2 * FORM_FIELDS_MAX + 1, &a));
	T_TRUE(form_parse(&f, s, 2 * FORM_FIELDS_MAX - 1, &a));
	arena_free(&a);
}

static void
decimals_say_nothing_needless(void)
{
	static const struct {
		const char	*s, *is;
	} given[] = { { "12.50", "12.5" }, { "20.00", "20" }, { "20", "20" },
		{ "0.00", "0" }, { "0.001", "0.001" }, { "-1.10", "-1.1" },
		{ "100.010", "100.01" }, { "1.50e10", "1.50e10" },
		{ "1.0E0", "1.0E0" }, { "", "" }, { ".0", "" } };

	for (size_t i = 0; i < NITEMS(given); i++)
		T_SAME(arena_strndup(&a, given[i].s, num_short(given[i].s,
		    strlen(given[i].s))), given[i].is);
	T_EQ(num_short("1.5000", 4), 3);	/* no byte behind */
	arena_free(&a);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "arena", memory_is_zeroed_and_kept },
		{ "deferred calls", deferred_calls_run_backwards },
		{ "limits of buffers", buffers_stop_at_their_limit },
		{ "escaping", texts_are_escaped },
		{ "UTF-8", utf8_is_strict },
		{ "UUID", uuids_are_canonical },
		{ "decimals", decimals_say_nothing_needless },
		{ "forms", forms_are_read },
		{ "limits of forms", forms_have_a_limit },
		CU_TEST_INFO_NULL,
	};

	return suite_run("text", tests);
}
