/* Cookies read and written, and the proof that a form is ours. */
#include "core.h"

#include "arena.h"
#include "buf.h"
#include "cookie.h"
#include "csrf.h"
#include "suite.h"

static struct arena arena;

static const uint8_t key[CSRF_KEY_LEN] = "0123456789abcdef";
static const uint8_t other[CSRF_KEY_LEN] = "0123456789abcdeg";

/* The value found, or "-". */
static const char *
find(const char *header, bool secure)
{
	const char *v;
	size_t n;

	if (!cookie_find(header, "sid", secure, &v, &n))
		return "-";
	return arena_strndup(&arena, v, n);
}

static void
reading(void)
{
	T_SAME(find("sid=abc", false), "abc");
	T_SAME(find("a=1; sid=abc; b=2", false), "abc");
	T_SAME(find("a=1;sid=abc;b=2", false), "abc");
	T_SAME(find("a=1;\t sid=abc \t; b=2", false), "abc");
	T_SAME(find("sid=a=b", false), "a=b");
	T_SAME(find("sid=", false), "");
	T_SAME(find("sid", false), "-");
	T_SAME(find("", false), "-");
	T_SAME(find(";;; ;", false), "-");
	T_SAME(find("xsid=abc; sidx=abc; SID=abc", false), "-");
	T_SAME(find("a=sid=abc", false), "-");
	T_SAME(find("a=\"; sid=abc\"", false), "-");	/* the quote: bad */
}

/* Of two, one was planted: neither counts. */
static void
sent_twice(void)
{
	T_SAME(find("sid=abc; sid=def", false), "-");
	T_SAME(find("sid=abc; sid=abc", false), "-");
	T_SAME(find("__Host-sid=abc; sid=def", true), "abc");
}

static void
prefix(void)
{
	T_SAME(find("__Host-sid=abc", true), "abc");
	T_SAME(find("sid=abc", true), "-");
	T_SAME(find("__Secure-sid=abc", true), "-");
	T_SAME(find("__host-sid=abc", true), "-");
	T_SAME(find("__Host-sid=abc", false), "-");
}

static void
bad_bytes(void)
{
	T_SAME(find("sid=a b", false), "-");
	T_SAME(find("sid=a,b", false), "-");
	T_SAME(find("sid=a\\b", false), "-");
	T_SAME(find("sid=a\x01", false), "-");
	T_SAME(find("sid=a\x7f", false), "-");
	T_SAME(find("sid=\xc3\xa9", false), "-");
}

static const char *
written(const char *name, const char *value, int64_t age, enum same_site site,
    bool secure)
{
	struct cookie c = { name, value, age, site };
	struct buf b;

	buf_init(&b, &arena, 1000);
	if (!cookie_write(&b, &c, secure))
		return b.n == 0 ? "-" : "refused, yet written";
	return buf_text(&b);
}

static void
writing(void)
{
	T_SAME(written("sid", "abc", COOKIE_SESSION, SAME_SITE_LAX, true),
	    "__Host-sid=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
	T_SAME(written("sid", "abc", 3600, SAME_SITE_STRICT, true),
	    "__Host-sid=abc; Path=/; HttpOnly; SameSite=Strict; Secure; "
	    "Max-Age=3600");
	T_SAME(written("sid", "", COOKIE_DELETE, SAME_SITE_LAX, false),
	    "sid=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

static void
never_another_header(void)
{
	static const char *const values[] = {
		"a;b", "a b", "a\r\nX: y", "a,b", "\"a\"", "a\\", "\xc3\xa9",
		"a\x7f",
	};
	static const char *const names[] = {
		"", "a b", "a=b", "a;b", "a\n", "a:b", "\xc3\xa9", "a\"",
	};

	for (size_t i = 0; i < NITEMS(values); i++)
		T_SAME(written("sid", values[i], 1, SAME_SITE_LAX, true), "-");
	for (size_t i = 0; i < NITEMS(names); i++)
		T_SAME(written(names[i], "v", 1, SAME_SITE_LAX, true), "-");
}

/* Made apart with: printf 'POST /courses/7/enroll' |
 *	openssl dgst -sha256 -mac HMAC -macopt key:0123456789abcdef */
static void
form_token(void)
{
	char t[CSRF_TOKEN_LEN + 1];

	csrf_form(key, "POST", "/courses/7/enroll", t);
	T_SAME(t, "tUvqCRDw9H6Pw7ax5JN93w");
	csrf_api(key, t);
	T_SAME(t, "MaLbGHRAqfaE4f8_7btZGQ");
}

static void
form_binding(void)
{
	char t[CSRF_TOKEN_LEN + 1], longer[CSRF_TOKEN_LEN + 2];

	csrf_form(key, "POST", "/a", t);
	T_TRUE(csrf_form_ok(key, "POST", "/a", t));
	T_FALSE(csrf_form_ok(key, "POST", "/b", t));
	T_FALSE(csrf_form_ok(key, "POST", "/a/", t));
	T_FALSE(csrf_form_ok(key, "PUT", "/a", t));
	T_FALSE(csrf_form_ok(other, "POST", "/a", t));
	T_FALSE(csrf_api_ok(key, t));
	T_FALSE(csrf_form_ok(key, "POST", "/a", NULL));
	T_FALSE(csrf_form_ok(key, "POST", "/a", ""));
	snprintf(longer, sizeof(longer), "%sA", t);
	T_FALSE(csrf_form_ok(key, "POST", "/a", longer));
	for (size_t i = 0; i < CSRF_TOKEN_LEN; i++) {
		char was = t[i];

		t[i] = was == 'A' ? 'B' : 'A';
		T_FALSE(csrf_form_ok(key, "POST", "/a", t));
		t[i] = was;
	}
}

static void
api_binding(void)
{
	char t[CSRF_TOKEN_LEN + 1];

	csrf_api(key, t);
	T_TRUE(csrf_api_ok(key, t));
	T_FALSE(csrf_api_ok(other, t));
	T_FALSE(csrf_api_ok(key, NULL));
	T_FALSE(csrf_form_ok(key, "POST", "/a", t));
	t[0] = t[0] == 'A' ? 'B' : 'A';
	T_FALSE(csrf_api_ok(key, t));
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "reading", reading },
		{ "sent twice", sent_twice },
		{ "prefix", prefix },
		{ "bad bytes", bad_bytes },
		{ "writing", writing },
		{ "never another header", never_another_header },
		{ "form token", form_token },
		{ "form token is bound", form_binding },
		{ "api token is bound", api_binding },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("cookie", tests);

	arena_free(&arena);
	return status;
}
