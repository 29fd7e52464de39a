/* Where sign-in sends a browser, and who may read the metrics. */
#include "core.h"
#include "arena.h"
#include "auth/local.h"
#include "auth/scrape.h"
#include "unit/suite.h"

static struct arena arena;

#define GOES(wanted, where)	T_SAME(local_path(&arena, (wanted)), (where))

static void
paths_of_ours(void)
{
	GOES("/", "/");
	GOES("/courses", "/courses");
	GOES("/courses?q=a&open=true", "/courses?q=a&open=true");
	GOES("/courses/1/", "/courses/1/");
	GOES("/a//b", "/a//b");
	GOES("/a?next=http://elsewhere.example/",
	    "/a?next=http://elsewhere.example/");
	GOES("/a%20b?c=%2F", "/a%20b?c=%2F");
}

/* What a header cannot hold is encoded. */
static void
encoded(void)
{
	GOES("/courses?q=caf\xc3\xa9 x", "/courses?q=caf%C3%A9%20x");
	GOES("/a\"b<c>", "/a%22b%3Cc%3E");
	GOES("/{id}|`^", "/%7Bid%7D%7C%60%5E");
}

static void
other_hosts(void)
{
	static const char *const wanted[] = {
		"", "courses", "http://elsewhere.example/",
		"//elsewhere.example", "///elsewhere.example",
		"/\\elsewhere.example", "\\/elsewhere.example",
		"/\t/elsewhere.example", "/\n/elsewhere.example",
		"\t//elsewhere.example", " //elsewhere.example",
		"javascript:alert(1)", "?q=1", "#top",
		"/a\r\nSet-Cookie: a=b", "/a\x7f", "/a\\b", "/\x01",
	};

	GOES(NULL, "/");
	for (size_t i = 0; i < NITEMS(wanted); i++)
		GOES(wanted[i], "/");
}

static void
lengths(void)
{
	char s[2002];

	memset(s, 'a', sizeof(s));
	s[0] = '/';
	s[2000] = '\0';
	GOES(s, s);
	s[2000] = 'a';
	s[2001] = '\0';
	GOES(s, "/");
	memset(s + 1, ' ', 1999);
	s[2000] = '\0';
	T_EQ(strlen(local_path(&arena, s)), 1 + 3 * 1999);
}

static void
scrapers(void)
{
	static const char list[] = "10.0.0.9, 10.0.0.10 2001:db8::9,::2";

	T_TRUE(scrape_allowed("", "127.0.0.1"));
	T_TRUE(scrape_allowed("", "127.8.9.1"));
	T_TRUE(scrape_allowed("", "::1"));
	T_TRUE(scrape_allowed("", "unix:"));
	T_FALSE(scrape_allowed("", "10.0.0.9"));
	T_FALSE(scrape_allowed("", "12.7.0.1"));
	T_FALSE(scrape_allowed("", "::11"));
	T_FALSE(scrape_allowed(list, NULL));
	T_FALSE(scrape_allowed(list, ""));
	T_TRUE(scrape_allowed(list, "10.0.0.9"));
	T_TRUE(scrape_allowed(list, "10.0.0.10"));
	T_TRUE(scrape_allowed(list, "2001:db8::9"));
	T_TRUE(scrape_allowed(list, "::2"));
	T_FALSE(scrape_allowed(list, "10.0.0.1"));
	T_FALSE(scrape_allowed(list, "0.0.0.9"));
	T_FALSE(scrape_allowed(list, "10.0.0.99"));
	T_FALSE(scrape_allowed("  ,, ", "10.0.0.1"));
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "paths of ours", paths_of_ours },
		{ "encoded", encoded },
		{ "other hosts", other_hosts },
		{ "lengths", lengths },
		{ "scrapers", scrapers },
		CU_TEST_INFO_NULL,
	};
	int failed = suite_run("auth", tests);

	arena_free(&arena);
	return failed;
}
