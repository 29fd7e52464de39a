/* What an attacker sends: each has its clear refusal, and no worker dies. */
#include "core.h"
#include <time.h>
#include "api/api.h"
#include "api/fixtures.h"
#include "arena.h"
#include "crypto.h"
#include "keys.h"
#include "token.h"
#include "unit/suite.h"
#include "user.h"

static struct arena a;
static struct keys *keys;

static const char *
b64(const char *text)
{
	char *out = arena_alloc(&a, B64URL_SIZE(strlen(text)));

	b64url_encode(out, text, strlen(text));
	return out;
}

/* A good token of the administrator, but for what the caller changes. */
static const char *
minted(const char *aud, const char *iss, int64_t at)
{
	struct reply *me = api_get(api_token("admin"), "/auth/me");
	struct token_realm realm = { .iss = iss, .aud = aud };
	struct user u = { .known = true, .role = ROLE_ADMIN,
	    .session = uuid7() };
	struct token_subject who = { .user = &u, .email = "x",
	    .full_name = "x" };

	if (!uuid_read(reply_text(me, "id"), &u.id) ||
	    !uuid_read(reply_text(me, "school_id"), &u.school_id))
		abort();
	return token_sign(&a, keys, &realm, &who, at);
}

static bool
refused(const char *token)
{
	struct reply *r = api_get(token, "/courses");

	return r->status == 401 && strcmp(reply_text(r, "type"),
	    "/problems/token") == 0;
}

static void
tokens_are_verified(void)
{
	const char *base = getenv("LYCEUM_URL");
	int64_t now = (int64_t)time(NULL);

	T_EQ(api_get(minted("lyceum", base, now), "/courses")->status, 200);
	T_TRUE(refused(minted("lyceum", base, now - 1000)));
	T_TRUE(refused(minted("lyceum", base, now + 1000)));
	T_TRUE(refused(minted("another", base, now)));
	T_TRUE(refused(minted("lyceum", "http://elsewhere", now)));
	api_free();
	arena_free(&a);
}

/* The claims of a good token under a header and a signature of ours. */
static const char *
forge(const char *header, const char *signature)
{
	const char *good = api_token("admin");
	const char *dot = strchr(good, '.'), *end = strrchr(good, '.');

	return api_format("%s%.*s.%s", b64(header), (int)(end - dot), dot,
	    signature);
}

static const char *
hmac_signed(const char *header, const char *key)
{
	const char *text = forge(header, "");
	size_t n = strlen(text) - 1;
	uint8_t mac[SHA256_LEN];
	char *out = arena_alloc(&a, B64URL_SIZE(SHA256_LEN));

	crypto_hmac(key, strlen(key), text, n, mac);
	b64url_encode(out, mac, sizeof(mac));
	return api_format("%.*s.%s", (int)n, text, out);
}

/* Of the right length and form, and of nobody. */
static const char *
another_signature(const char *token)
{
	char *copy = arena_strdup(&a, token), *sig = strrchr(copy, '.') + 1;

	*sig = *sig == 'A' ? 'B' : 'A';
	return copy;
}

static void
tokens_are_not_forged(void)
{
	struct reply *jwks = api(&(struct ask){ .method = "GET",
	    .path = "/.well-known/jwks.json" });
	const char *kid = reply_text(jwks, "keys.0.kid");
	const char *good = api_token("admin"), *sig = strrchr(good, '.') + 1;

	T_EQ(jwks->status, 200);
	T_TRUE(*kid != '\0');
	T_TRUE(refused(forge("{\"alg\":\"none\"}", "")));
	T_TRUE(refused(forge(api_format("{\"alg\":\"none\",\"typ\":\"at+jwt\","
	    "\"kid\":\"%s\"}", kid), sig)));
	T_TRUE(refused(hmac_signed(api_format("{\"alg\":\"HS256\",\"typ\":"
	    "\"at+jwt\",\"kid\":\"%s\"}", kid), jwks->body)));
	T_TRUE(refused(forge("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":"
	    "\"nobody\"}", sig)));
	T_TRUE(refused(forge(api_format("{\"alg\":\"ES256\",\"typ\":\"at+jwt\","
	    "\"kid\":\"%s\",\"jku\":\"http://evil\"}", kid), sig)));
	T_TRUE(refused("x"));
	T_TRUE(refused("a.b.c"));
	T_TRUE(refused(api_format("%s0", good)));
	T_TRUE(refused(another_signature(good)));
	api_free();
	arena_free(&a);
}

/* ---- Browsers */

static const char *
form_post(const char *path, const char *cookie, const char *body,
    const char *site, struct reply **out)
{
	struct ask ask = { .method = "POST", .path = path, .cookie = cookie,
	    .body = body, .type = "application/x-www-form-urlencoded" };

	if (site != NULL)
		ask.headers[0] = api_format("Sec-Fetch-Site: %s", site);
	*out = api(&ask);
	return reply_header(*out, "Set-Cookie");
}

static const char *
browser_session(const char *who)
{
	struct reply *r;
	const char *set = form_post("/auth/login", NULL, api_format(
	    "email=%s%%40lyceum.example&password=" PASSWORD, who),
	    "same-origin", &r);

	T_SAY(r->status == 303, "sign-in of a browser: %ld %.200s",
	    r->status, r->body);
	return api_format("%.*s", (int)strcspn(set, ";"), set);
}

static void
forms_need_their_token(void)
{
	const char *cookie = browser_session("student");
	const char *course = api_course(5, 0, "{}");
	const char *path = api_format("/courses/%s/enroll", course);
	struct reply *r;
	struct ask ask = { .method = "POST", .path = api_format("/api/v1%s",
	    path), .cookie = cookie, .body = "{}" };

	form_post(path, cookie, "", "same-origin", &r);
	T_EQ(r->status, 403);
	form_post(path, cookie, "_csrf=AAAAAAAAAAAAAAAAAAAAAA", "same-origin",
	    &r);
	T_EQ(r->status, 403);
	form_post(path, cookie, "", "cross-site", &r);
	T_EQ(r->status, 403);
	form_post(path, cookie, "", NULL, &r);
	T_EQ(r->status, 403);
	T_PROBLEM(api(&ask), 403, "csrf");
	ask.headers[0] = "Sec-Fetch-Site: same-origin";
	T_PROBLEM(api(&ask), 403, "csrf");
	form_post("/auth/login", NULL, "email=a%40b.cd&password=x12345678",
	    "cross-site", &r);
	T_EQ(r->status, 403);
	T_EQ(reply_int(api_get(api_token("admin"), api_format("/courses/%s",
	    course)), "enrolled_count"), 0);
	api_free();
}

static void
gets_change_nothing(void)
{
	const char *course = api_course(5, 0, "{}");

	T_EQ(api_get(api_token("student"), api_format(
	    "/courses/%s/enroll?_method=POST", course))->status, 405);
	api_free();
}

static void
pages_have_their_policy(void)
{
	struct reply *r = api(&(struct ask){ .method = "GET",
	    .path = "/auth/login" });
	const char *csp = reply_header(r, "Content-Security-Policy");

	T_EQ(r->status, 200);
	T_TRUE(strstr(csp, "default-src 'none'") != NULL);
	T_TRUE(strstr(csp, "unsafe") == NULL);
	T_TRUE(strstr(csp, "frame-ancestors 'none'") != NULL);
	T_SAME(reply_header(r, "X-Content-Type-Options"), "nosniff");
	T_SAME(reply_header(r, "Cache-Control"), "no-store");
	api_free();
}

/* ---- Bytes */

static void
big_bodies_are_refused(void)
{
	size_t n = 3 * 1024 * 1024;
	char *body = malloc(n + 1);
	struct reply *r;

	memset(body, ' ', n);
	body[n] = '\0';
	r = api_send(api_token("admin"), "POST", "/courses", body);
	T_PROBLEM(r, 413, "too_large");
	free(body);
	api_free();
}

static void
strange_paths_are_refused(void)
{
	static const struct {
		const char	*path;
		long		 status;
	} bad[] = {
		{ "/api/v1/courses/%00", 400 }, { "/api/v1/courses/%ff", 400 },
		{ "/api/v1/courses?q=%00", 400 },
		{ "/api/v1/courses?q=%ff", 400 },
		{ "/api/v1/courses?q=%c0%af", 400 },
		{ "/api/v1/courses?q=%ed%a0%80", 400 },
		{ "/api/v1/courses?q=%", 400 }, { "/api/v1/%2e%2e/x", 404 },
		{ "/api/v1/courses/..%2f..%2fetc%2fpasswd", 404 },
		{ "/api/v1//courses", 404 },
		{ "/api/v1/courses?limit=9999999999999999999999", 422 },
	};

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = api(&(struct ask){ .method = "GET",
		    .path = bad[i].path, .token = api_token("admin") });

		T_SAY(r->status == bad[i].status, "%s: %ld", bad[i].path,
		    r->status);
	}
	api_free();
}

static void
headers_cannot_be_smuggled(void)
{
	struct ask ask = { .method = "GET", .path = "/api/v1/auth/me",
	    .headers = { "X-User-Id: 1", "X-Real-IP: 10.0.0.1",
	    "X-Request-ID: bad\\nid <script>" } };
	struct reply *r = api(&ask);

	T_PROBLEM(r, 401, "sign_in");
	T_TRUE(strstr(reply_header(r, "X-Request-ID"), "script") == NULL);
	api_free();
}

/* ---- Refresh tokens */

static void
a_refresh_token_used_twice_ends_all(void)
{
	struct reply *in = api_send(NULL, "POST", "/auth/login",
	    "{\"email\":\"parent@lyceum.example\",\"password\":\"" PASSWORD
	    "\"}"), *next, *last;
	const char *one = api_format("{\"refresh_token\":\"%s\"}",
	    reply_text(in, "refresh_token")), *two;

	T_STATUS(in, 200);
	next = api_send(NULL, "POST", "/auth/refresh", one);
	T_STATUS(next, 200);
	two = api_format("{\"refresh_token\":\"%s\"}", reply_text(next,
	    "refresh_token"));
	last = api_send(NULL, "POST", "/auth/refresh", two);
	T_STATUS(last, 200);
	T_PROBLEM(api_send(NULL, "POST", "/auth/refresh", one), 401, "token");
	T_PROBLEM(api_send(NULL, "POST", "/auth/refresh", api_format(
	    "{\"refresh_token\":\"%s\"}", reply_text(last, "refresh_token"))),
	    401, "token");
	api_free();
}

static void
guesses_are_counted(void)
{
	const char *email = made_person("student").email;
	long last = 0;

	for (int i = 0; i < 15 && last != 429; i++)
		last = api_send(NULL, "POST", "/auth/login", api_format(
		    "{\"email\":\"%s\",\"password\":\"wrong-%d-guess\"}",
		    email, i))->status;
	T_EQ(last, 429);
	T_EQ(api_send(NULL, "POST", "/auth/login", api_format(
	    "{\"email\":\"%s\",\"password\":\"" MADE_PASSWORD "\"}", email))->
	    status, 429);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "tokens", tokens_are_verified },
		{ "forged tokens", tokens_are_not_forged },
		{ "forms", forms_need_their_token },
		{ "GET", gets_change_nothing },
		{ "policy", pages_have_their_policy },
		{ "big bodies", big_bodies_are_refused },
		{ "strange paths", strange_paths_are_refused },
		{ "headers", headers_cannot_be_smuggled },
		{ "refresh", a_refresh_token_used_twice_ends_all },
		{ "guesses", guesses_are_counted },
		CU_TEST_INFO_NULL,
	};
	const char *dir = getenv("LYCEUM_KEYS");

	api_start();
	if (dir == NULL || keys_open(&keys, dir, true) != NULL) {
		fprintf(stderr, "LYCEUM_KEYS must name the keys' folder\n");
		return 2;
	}
	return suite_run("security", tests);
}
