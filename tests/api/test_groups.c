/* Groups of students: who is in them, one by one and many at once. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

#define OTHER "admin@other.example"
#define MOST 5000 /* students of one request */

static struct reply *
as_admin(const char *method, const char *path, const char *body)
{
	return api_send(api_token("admin"), method, path, body);
}

static struct reply *
get(const char *path)
{
	return api_get(api_token("admin"), path);
}

static const char *
group_made(void)
{
	struct reply *r = as_admin(
	    "POST", "/groups", api_format("{\"name\":\"Group %u\"}", unique()));

	T_STATUS(r, 201);
	return api_format("/groups/%s", reply_text(r, "id"));
}

struct numbered {
	const char	*id, *number;
};

static struct numbered
numbered_student(void)
{
	const char *number = api_format("N%u", unique());
	const char *body = api_format("{\"email\":\"%s@made.example\","
	    "\"full_name\":\"Numbered %s\",\"role\":\"student\","
	    "\"student_number\":\"%s\",\"password\":\"" MADE_PASSWORD "\"}",
	    number, number, number);
	struct reply *r = as_admin("POST", "/users", body);

	T_STATUS(r, 201);
	return (struct numbered){ reply_text(r, "id"), number };
}

static long
members(const char *group)
{
	return reply_int(get(group), "member_count");
}

/* ---- Groups */

static void
a_group_and_its_life(void)
{
	const char *g = group_made(), *other = group_made();
	const char *body = api_format(
	    "{\"name\":\"%s\"}", reply_text(get(other), "name"));
	struct reply *r;

	T_PROBLEM(as_admin("POST", "/groups", body), 409, "group_taken");
	T_PROBLEM(as_admin("PUT", g, body), 409, "group_taken");
	r = send_if(api_token("admin"), "PUT", g,
	    "{\"description\":\"In the mornings\"}", "1");
	T_STATUS(r, 200);
	r = send_if(api_token("admin"), "PUT", g, "{\"name\":\"Late\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.description"), "In the mornings");
	r = as_admin("PUT", g, "{\"description\":null}");
	T_TRUE(json_is_null(reply_at(r, "description")));
	r = as_admin("PUT", g, "{\"name\":\"\"}");
	T_TRUE(r->status == 422 && reply_names(r, "name"));
	T_STATUS(as_admin("DELETE", g, NULL), 204);
	T_STATUS(get(g), 404);
	T_STATUS(as_admin("DELETE", g, NULL), 404);
	api_free();
}

static void
who_sees_groups(void)
{
	static const char *const none[] = { "student", "parent" };
	const char *g = group_made(), *m = api_format("%s/members", g);
	const char *t = api_token("teacher"), *them = api_token(OTHER);
	const char *body = "{\"name\":\"Mine\"}";

	T_STATUS(api_get(t, g), 200);
	T_STATUS(api_get(t, m), 200);
	T_STATUS(api_get(t, "/groups"), 200);
	T_STATUS(api_send(t, "POST", "/groups", body), 403);
	T_STATUS(api_send(t, "PUT", g, body), 403);
	T_STATUS(api_send(t, "DELETE", g, NULL), 403);
	T_STATUS(api_send(t, "POST", m, "{}"), 403);
	T_STATUS(api_send(t, "POST", api_format("%s/bulk", m), "{}"), 403);
	for (size_t i = 0; i < NITEMS(none); i++) {
		T_STATUS(api_get(api_token(none[i]), g), 403);
		T_STATUS(api_get(api_token(none[i]), m), 403);
	}
	T_STATUS(api_get(them, g), 404);
	T_STATUS(api_get(them, m), 404);
	T_STATUS(api_send(them, "PUT", g, body), 404);
	T_STATUS(api_send(them, "DELETE", g, NULL), 404);
	T_STATUS(api_send(them, "POST", m, "{\"student_number\":\"1\"}"), 404);
	T_STATUS(api_send(them, "POST", api_format("%s/bulk", m),
		     "{\"students\":[\"1\"]}"),
	    404);
	api_free();
}

static void
a_group_in_use_is_closed(void)
{
	const char *g = group_made();

	psql(api_format(
	    "with s as (insert into academics.sessions "
	    "(school_id, course_id, starts_at, ends_at) values ('%s', '%s', "
	    "now() + interval '1 day', now() + interval '25 hours') returning "
	    "id) insert into academics.session_groups select id, '%s' from s",
	    my_school(), course_made("{}"), g + sizeof("/groups")));
	T_STATUS(as_admin("DELETE", g, NULL), 204);
	T_SAME(reply_text(get(g), "is_active"), "false");
	T_STATUS(as_admin("PUT", g, "{\"is_active\":true}"), 200);
	T_SAME(reply_text(get(g), "is_active"), "true");
	api_free();
}

/* ---- Members, one by one */

static void
one_member_at_a_time(void)
{
	const char *g = group_made(), *m = api_format("%s/members", g);
	struct numbered a = numbered_student(), b = numbered_student();
	struct reply *r = as_admin(
	    "POST", m, api_format("{\"student_number\":\"%s\"}", a.number));

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "student_id"), a.id);
	T_STATUS(
	    as_admin("POST", m, api_format("{\"student_id\":\"%s\"}", b.id)),
	    201);
	T_STATUS(
	    as_admin("POST", m, api_format("{\"student_id\":\"%s\"}", b.id)),
	    201);
	T_EQ(members(g), 2);
	r = get(api_format("%s?limit=1", m));
	T_SAME(reply_text(r, "items.0.id"), a.id);
	r = get(api_format("%s?limit=1&after=%s", m, reply_text(r, "next")));
	T_SAME(reply_text(r, "items.0.id"), b.id);
	T_SAME(reply_text(r, "items.0.student_number"), b.number);
	T_TRUE(json_is_null(reply_at(r, "next")));
	T_STATUS(as_admin("DELETE", api_format("%s/%s", m, a.id), NULL), 204);
	T_STATUS(as_admin("DELETE", api_format("%s/%s", m, a.id), NULL), 404);
	T_STATUS(api_send(api_token(OTHER), "DELETE",
		     api_format("%s/%s", m, b.id), NULL),
	    404);
	T_EQ(members(g), 1);
	api_free();
}

static void
only_students_of_the_school(void)
{
	const char *m = api_format("%s/members", group_made());
	struct numbered gone = numbered_student();
	const char *ids[] = {
		my_id("teacher"),
		gone.id,
		psql("select id from identity.users where email = "
		     "'student@other.example'"),
		"00000000-0000-7000-8000-000000000000",
	};
	struct reply *r = as_admin("POST", m, "{}");

	T_TRUE(r->status == 422 && reply_names(r, "student_number"));
	T_STATUS(
	    as_admin("DELETE", api_format("/users/%s", gone.id), NULL), 204);
	for (size_t i = 0; i < NITEMS(ids); i++) {
		r = as_admin(
		    "POST", m, api_format("{\"student_id\":\"%s\"}", ids[i]));
		T_TRUE(r->status == 422 && reply_names(r, "student_id"));
		r = as_admin("POST", api_format("%s/bulk", m),
		    api_format("{\"students\":[\"%s\"]}", ids[i]));
		T_TRUE(r->status == 422 && reply_names(r, "students.0"));
	}
	psql("update identity.users set student_number = 'OTHER-1' where "
	     "email = 'student@other.example'");
	for (size_t i = 0; i < 2; i++) {
		const char *number = i == 0 ? gone.number : "OTHER-1";

		r = as_admin("POST", m,
		    api_format("{\"student_number\":\"%s\"}", number));
		T_TRUE(r->status == 422 && reply_names(r, "student_number"));
		r = as_admin("POST", api_format("%s/bulk", m),
		    api_format("{\"students\":[\"%s\"]}", number));
		T_TRUE(r->status == 422 && reply_names(r, "students.0"));
	}
	T_EQ(json_array_size(reply_at(get(m), "items")), 0);
	api_free();
}

/* ---- Many at once */

static struct reply *
bulk(const char *group, const char *students)
{
	return as_admin("POST", api_format("%s/members/bulk", group),
	    api_format("{\"students\":%s}", students));
}

static void
all_or_none(void)
{
	const char *g = group_made();
	struct numbered a = numbered_student(), b = numbered_student();
	struct reply *r = bulk(g,
	    api_format("[\"%s\",\"nobody-1\",\"%s\","
		       "\"nobody-2\"]",
		a.number, b.id));

	T_PROBLEM(r, 422, "invalid");
	T_EQ(json_array_size(reply_at(r, "errors")), 2);
	T_TRUE(reply_names(r, "students.1") && reply_names(r, "students.3"));
	T_SAME(reply_text(r, "errors.0.message"),
	    "line 2: there is no active student \"nobody-1\"");
	T_EQ(members(g), 0);
	r = bulk(
	    g, api_format("[\"%s\",\"%s\",\" %s \"]", a.number, b.id, a.id));
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "students"), 2);
	T_EQ(reply_int(r, "added"), 2);
	r = bulk(g, api_format("[\"%s\"]", a.number));
	T_EQ(reply_int(r, "students"), 1);
	T_EQ(reply_int(r, "added"), 0);
	T_EQ(members(g), 2);
	api_free();
}

static void
lists_that_are_none(void)
{
	static const struct {
		const char *list, *field;
	} bad[] = {
		{ "[]", "students" },
		{ "null", "students" },
		{ "\"1\"", "students" },
		{ "{\"a\":\"1\"}", "students" },
		{ "7", "students" },
		{ "[\"x\",\"\"]", "students.1" },
		{ "[\" \"]", "students.0" },
		{ "[7]", "students.0" },
		{ "[[\"x\"]]", "students.0" },
		{ "[null]", "students.0" },
		{ "[7,\"123456789012345678901234567890123456789012345678901\"]",
		    "students.1" },
		{ "[\"\\u0001\"]", "students.0" },
	};
	const char *g = group_made();

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = bulk(g, bad[i].list);

		T_SAY(r->status == 422 && reply_names(r, bad[i].field),
		    "%s: %ld %.200s", bad[i].list, r->status, r->body);
	}
	T_PROBLEM(as_admin("POST", api_format("%s/members/bulk", g), "{}"), 422,
	    "invalid");
	T_PROBLEM(as_admin("POST", api_format("%s/members/bulk", g),
		      "{\"text\":\"1\"}"),
	    422, "invalid");
	T_EQ(members(g), 0);
	api_free();
}

/* n times the same student's number. */
static struct reply *
bulk_many(const char *group, const char *number, size_t n)
{
	size_t size = n * (strlen(number) + 3) + 20, at = 0;
	char *body = calloc(1, size);
	struct reply *r;

	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(body + at, size - at, "%s\"%s\"",
		    i == 0 ? "{\"students\":[" : ",", number);
	snprintf(body + at, size - at, "]}");
	r = as_admin("POST", api_format("%s/members/bulk", group), body);
	free(body);
	return r;
}

static void
as_many_as_allowed(void)
{
	const char *g = group_made();
	struct numbered a = numbered_student();
	struct reply *r = bulk_many(g, a.number, MOST + 1);

	T_TRUE(r->status == 422 && reply_names(r, "students"));
	T_EQ(members(g), 0);
	r = bulk_many(g, "nobody", MOST);
	T_STATUS(r, 422);
	T_EQ(json_array_size(reply_at(r, "errors")), MOST);
	r = bulk_many(g, a.number, MOST);
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "students"), 1);
	T_EQ(members(g), 1);
	api_free();
}

static void
a_box_full_of_numbers(void)
{
	const char *g = group_made(), *bulk = api_format("%s/members/bulk", g);
	struct numbered a = numbered_student(), b = numbered_student();
	const char *hidden = form_of("admin", g, bulk);
	struct reply *r;

	r = form_send("admin", bulk, hidden,
	    api_format(
		"text=%s%%0D%%0A%%0D%%0Anobody-3%%2C+%s%%3Bnobody-3b%%0D%%0A",
		a.number, b.number));
	T_EQ(r->status, 422);
	T_TRUE(strstr(r->body,
		   "line 3: there is no active student "
		   "&quot;nobody-3&quot;") != NULL);
	T_TRUE(strstr(r->body,
		   "line 3: there is no active student "
		   "&quot;nobody-3b&quot;") != NULL);
	T_TRUE(strstr(r->body,
		   api_format("nobody-3, %s;nobody-3b", b.number)) != NULL);
	T_EQ(members(g), 0);
	r = form_send("admin", bulk, form_of("admin", g, bulk), "text=+%2C");
	T_EQ(r->status, 422);
	r = form_send("admin", bulk, form_of("admin", g, bulk),
	    api_format("text=%%0D%%0A+%s+%%0D%%0A%s%%3B%%2C%s", a.number, b.id,
		a.number));
	T_EQ(r->status, 303);
	T_EQ(members(g), 2);
	T_TRUE(strstr(page_of("admin", g)->body, a.number) != NULL);
	T_TRUE(strstr(page_of("admin", api_format("%s/members", g))->body,
		   b.number) != NULL);
	T_TRUE(strstr(page_of("teacher", g)->body, "<textarea") == NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "group", a_group_and_its_life },
		{ "who sees", who_sees_groups },
		{ "in use", a_group_in_use_is_closed },
		{ "members", one_member_at_a_time },
		{ "only students", only_students_of_the_school },
		{ "all or none", all_or_none },
		{ "no lists", lists_that_are_none },
		{ "the most", as_many_as_allowed },
		{ "box", a_box_full_of_numbers },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("groups", tests);
}
