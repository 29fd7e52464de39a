/* People and roles: who may change what of whom, and what the matrix says. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

static const char *
path_of(const char *id)
{
	return api_format("/users/%s", id);
}

static struct reply *
put(const char *token, const char *id, const char *body)
{
	return api_send(token, "PUT", path_of(id), body);
}

/* ---- Making */

static struct reply *
create(const char *more)
{
	return api_send(api_token("admin"), "POST", "/users", api_format(
	    "{\"full_name\":\"Made Person\",\"password\":\"" MADE_PASSWORD
	    "\"%s}", more));
}

static void
an_account_is_made_once(void)
{
	unsigned n = unique();
	const char *body = api_format(",\"email\":\"one-%u@made.example\","
	    "\"student_number\":\"N%u\"", n, n);
	struct reply *r = create(body);

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "role"), "student");
	T_SAME(reply_header(r, "Location"), api_format("/api/v1%s",
	    path_of(reply_text(r, "id"))));
	T_TRUE(strstr(r->body, "argon2") == NULL);
	T_PROBLEM(create(body), 409, "email_taken");
	T_PROBLEM(create(api_format(",\"email\":\"two-%u@made.example\","
	    "\"student_number\":\"N%u\"", n, n)), 409,
	    "student_number_taken");
	r = create(api_format(",\"email\":\"t-%u@made.example\",\"role\":"
	    "\"teacher\",\"student_number\":\"M%u\"", n, n));
	T_TRUE(r->status == 422 && reply_names(r, "student_number"));
	api_free();
}

static void
nothing_else_is_assigned(void)
{
	static const char *const fields[] = { "id", "school_id", "version",
	    "password_hash", "created_at", "is_self", "search" };
	struct somebody p = made_person("student");

	for (size_t i = 0; i < NITEMS(fields); i++) {
		struct reply *r = create(api_format(",\"email\":"
		    "\"x-%u@made.example\",\"%s\":\"1\"", unique(),
		    fields[i]));

		T_SAY(r->status == 422 && reply_names(r, fields[i]),
		    "POST with %s: %ld", fields[i], r->status);
		r = put(api_token("admin"), p.id, api_format("{\"%s\":\"1\"}",
		    fields[i]));
		T_SAY(r->status == 422 && reply_names(r, fields[i]),
		    "PUT with %s: %ld", fields[i], r->status);
	}
	api_free();
}

static void
a_key_makes_one_account(void)
{
	unsigned n = unique();
	const char *key = api_format("Idempotency-Key: person-%u", n);
	const char *body = api_format("{\"email\":\"k-%u@made.example\","
	    "\"full_name\":\"Made Person\",\"password\":\"" MADE_PASSWORD
	    "\"}", n);
	struct reply *a = send_with(api_token("admin"), "POST", "/users",
	    body, key), *b;

	b = send_with(api_token("admin"), "POST", "/users", body, key);
	T_STATUS(a, 201);
	T_STATUS(b, 201);
	T_SAME(reply_text(a, "id"), reply_text(b, "id"));
	T_SAME(reply_header(b, "Idempotent-Replayed"), "true");
	T_PROBLEM(send_with(api_token("admin"), "POST", "/users", "{}", key),
	    422, "invalid");
	api_free();
}

/* ---- Reading */

static void
one_sees_oneself_and_ones_own(void)
{
	struct somebody p = made_person("student"), q = made_person("student");
	struct somebody t = made_person("teacher");
	struct reply *r = api_get(p.token, path_of(p.id));
	const char *tag = reply_header(r, "ETag");

	T_STATUS(r, 200);
	T_TRUE(strncmp(tag, "\"1-", 3) == 0);
	T_EQ(send_with(p.token, "GET", path_of(p.id), NULL, api_format(
	    "If-None-Match: %s", tag))->status, 304);
	T_PROBLEM(api_get(p.token, path_of(q.id)), 404, "not_found");
	T_PROBLEM(api_get(t.token, path_of(p.id)), 404, "not_found");
	T_PROBLEM(api_get(p.token, "/users"), 403, "forbidden");
	seat_made(course_made(api_format("{\"teacher_id\":\"%s\"}", t.id)),
	    p.id);
	T_STATUS(api_get(t.token, path_of(p.id)), 200);
	T_PROBLEM(put(t.token, p.id, "{\"full_name\":\"Other Name\"}"), 403,
	    "forbidden");
	T_PROBLEM(put(t.token, q.id, "{\"full_name\":\"Other Name\"}"), 404,
	    "not_found");
	api_free();
}

static void
people_are_found(void)
{
	struct somebody p = made_person("parent");
	struct reply *r = api_get(api_token("admin"), api_format(
	    "/users?q=%s", p.email));

	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.id"), p.id);
	r = api_get(api_token("admin"), api_format("/users?q=%s&role=student",
	    p.email));
	T_EQ(json_array_size(reply_at(r, "items")), 0);
	r = api_get(api_token("admin"), "/users?q=%25");
	T_EQ(json_array_size(reply_at(r, "items")), 0);
	T_STATUS(api_get(api_token("admin"), "/users?colour=red"), 422);
	api_free();
}

/* ---- Changing */

static void
the_office_changes_all(void)
{
	struct somebody p = made_person("student"), q = made_person("student");
	const char *admin = api_token("admin");
	struct reply *r = send_if(admin, "PUT", path_of(p.id), api_format(
	    "{\"full_name\":\"Ada Byron\",\"student_number\":\"S%u\"}",
	    unique()), "1");

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "full_name"), "Ada Byron");
	T_EQ(reply_int(r, "version"), 2);
	T_PROBLEM(put(admin, q.id, api_format("{\"student_number\":\"%s\"}",
	    reply_text(r, "student_number"))), 409, "student_number_taken");
	T_PROBLEM(put(admin, q.id, api_format("{\"email\":\"%s\"}",
	    p.email)), 409, "email_taken");
	r = send_if(admin, "PUT", path_of(p.id), "{\"full_name\":\"Late\"}",
	    "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.full_name"), "Ada Byron");
	T_PROBLEM(send_if(admin, "DELETE", path_of(p.id), NULL, "1"), 412,
	    "stale");
	T_PROBLEM(send_with(admin, "PUT", path_of(p.id), "{}",
	    "If-Match: W/\"2\""), 412, "stale");
	T_STATUS(send_if(admin, "DELETE", path_of(p.id), NULL, "2"), 204);
	api_free();
}

static void
of_oneself_only_the_name(void)
{
	static const char *const no[] = { "{\"role\":\"admin\"}",
	    "{\"email\":\"free@made.example\"}", "{\"is_active\":false}",
	    "{\"department\":\"Physics\"}", "{\"student_number\":\"S1\"}",
	    "{\"password\":\"another-Rivers-9\"}" };
	struct somebody p = made_person("student");

	for (size_t i = 0; i < NITEMS(no); i++)
		T_PROBLEM(put(p.token, p.id, no[i]), 403, "forbidden");
	T_STATUS(put(p.token, p.id, "{\"full_name\":\"My Own Name\"}"), 200);
	T_SAME(reply_text(api_get(p.token, "/auth/me"), "role"), "student");
	T_STATUS(sign_in(p.email, MADE_PASSWORD), 200);
	api_free();
}

static void
nobody_locks_himself_out(void)
{
	const char *admin = api_token("admin"), *id = my_id("admin");

	T_PROBLEM(put(admin, id, "{\"role\":\"student\"}"), 409,
	    "self_lockout");
	T_PROBLEM(put(admin, id, "{\"is_active\":false}"), 409,
	    "self_lockout");
	T_PROBLEM(api_send(admin, "DELETE", path_of(id), NULL), 409,
	    "self_lockout");
	T_STATUS(api_get(admin, "/users"), 200);
	api_free();
}

static void
the_deactivated_are_out_within_a_second(void)
{
	struct somebody p = made_person("student");
	struct reply *in = sign_in(p.email, MADE_PASSWORD);
	const char *token = reply_text(in, "access_token");
	const char *admin = api_token("admin");

	T_TRUE(all_answer(token, "/courses", 200));
	T_TRUE(all_answer(token, "/grades", 200));
	T_STATUS(api_send(admin, "DELETE", path_of(p.id), NULL), 204);
	a_second_later();
	T_TRUE(all_answer(token, "/courses", 401));
	T_TRUE(all_answer(token, "/grades", 401));
	T_TRUE(all_answer(token, "/auth/me", 401));
	T_STATUS(api_send(admin, "DELETE", path_of(p.id), NULL), 204);
	T_STATUS(put(admin, p.id, "{\"is_active\":true}"), 200);
	T_STATUS(sign_in(p.email, MADE_PASSWORD), 200);
	T_TRUE(all_answer(token, "/courses", 401));
	api_free();
}

/* ---- Roles */

/* The list of a role, with a name added or without one. */
static char *
list_with(const struct reply *r, const char *add, const char *less)
{
	json_t *list = json_array(), *v, *o;
	char *text;
	size_t i;

	json_array_foreach(reply_at(r, "permissions"), i, v)
		if (less == NULL || strcmp(json_string_value(v), less) != 0)
			json_array_append(list, v);
	if (add != NULL)
		json_array_append_new(list, json_string(add));
	o = json_pack("{so}", "permissions", list);
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	return text;
}

static struct reply *
set_role(const char *role, const char *body)
{
	return api_send(api_token("admin"), "PUT", api_format(
	    "/roles/%s/permissions", role), body);
}

static void
the_matrix_counts_within_a_second(void)
{
	struct reply *was = api_get(api_token("admin"),
	    "/roles/parent/permissions");
	char *less = list_with(was, NULL, "subjects.read");
	char *all = list_with(was, NULL, NULL);
	struct somebody p = made_person("parent");

	T_TRUE(all_answer(p.token, "/subjects", 200));
	T_STATUS(set_role("parent", less), 200);
	a_second_later();
	T_TRUE(all_answer(p.token, "/subjects", 403));
	T_TRUE(all_answer(p.token, "/courses", 200));
	T_STATUS(set_role("parent", all), 200);
	a_second_later();
	T_TRUE(all_answer(p.token, "/subjects", 200));
	free(less);
	free(all);
	api_free();
}

static void
the_matrix_is_kept_whole(void)
{
	struct reply *was = api_get(api_token("admin"),
	    "/roles/admin/permissions");
	char *less = list_with(was, NULL, "roles.update");

	T_PROBLEM(set_role("admin", less), 409, "self_lockout");
	T_PROBLEM(set_role("parent", "{\"permissions\":[\"no.such\"]}"), 422,
	    "invalid");
	T_PROBLEM(set_role("parent", "{\"permissions\":[7]}"), 422,
	    "invalid");
	T_PROBLEM(set_role("parent", "{}"), 422, "invalid");
	T_PROBLEM(set_role("king", "{\"permissions\":[]}"), 404,
	    "not_found");
	T_PROBLEM(send_if(api_token("admin"), "PUT",
	    "/roles/admin/permissions", less, "99999999"), 412, "stale");
	T_SAME(reply_text(api_get(api_token("admin"),
	    "/roles/admin/permissions"), "permissions"), reply_text(was,
	    "permissions"));
	free(less);
	api_free();
}

/* Whoever may make accounts makes none above his own. */
static void
rank_is_not_given_away(void)
{
	struct reply *was = api_get(api_token("admin"),
	    "/roles/teacher/permissions"), *r;
	char *more = list_with(was, "users.create", "users.create");
	char *all = list_with(was, NULL, NULL);
	struct somebody t = made_person("teacher");

	T_STATUS(set_role("teacher", more), 200);
	a_second_later();
	r = api_send(t.token, "POST", "/users", api_format("{\"email\":"
	    "\"up-%u@made.example\",\"full_name\":\"Made Person\","
	    "\"password\":\"" MADE_PASSWORD "\",\"role\":\"admin\"}",
	    unique()));
	T_PROBLEM(r, 403, "forbidden");
	r = api_send(t.token, "POST", "/users", api_format("{\"email\":"
	    "\"up-%u@made.example\",\"full_name\":\"Made Person\","
	    "\"password\":\"" MADE_PASSWORD "\"}", unique()));
	T_STATUS(r, 201);
	T_STATUS(set_role("teacher", all), 200);
	a_second_later();
	free(more);
	free(all);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "made once", an_account_is_made_once },
		{ "mass assignment", nothing_else_is_assigned },
		{ "key", a_key_makes_one_account },
		{ "seeing", one_sees_oneself_and_ones_own },
		{ "search", people_are_found },
		{ "the office", the_office_changes_all },
		{ "oneself", of_oneself_only_the_name },
		{ "lockout", nobody_locks_himself_out },
		{ "deactivated", the_deactivated_are_out_within_a_second },
		{ "matrix", the_matrix_counts_within_a_second },
		{ "matrix kept", the_matrix_is_kept_whole },
		{ "rank", rank_is_not_given_away },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("people", tests);
}
