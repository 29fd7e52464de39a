/* Accounts of one's own: signing in and out, tokens, sessions, passwords. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define NEXT_PASSWORD	"louder-Rivers-8"

static struct reply *
refresh(const char *token)
{
	return api_send(NULL, "POST", "/auth/refresh", api_format(
	    "{\"refresh_token\":\"%s\"}", token));
}

/* ---- Signing in */

static void
tokens_and_nothing_else(void)
{
	struct somebody p = made_person("student");
	struct reply *r = sign_in(p.email, MADE_PASSWORD);

	T_STATUS(r, 200);
	T_EQ(json_object_size(r->json), 4);
	T_TRUE(strlen(reply_text(r, "access_token")) > 100);
	T_TRUE(strlen(reply_text(r, "refresh_token")) > 40);
	T_SAME(reply_text(r, "token_type"), "Bearer");
	T_EQ(reply_int(r, "expires_in"), 900);
	T_SAME(reply_header(r, "Set-Cookie"), "");
	T_SAME(reply_text(api_get(reply_text(r, "access_token"), "/auth/me"),
	    "id"), p.id);
	T_STATUS(sign_in(api_format("STUDENT%s", p.email + 7),
	    MADE_PASSWORD), 200);
	T_STATUS(api_get(reply_text(r, "refresh_token"), "/auth/me"), 401);
	api_free();
}

static void
refusals_tell_nothing(void)
{
	struct somebody p = made_person("student");
	struct reply *wrong = sign_in(p.email, "not-the-password"), *none;

	none = sign_in(api_format("nobody-%u@made.example", unique()),
	    "not-the-password");
	T_PROBLEM(wrong, 401, "credentials");
	T_PROBLEM(none, 401, "credentials");
	T_SAME(reply_text(wrong, "detail"), reply_text(none, "detail"));
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/users/%s", p.id), NULL), 204);
	T_PROBLEM(sign_in(p.email, "not-the-password"), 401, "credentials");
	T_PROBLEM(sign_in(p.email, MADE_PASSWORD), 403, "inactive");
	api_free();
}

static struct reply *
page_sign_in(const char *email, const char *next)
{
	struct ask a = { .method = "POST", .path = "/auth/login",
	    .type = "application/x-www-form-urlencoded",
	    .headers = { "Sec-Fetch-Site: same-origin" },
	    .body = api_format("email=%s&password=" MADE_PASSWORD "&next=%s",
	    email, next) };

	return api(&a);
}

static void
a_browser_gets_a_cookie(void)
{
	static const char *const next[][2] = {
		{ "%2Fcourses", "/courses" },
		{ "%2F%2Fevil.example", "/" },
		{ "https%3A%2F%2Fevil.example", "/" },
		{ "%2F%5Cevil.example", "/" },
	};
	struct somebody p = made_person("student");

	for (size_t i = 0; i < NITEMS(next); i++) {
		struct reply *r = page_sign_in(p.email, next[i][0]);
		const char *set = reply_header(r, "Set-Cookie");

		T_EQ(r->status, 303);
		T_SAME(reply_header(r, "Location"), next[i][1]);
		T_TRUE(strstr(set, "session=") != NULL);
		T_TRUE(strstr(set, "HttpOnly") != NULL);
		T_TRUE(strstr(set, "SameSite=Lax") != NULL);
		T_EQ(r->len, 0);
	}
	api_free();
}

/* ---- Registering */

static struct reply *
enlist(const char *email, const char *more)
{
	return api_send(NULL, "POST", "/auth/register", api_format(
	    "{\"email\":\"%s\",\"full_name\":\"New Comer\",\"password\":\""
	    MADE_PASSWORD "\"%s}", email, more));
}

static void
open_for_all(const char *truth)
{
	psql(api_format("update academics.schools set self_registration = "
	    "%s where id = '%s'", truth, my_school()));
}

static void
only_where_the_school_lets(void)
{
	const char *email = api_format("new-%u@made.example", unique());
	struct reply *r;

	open_for_all("false");
	T_PROBLEM(enlist(email, ""), 403, "registration_closed");
	open_for_all("true");
	T_PROBLEM(enlist(email, ",\"role\":\"admin\""), 422, "invalid");
	T_PROBLEM(enlist(email, api_format(",\"school_id\":\"%s\"",
	    my_school())), 422, "invalid");
	r = enlist(email, "");
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "role"), "student");
	T_SAME(reply_header(r, "Location"), api_format("/api/v1/users/%s",
	    reply_text(r, "id")));
	T_PROBLEM(enlist(email, ""), 409, "email_taken");
	T_STATUS(sign_in(email, MADE_PASSWORD), 200);
	open_for_all("false");
	api_free();
}

static void
one_address_one_account(void)
{
	const char *email = api_format("six-%u@made.example", unique());
	struct ask asks[6];
	struct reply *r[6];
	int made = 0;

	open_for_all("true");
	for (size_t i = 0; i < 6; i++)
		asks[i] = (struct ask){ .method = "POST",
		    .path = "/api/v1/auth/register", .body = api_format(
		    "{\"email\":\"%s\",\"full_name\":\"New Comer\","
		    "\"password\":\"" MADE_PASSWORD "\"}", email) };
	api_race(asks, 6, r);
	open_for_all("false");
	for (size_t i = 0; i < 6; i++)
		if (r[i]->status == 201)
			made++;
		else
			T_PROBLEM(r[i], 409, "email_taken");
	T_EQ(made, 1);
	api_free();
}

/* ---- Refreshing */

static void
two_at_once_both_go_on(void)
{
	struct somebody p = made_person("student");
	struct reply *in = sign_in(p.email, MADE_PASSWORD), *r[2];
	struct ask asks[2];

	for (size_t i = 0; i < 2; i++)
		asks[i] = (struct ask){ .method = "POST",
		    .path = "/api/v1/auth/refresh", .body = api_format(
		    "{\"refresh_token\":\"%s\"}", reply_text(in,
		    "refresh_token")) };
	api_race(asks, 2, r);
	for (size_t i = 0; i < 2; i++) {
		T_STATUS(r[i], 200);
		T_STATUS(api_get(reply_text(r[i], "access_token"),
		    "/auth/me"), 200);
	}
	T_STATUS(refresh(reply_text(r[0], "refresh_token")), 200);
	api_free();
}

static void
a_used_token_ends_its_family(void)
{
	struct somebody p = made_person("student");
	struct reply *one = sign_in(p.email, MADE_PASSWORD), *two, *three;

	two = refresh(reply_text(one, "refresh_token"));
	three = refresh(reply_text(two, "refresh_token"));
	T_STATUS(three, 200);
	T_STATUS(api_get(reply_text(three, "access_token"), "/courses"), 200);
	T_PROBLEM(refresh(reply_text(one, "refresh_token")), 401, "token");
	T_PROBLEM(refresh(reply_text(three, "refresh_token")), 401, "token");
	T_PROBLEM(refresh("nobody-gave-this"), 401, "token");
	a_second_later();
	T_TRUE(all_answer(reply_text(three, "access_token"), "/courses",
	    401));
	T_TRUE(all_answer(reply_text(one, "access_token"), "/auth/me", 401));
	api_free();
}

/* A session that outlived its person, whatever let it. */
static void
no_refresh_for_the_deactivated(void)
{
	struct somebody p = made_person("student");
	struct reply *in = sign_in(p.email, MADE_PASSWORD);

	psql(api_format("set session_replication_role = replica; "
	    "update identity.users set is_active = false where id = '%s'",
	    p.id));
	T_PROBLEM(refresh(reply_text(in, "refresh_token")), 403, "inactive");
	api_free();
}

/* ---- Signing out, sessions */

static void
signing_out_ends_the_session(void)
{
	struct somebody p = made_person("student");
	struct reply *one = sign_in(p.email, MADE_PASSWORD);
	struct reply *two = sign_in(p.email, MADE_PASSWORD);
	const char *first = reply_text(one, "access_token");
	const char *second = reply_text(two, "access_token");

	T_TRUE(all_answer(first, "/courses", 200));
	T_STATUS(api_send(first, "POST", "/auth/logout", NULL), 204);
	a_second_later();
	T_TRUE(all_answer(first, "/courses", 401));
	T_TRUE(all_answer(second, "/courses", 200));
	T_PROBLEM(refresh(reply_text(one, "refresh_token")), 401, "token");
	two = sign_in(p.email, MADE_PASSWORD);
	T_STATUS(api_send(second, "POST", "/auth/logout-all", NULL), 204);
	a_second_later();
	T_TRUE(all_answer(second, "/courses", 401));
	T_TRUE(all_answer(reply_text(two, "access_token"), "/auth/me", 401));
	api_free();
}

static void
sessions_are_ones_own(void)
{
	struct somebody p = made_person("student"), q = made_person("parent");
	struct reply *old = sign_in(p.email, MADE_PASSWORD);
	struct reply *new = sign_in(p.email, MADE_PASSWORD), *list;
	struct reply *other = sign_in(q.email, MADE_PASSWORD);
	const char *mine = reply_text(new, "access_token");
	const char *theirs = reply_text(other, "access_token"), *id;

	list = api_get(mine, "/auth/sessions");
	T_EQ(json_array_size(reply_at(list, "items")), 2);
	T_SAME(reply_text(list, "items.0.current"), "true");
	T_SAME(reply_text(list, "items.1.current"), "false");
	T_SAME(reply_text(list, "items.1.kind"), "api");
	id = api_format("/auth/sessions/%s", reply_text(list, "items.1.id"));
	T_PROBLEM(api_send(theirs, "DELETE", id, NULL), 404, "not_found");
	T_STATUS(api_get(reply_text(old, "access_token"), "/auth/me"), 200);
	T_STATUS(api_send(mine, "DELETE", id, NULL), 204);
	T_PROBLEM(api_send(mine, "DELETE", id, NULL), 404, "not_found");
	a_second_later();
	T_TRUE(all_answer(reply_text(old, "access_token"), "/courses", 401));
	T_STATUS(api_get(mine, "/auth/me"), 200);
	api_free();
}

/* ---- Passwords */

static struct reply *
change(const char *token, const char *now, const char *next)
{
	return api_send(token, "POST", "/auth/password/change", api_format(
	    "{\"current_password\":\"%s\",\"new_password\":\"%s\"}", now,
	    next));
}

static void
a_new_password_ends_every_session(void)
{
	struct somebody p = made_person("student");
	struct reply *in = sign_in(p.email, MADE_PASSWORD), *r;
	const char *token = reply_text(in, "access_token");

	r = change(token, "not-the-password", NEXT_PASSWORD);
	T_TRUE(r->status == 422 && reply_names(r, "current_password"));
	r = change(token, MADE_PASSWORD, "short");
	T_TRUE(r->status == 422 && reply_names(r, "new_password"));
	r = change(token, MADE_PASSWORD, MADE_PASSWORD);
	T_TRUE(r->status == 422 && reply_names(r, "new_password"));
	r = change(token, MADE_PASSWORD, "password123");
	T_TRUE(r->status == 422 && reply_names(r, "new_password"));
	r = change(token, MADE_PASSWORD, NEXT_PASSWORD);
	T_STATUS(r, 200);
	a_second_later();
	T_TRUE(all_answer(token, "/courses", 401));
	T_TRUE(all_answer(reply_text(r, "access_token"), "/courses", 200));
	T_PROBLEM(refresh(reply_text(in, "refresh_token")), 401, "token");
	T_PROBLEM(sign_in(p.email, MADE_PASSWORD), 401, "credentials");
	T_STATUS(sign_in(p.email, NEXT_PASSWORD), 200);
	api_free();
}

/* One wins; who had read the old hash by then is told so. */
static void
two_changes_at_once_are_one(void)
{
	bool conflict = false;

	for (int round = 0; round < 5 && !conflict; round++) {
		struct somebody p = made_person("student");
		struct ask asks[4];
		struct reply *r[4];
		int won = 0;

		for (size_t i = 0; i < 4; i++)
			asks[i] = (struct ask){ .method = "POST",
			    .path = "/api/v1/auth/password/change",
			    .token = p.token, .body = api_format(
			    "{\"current_password\":\"" MADE_PASSWORD "\","
			    "\"new_password\":\"winner-Takes-%zu\"}", i) };
		api_race(asks, 4, r);
		for (size_t i = 0; i < 4; i++) {
			won += r[i]->status == 200;
			conflict = conflict || r[i]->status == 409;
			T_SAY(r[i]->status == 200 || r[i]->status == 409 ||
			    r[i]->status == 422 || r[i]->status == 401,
			    "a change of four: %ld %s", r[i]->status,
			    r[i]->body);
		}
		T_EQ(won, 1);
	}
	T_TRUE(conflict);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "sign-in", tokens_and_nothing_else },
		{ "refusals", refusals_tell_nothing },
		{ "cookie", a_browser_gets_a_cookie },
		{ "registration", only_where_the_school_lets },
		{ "one account", one_address_one_account },
		{ "two refreshes", two_at_once_both_go_on },
		{ "reuse", a_used_token_ends_its_family },
		{ "inactive", no_refresh_for_the_deactivated },
		{ "sign-out", signing_out_ends_the_session },
		{ "sessions", sessions_are_ones_own },
		{ "password", a_new_password_ends_every_session },
		{ "two passwords", two_changes_at_once_are_one },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("auth", tests);
}
