/* What a school is made of: preferences, classrooms, groups, holidays. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

#define OTHER "admin@other.example"

static const char *
admin(void)
{
	return api_token("admin");
}

static struct reply *
post(const char *path, const char *body)
{
	return api_send(admin(), "POST", path, body);
}

static struct reply *
put(const char *path, const char *body)
{
	return api_send(admin(), "PUT", path, body);
}

static struct reply *
get(const char *path)
{
	return api_get(admin(), path);
}

static struct reply *
take_away(const char *path)
{
	return api_send(admin(), "DELETE", path, NULL);
}

/* The path of something new below `where`. */
static const char *
made(const char *where, const char *body)
{
	struct reply *r = post(where, body);

	T_STATUS(r, 201);
	return api_format("%s/%s", where, reply_text(r, "id"));
}

static const char *
named(const char *what)
{
	return api_format("{\"name\":\"%s %u\"}", what, unique());
}

/* Neither seen nor changed from the other school. */
static void
walled(const char *path)
{
	const char *them = api_token(OTHER);

	T_PROBLEM(api_get(them, path), 404, "not_found");
	T_PROBLEM(api_send(them, "PUT", path, "{}"), 404, "not_found");
	T_PROBLEM(api_send(them, "DELETE", path, NULL), 404, "not_found");
	T_STATUS(get(path), 200);
}

static void
only_admins_change(const char *where, const char *path, const char *body)
{
	static const char *const who[] = { "teacher", "student", "parent" };

	for (size_t i = 0; i < NITEMS(who); i++) {
		const char *t = api_token(who[i]);

		T_PROBLEM(api_send(t, "POST", where, body), 403, "forbidden");
		T_PROBLEM(api_send(t, "PUT", path, body), 403, "forbidden");
		T_PROBLEM(api_send(t, "DELETE", path, NULL), 403, "forbidden");
	}
}

/* Two who read version 1: the second hears what the first has written. */
static void
second_writer_hears(const char *path)
{
	const char *name = api_format("Written first %u", unique());
	struct reply *r = send_if(
	    admin(), "PUT", path, api_format("{\"name\":\"%s\"}", name), "1");

	T_STATUS(r, 200);
	T_TRUE(strncmp(reply_header(r, "ETag"), "\"2-", 3) == 0);
	r = send_if(admin(), "PUT", path, "{\"name\":\"Second\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.name"), name);
	r = put(path, "{\"name\":\"\"}");
	T_TRUE(r->status == 422 && reply_names(r, "name"));
	T_SAME(reply_text(get(path), "name"), name);
}

/* ---- The school */

static void
a_school_and_its_settings(void)
{
	const char *path = api_format("/schools/%s", my_school());
	struct reply *r = get(path);
	const char *zone = reply_text(r, "timezone");
	const char *name = reply_text(r, "name");

	T_STATUS(r, 200);
	T_SAME(reply_text(get("/school"), "version"), reply_text(r, "version"));
	r = send_if(admin(), "PUT", path,
	    "{\"timezone\":\"Asia/Tokyo\","
	    "\"self_registration\":true}",
	    reply_text(r, "version"));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "timezone"), "Asia/Tokyo");
	T_SAME(reply_text(r, "name"), name);
	r = send_if(admin(), "PUT", path, "{\"name\":\"Late\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.timezone"), "Asia/Tokyo");
	r = put(path, "{\"timezone\":\"Mars/Base\"}");
	T_TRUE(r->status == 422 && reply_names(r, "timezone"));
	r = put(path, "{\"name\":\"\"}");
	T_TRUE(r->status == 422 && reply_names(r, "name"));
	T_STATUS(put(path, api_format("{\"timezone\":\"%s\"}", zone)), 200);
	T_STATUS(api_send(api_token("teacher"), "PUT", path, "{}"), 403);
	T_STATUS(api_send(api_token("student"), "PUT", path, "{}"), 403);
	T_PROBLEM(
	    api_send(api_token(OTHER), "PUT", path, "{}"), 404, "not_found");
	api_free();
}

static const char *
preferences_path(void)
{
	return api_format("/schools/%s/preferences", my_school());
}

static void
preferences_back(void)
{
	T_STATUS(put(preferences_path(),
		     "{\"default_signature_closing_delay_minutes\":15,"
		     "\"teacher_can_modify_closing_delay\":true,"
		     "\"students_can_sign_before_teacher\":false,"
		     "\"enable_flash\":true,\"enable_nfc\":true,"
		     "\"disable_course_modification_from_ui\":false}"),
	    200);
}

static void
six_preferences(void)
{
	static const char *const flags[] = {
		"teacher_can_modify_closing_delay",
		"students_can_sign_before_teacher",
		"enable_flash",
		"disable_course_modification_from_ui",
		"enable_nfc",
	};
	const char *path = preferences_path();
	const char *minutes = "default_signature_closing_delay_minutes";
	struct reply *r;

	for (size_t i = 0; i < 2 * NITEMS(flags); i++) {
		const char *name = flags[i / 2];
		const char *value = i % 2 == 0 ? "false" : "true";

		r = put(path, api_format("{\"%s\":%s}", name, value));
		T_STATUS(r, 200);
		r = api_get(api_token("student"), path);
		T_SAME(reply_text(r, name), value);
	}
	T_STATUS(put(path, api_format("{\"%s\":1440}", minutes)), 200);
	T_EQ(reply_int(get(path), minutes), 1440);
	T_STATUS(put(path, api_format("{\"%s\":0}", minutes)), 200);
	T_EQ(reply_int(get(path), minutes), 0);
	r = put(path, api_format("{\"%s\":1441}", minutes));
	T_TRUE(r->status == 422 && reply_names(r, minutes));
	r = put(path, api_format("{\"%s\":-1}", minutes));
	T_TRUE(r->status == 422 && reply_names(r, minutes));
	r = send_if(admin(), "PUT", path, "{\"enable_nfc\":false}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.enable_nfc"), "true");
	T_SAME(reply_text(get(path), "id"), my_school());
	preferences_back();
	api_free();
}

static void
preferences_are_for_administrators(void)
{
	const char *path = preferences_path(), *body = "{\"enable_nfc\":true}";

	T_STATUS(api_send(api_token("teacher"), "PUT", path, body), 403);
	T_STATUS(api_send(api_token("student"), "PUT", path, body), 403);
	T_STATUS(api_get(api_token("parent"), path), 200);
	T_STATUS(api_get(api_token(OTHER), path), 404);
	T_STATUS(api_send(api_token(OTHER), "PUT", path, body), 404);
	api_free();
}

/* ---- Pages */

static struct reply *
page(const char *path)
{
	return page_of("admin", path);
}

static const char *
hidden_of(const char *shown, const char *to)
{
	return form_of("admin", shown, to);
}

static struct reply *
submit(const char *action, const char *hidden, const char *fields)
{
	return form_send("admin", action, hidden, fields);
}

static void
a_box_not_ticked_means_no(void)
{
	const char *path = preferences_path();
	const char *minutes = "default_signature_closing_delay_minutes";
	struct reply *r = submit(path, hidden_of("/school", path),
	    api_format("%s=20&enable_flash=true", minutes));

	T_EQ(r->status, 303);
	r = get(path);
	T_EQ(reply_int(r, minutes), 20);
	T_SAME(reply_text(r, "enable_flash"), "true");
	T_SAME(reply_text(r, "enable_nfc"), "false");
	T_SAME(reply_text(r, "teacher_can_modify_closing_delay"), "false");
	r = submit(path, hidden_of("/school", path),
	    api_format("%s=2000&enable_nfc=true", minutes));
	T_EQ(r->status, 422);
	T_TRUE(strstr(r->body, "value=\"2000\"") != NULL);
	T_TRUE(strstr(r->body, "enable_nfc\" value=\"true\" checked") != NULL);
	T_TRUE(strstr(r->body, "enable_flash\" value=\"true\" checked") ==
	    NULL);
	T_SAME(reply_text(get(path), "enable_nfc"), "false");
	preferences_back();
	api_free();
}

static void
closed_to_pages(bool yes)
{
	const char *name = "disable_course_modification_from_ui";
	struct reply *r = put(preferences_path(),
	    api_format("{\"%s\":%s}", name, yes ? "true" : "false"));

	T_STATUS(r, 200);
}

static void
shown_but_not_changed(void)
{
	const char *path = api_format("/courses/%s",
	    course_made("{\"name\":\"As it was\"}"));
	const char *edit = api_format("%s/edit", path);
	const char *change = hidden_of(edit, path);
	const char *stop = hidden_of(path, path);
	const char *add = hidden_of("/courses/new", "/courses");
	const char *fields = "code=LOCK101&name=By+the+page&capacity=5&"
	    "credits=3&semester=fall&year=2032";

	closed_to_pages(true);
	T_EQ(submit(path, change, "name=By+the+page")->status, 403);
	T_EQ(submit("/courses", add, fields)->status, 403);
	T_EQ(submit(path, stop, "")->status, 403);
	T_SAME(reply_text(get(path), "is_active"), "true");
	T_TRUE(strstr(page(edit)->body, "<textarea") == NULL);
	T_TRUE(strstr(page(path)->body, "/edit\"") == NULL);
	T_TRUE(strstr(page("/courses")->body, "/courses/new") == NULL);
	T_SAME(reply_text(get(path), "name"), "As it was");
	T_STATUS(put(path, "{\"name\":\"By the API\"}"), 200);
	T_SAME(reply_text(get(path), "name"), "By the API");
	closed_to_pages(false);
	T_TRUE(strstr(page("/courses")->body, "/courses/new") != NULL);
	change = hidden_of(edit, path);
	T_EQ(submit(path, change, "name=By+the+page")->status, 303);
	T_SAME(reply_text(get(path), "name"), "By the page");
	api_free();
}

/* ---- Classrooms */

/* A session tomorrow, as it stands in the database. */
static const char *
session_made(void)
{
	return psql(api_format(
	    "with s as (insert into academics.sessions "
	    "(school_id, course_id, starts_at, ends_at) values ('%s', '%s', "
	    "now() + interval '1 day', now() + interval '25 hours') returning "
	    "id) select id from s",
	    my_school(), course_made("{\"name\":\"Held in a room\"}")));
}

static void
classrooms(void)
{
	const char *body = named("Room"), *path = made("/classrooms", body);
	const char *taken = named("Room");
	struct reply *r;

	made("/classrooms", taken);
	T_PROBLEM(post("/classrooms", body), 409, "classroom_taken");
	T_PROBLEM(put(path, taken), 409, "classroom_taken");
	r = put(path, "{\"building\":\"North\",\"seats\":12}");
	T_SAME(reply_text(r, "building"), "North");
	T_EQ(reply_int(r, "seats"), 12);
	r = put(path, "{\"building\":null}");
	T_TRUE(json_is_null(reply_at(r, "building")));
	T_EQ(reply_int(r, "seats"), 12);
	r = put(path, "{\"building\":\"\",\"seats\":null}");
	T_TRUE(json_is_null(reply_at(r, "seats")));
	T_STATUS(put(path, "{\"seats\":0}"), 422);
	T_STATUS(put(path, "{\"seats\":5001}"), 422);
	T_STATUS(api_get(api_token("student"), path), 200);
	only_admins_change("/classrooms", path, body);
	walled(path);
	second_writer_hears(made("/classrooms", named("Room")));
	T_STATUS(take_away(path), 204);
	T_STATUS(get(path), 404);
	T_STATUS(take_away(path), 404);
	api_free();
}

static void
a_classroom_in_use_is_closed(void)
{
	const char *path = made("/classrooms", named("Used room"));
	const char *name = reply_text(get(path), "name"), *q;

	psql(api_format("insert into academics.session_classrooms values "
			"('%s', '%s')",
	    session_made(), path + sizeof("/classrooms")));
	T_TRUE(strstr(page(path)->body, "Held in a room") != NULL);
	T_STATUS(take_away(path), 204);
	T_SAME(reply_text(get(path), "is_active"), "false");
	T_SAME(reply_text(get(path), "version"), "2");
	T_STATUS(take_away(path), 204);
	T_SAME(reply_text(get(path), "version"), "2");
	q = api_format("/classrooms?q=%s", strrchr(name, ' ') + 1);
	T_EQ(json_array_size(reply_at(get(q), "items")), 1);
	T_EQ(json_array_size(
		 reply_at(get(api_format("%s&active=true", q)), "items")),
	    0);
	T_STATUS(put(path, "{\"is_active\":true}"), 200);
	T_EQ(json_array_size(
		 reply_at(get(api_format("%s&active=true", q)), "items")),
	    1);
	T_STATUS(get("/classrooms?active=perhaps"), 422);
	api_free();
}

/* ---- Holidays */

static void
holidays(void)
{
	const char *body = "{\"name\":\"Winter\",\"starts_on\":\"2031-12-24\","
			   "\"ends_on\":\"2032-01-06\"}";
	const char *path = made("/holidays", body);
	struct reply *r = api_get(api_token("student"), path);

	T_EQ(reply_int(r, "days"), 14);
	r = post("/holidays",
	    "{\"name\":\"One day\",\"starts_on\":"
	    "\"2031-05-01\"}");
	T_SAME(reply_text(r, "ends_on"), "2031-05-01");
	T_STATUS(
	    take_away(api_format("/holidays/%s", reply_text(r, "id"))), 204);
	r = put(path, "{\"ends_on\":\"2031-12-23\"}");
	T_TRUE(r->status == 422 && reply_names(r, "ends_on"));
	r = put(path, "{\"ends_on\":\"2033-01-01\"}");
	T_TRUE(r->status == 422 && reply_names(r, "ends_on"));
	r = put(path, "{\"starts_on\":\"2031-02-30\"}");
	T_TRUE(r->status == 422 && reply_names(r, "starts_on"));
	r = put(path, "{\"starts_on\":\"24.12.2031\"}");
	T_TRUE(r->status == 422 && reply_names(r, "starts_on"));
	r = post("/holidays",
	    "{\"name\":\"Back\",\"starts_on\":"
	    "\"2031-12-24\",\"ends_on\":\"2031-12-23\"}");
	T_TRUE(r->status == 422 && reply_names(r, "ends_on"));
	r = post("/holidays",
	    "{\"name\":\"Long\",\"starts_on\":"
	    "\"2031-01-01\",\"ends_on\":\"2033-01-01\"}");
	T_TRUE(r->status == 422 && reply_names(r, "ends_on"));
	r = put(path, "{\"starts_on\":\"2031-12-20\"}");
	T_EQ(reply_int(r, "days"), 18);
	only_admins_change("/holidays", path, body);
	walled(path);
	T_TRUE(strstr(page("/holidays")->body, path) != NULL);
	T_STATUS(take_away(path), 204);
	T_STATUS(take_away(path), 404);
	path = made("/holidays", body);
	second_writer_hears(path);
	T_STATUS(take_away(path), 204);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "school", a_school_and_its_settings },
		{ "preferences", six_preferences },
		{ "roles", preferences_are_for_administrators },
		{ "boxes", a_box_not_ticked_means_no },
		{ "plan elsewhere", shown_but_not_changed },
		{ "classrooms", classrooms },
		{ "classroom in use", a_classroom_in_use_is_closed },
		{ "holidays", holidays },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("structure", tests);
}
