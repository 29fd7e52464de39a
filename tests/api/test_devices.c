/*
 * The device that a student signs with: one counts at a time, its key is
 * bound once, and another one counts a day later unless the office says so.
 */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "crypto.h"
#include "es256.h"
#include "unit/suite.h"

#define OTHER "admin@other.example"

static const char *
new_key(void)
{
	struct es256 *key = es256_generate();
	uint8_t point[1 + 2 * ES256_XY_LEN] = { 4 };
	char text[B64_SIZE(sizeof(point))];

	if (key == NULL || !es256_xy(key, point + 1, point + 1 + ES256_XY_LEN))
		abort();
	es256_free(key);
	b64_encode(text, point, sizeof(point));
	return api_format("%s", text);
}

/* The same bytes in base64url, which needs no escapes in a form. */
static const char *
as_url(const char *key)
{
	uint8_t point[1 + 2 * ES256_XY_LEN];
	char text[B64URL_SIZE(sizeof(point))];
	size_t n;

	if (!b64_decode(key, strlen(key), point, sizeof(point), &n))
		abort();
	b64url_encode(text, point, n);
	return api_format("%s", text);
}

static const char *
path_of(const char *student)
{
	return api_format("/users/%s/devices", student);
}

static struct reply *
bind_key(const char *token, const char *student, const char *key)
{
	return api_send(token, "POST", path_of(student),
	    api_format("{\"name\":\"A phone\",\"public_key\":\"%s\"}", key));
}

static struct reply *
bind_new(const char *token, const char *student)
{
	return bind_key(token, student, new_key());
}

static const char *
bound(const char *token, const char *student)
{
	struct reply *r = bind_new(token, student);

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static struct reply *
take(const char *token, const char *student, const char *device)
{
	return api_send(token, "DELETE",
	    api_format("%s/%s", path_of(student), device), NULL);
}

/* The device by which the other services know the student now. */
static const char *
counts(const char *student)
{
	return psql(
	    api_format("select id from identity_api.device_at('%s')", student));
}

static const char *
state_of(const char *token, const char *student, const char *device)
{
	struct reply *r = api_get(token, path_of(student));

	for (size_t i = 0; i < json_array_size(reply_at(r, "items")); i++)
		if (strcmp(reply_text(r, api_format("items.%zu.id", i)),
			device) == 0)
			return reply_text(r, api_format("items.%zu.state", i));
	return "";
}

/* As if a day and an hour had passed since all of this. */
static void
a_day_passes(const char *student)
{
	psql(api_format("update identity.devices set "
			"active_from = active_from - interval '25 hours', "
			"revoked_at = revoked_at - interval '25 hours', "
			"bound_at = bound_at - interval '25 hours' "
			"where user_id = '%s'",
	    student));
}

/* ---- Binding */

static void
the_first_counts_at_once(void)
{
	struct somebody s = made_person("student");
	struct reply *r = bind_new(s.token, s.id);
	const char *id = reply_text(r, "id");

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "state"), "active");
	T_EQ(strlen(reply_text(r, "flash_key")), 44u);
	T_SAME(psql(api_format("select encode(flash_key, 'base64') from "
			       "identity.devices where id = '%s'",
		   id)),
	    reply_text(r, "flash_key"));
	T_SAME(counts(s.id), id);
	r = api_get(s.token, path_of(s.id));
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "items")), 1u);
	T_TRUE(strstr(r->body, "flash_key") == NULL);
	T_SAME(psql(api_format(
		   "select count(*) from platform.audit where "
		   "action = 'POST /users/{id}/devices' and object = '%s' and "
		   "actor = '%s'",
		   id, s.id)),
	    "1");
	api_free();
}

static void
another_one_counts_a_day_later(void)
{
	struct somebody s = made_person("student");
	const char *old = keep(bound(s.token, s.id)), *new;
	struct reply *r = bind_new(s.token, s.id);

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "state"), "waiting");
	new = keep(reply_text(r, "id"));
	T_SAME(
	    psql(api_format("select active_from - bound_at = interval "
			    "'24 hours' from identity.devices where id = '%s'",
		new)),
	    "t");
	T_SAME(counts(s.id), old);
	T_SAME(state_of(s.token, s.id, old), "active");
	T_PROBLEM(bind_new(s.token, s.id), 409, "device_bound");
	a_day_passes(s.id);
	T_SAME(counts(s.id), new);
	T_SAME(state_of(s.token, s.id, old), "removed");
	T_SAME(state_of(s.token, s.id, new), "active");
	T_SAME(reply_text(bind_new(s.token, s.id), "state"), "waiting");
	api_free();
}

static void
the_one_that_waits_can_be_taken_back(void)
{
	struct somebody s = made_person("student");
	const char *old = keep(bound(s.token, s.id));
	const char *new = keep(bound(s.token, s.id));

	T_STATUS(take(s.token, s.id, new), 204);
	T_PROBLEM(take(s.token, s.id, new), 404, "not_found");
	T_SAME(counts(s.id), old);
	a_day_passes(s.id);
	T_SAME(counts(s.id), old);
	T_SAME(reply_text(bind_new(s.token, s.id), "state"), "waiting");
	api_free();
}

/* Else a friend's phone would count for the length of a lecture. */
static void
taking_it_away_is_no_way_around(void)
{
	struct somebody s = made_person("student");
	const char *old = keep(bound(s.token, s.id));

	T_STATUS(take(s.token, s.id, old), 204);
	T_SAME(counts(s.id), "");
	T_SAME(reply_text(bind_new(s.token, s.id), "state"), "waiting");
	T_SAME(counts(s.id), "");
	T_SAME(psql(api_format(
		   "select count(*) from platform.audit where "
		   "action = 'DELETE /users/{id}/devices/{device_id}' and "
		   "actor = '%s'",
		   s.id)),
	    "1");
	api_free();
}

static void
the_office_replaces_at_once(void)
{
	struct somebody s = made_person("student");
	const char *admin = api_token("admin");
	const char *old = keep(bound(s.token, s.id));
	const char *waits = keep(bound(s.token, s.id)), *new;
	struct reply *r = bind_new(admin, s.id);

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "state"), "active");
	new = keep(reply_text(r, "id"));
	T_SAME(counts(s.id), new);
	T_SAME(state_of(admin, s.id, old), "removed");
	T_SAME(state_of(admin, s.id, waits), "removed");
	a_day_passes(s.id);
	T_SAME(counts(s.id), new);
	T_STATUS(take(admin, s.id, new), 204);
	T_SAME(counts(s.id), "");
	r = bind_new(s.token, s.id);
	T_SAME(reply_text(r, "state"), "active");
	T_SAME(counts(s.id), reply_text(r, "id"));
	api_free();
}

/* ---- Keys */

static void
a_key_is_bound_once(void)
{
	struct somebody a = made_person("student"), b = made_person("student");
	const char *key = keep(new_key());
	struct reply *r = bind_key(a.token, a.id, key);
	const char *id = keep(reply_text(r, "id"));

	T_STATUS(r, 201);
	T_PROBLEM(bind_key(b.token, b.id, key), 409, "device_taken");
	T_PROBLEM(bind_key(a.token, a.id, key), 409, "device_taken");
	T_PROBLEM(bind_key(api_token("admin"), b.id, key), 409, "device_taken");
	T_STATUS(take(a.token, a.id, id), 204);
	T_PROBLEM(bind_key(b.token, b.id, key), 409, "device_taken");
	T_SAME(counts(b.id), "");
	api_free();
}

/* Sixteen at once: one counts, one waits, the others are told so. */
static void
many_at_once_are_one(void)
{
	struct somebody s = made_person("student");
	struct ask asks[16];
	struct reply *replies[NITEMS(asks)];
	int made = 0, refused = 0;

	for (size_t i = 0; i < NITEMS(asks); i++)
		asks[i] = (struct ask){ .method = "POST",
			.token = s.token,
			.path = api_format("/api/v1%s", path_of(s.id)),
			.body = api_format("{\"name\":\"Phone %zu\","
					   "\"public_key\":\"%s\"}",
			    i, new_key()) };
	api_race(asks, NITEMS(asks), replies);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		made += replies[i]->status == 201;
		refused += replies[i]->status == 409;
	}
	T_EQ(made, 2);
	T_EQ(refused, 14);
	T_SAME(psql(api_format("select count(*) from identity.devices where "
			       "user_id = '%s' and active_from <= now()",
		   s.id)),
	    "1");
	api_free();
}

static void
what_is_no_point(void)
{
	static const char *const wrong[] = {
		"",
		"x",
		"BAAA",
		/* x and y of no point of the curve */
		"BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAgICAgICAgICAgIC"
		"AgICAgICAgICAgICAgICAgICAgI=",
		/* as a point at infinity, or compressed, would begin */
		"AGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tK"
		"fA+eFivOM1drMV7Oy7ZAaDe/UfU=",
		/* two texts of one key would be two */
		"BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tK"
		"fA+eFivOM1drMV7Oy7ZAaDe/UfV=",
	};
	struct somebody s = made_person("student");
	struct reply *r;

	for (size_t i = 0; i < NITEMS(wrong); i++) {
		r = bind_key(s.token, s.id, wrong[i]);
		T_SAY(r->status == 422 && reply_names(r, "public_key"),
		    "key %zu: %ld %.200s", i, r->status, r->body);
	}
	r = api_send(s.token, "POST", path_of(s.id), "{}");
	T_TRUE(r->status == 422 && reply_names(r, "name"));
	T_SAME(counts(s.id), "");
	api_free();
}

static void
both_alphabets(void)
{
	struct somebody a = made_person("student"), b = made_person("student");
	const char *key = new_key();

	T_STATUS(bind_key(a.token, a.id, as_url(key)), 201);
	T_PROBLEM(bind_key(b.token, b.id, key), 409, "device_taken");
	api_free();
}

/* ---- Who */

static void
not_theirs(const char *token, const char *student, const char *device)
{
	T_PROBLEM(api_get(token, path_of(student)), 404, "not_found");
	T_PROBLEM(bind_new(token, student), 404, "not_found");
	T_PROBLEM(take(token, student, device), 404, "not_found");
}

static void
whose_they_are(void)
{
	struct somebody s = made_person("student"), o = made_person("student");
	const char *admin = api_token("admin"), *teacher = my_id("teacher");
	const char *id = keep(bound(s.token, s.id));

	not_theirs(o.token, s.id, id);
	not_theirs(api_token(OTHER), s.id, id);
	T_PROBLEM(take(o.token, o.id, id), 404, "not_found");
	T_PROBLEM(take(admin, o.id, id), 404, "not_found");
	T_PROBLEM(
	    api_get(api_token("teacher"), path_of(s.id)), 403, "forbidden");
	T_PROBLEM(
	    api_get(api_token("parent"), path_of(s.id)), 403, "forbidden");
	T_STATUS(api_get(api_token("dev"), path_of(s.id)), 200);
	T_PROBLEM(bind_new(api_token("dev"), s.id), 403, "forbidden");
	T_PROBLEM(api_get(admin, path_of(teacher)), 404, "not_found");
	T_PROBLEM(bind_new(admin, teacher), 404, "not_found");
	T_SAME(counts(s.id), id);
	api_free();
}

/* ---- Pages */

static void
the_page_shows_the_secret_once(void)
{
	struct somebody s = made_person("student");
	const char *path = keep(path_of(s.id)), *hidden;
	struct reply *r;

	T_TRUE(strstr(page_of("admin", path)->body, "No phone yet") != NULL);
	hidden = keep(form_of("admin", path, path));
	r = form_send("admin", path, hidden, "name=Red&public_key=wrong");
	T_EQ(r->status, 422);
	T_TRUE(strstr(r->body, "id=\"e-public_key\"") != NULL &&
	    strstr(r->body, "value=\"Red\"") != NULL);
	hidden = keep(form_of("admin", path, path));
	r = form_send("admin", path, hidden,
	    api_format("name=Red&public_key=%s", as_url(new_key())));
	T_EQ(r->status, 201);
	T_TRUE(strstr(r->body,
		   psql(api_format(
		       "select encode(flash_key, "
		       "'base64') from identity.devices where user_id = '%s'",
		       s.id))) != NULL);
	r = page_of("admin", path);
	T_TRUE(strstr(r->body, "Counts now") != NULL);
	T_TRUE(strstr(r->body, "Code of its light") == NULL);
	r = page_of("student", "/auth/me");
	T_TRUE(strstr(r->body, path_of(my_id("student"))) != NULL);
	T_TRUE(
	    strstr(page_of("teacher", "/auth/me")->body, "/devices") == NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "the first", the_first_counts_at_once },
		{ "another one", another_one_counts_a_day_later },
		{ "taken back", the_one_that_waits_can_be_taken_back },
		{ "no way around", taking_it_away_is_no_way_around },
		{ "the office", the_office_replaces_at_once },
		{ "keys", a_key_is_bound_once },
		{ "many at once", many_at_once_are_one },
		{ "no point", what_is_no_point },
		{ "both alphabets", both_alphabets },
		{ "whose they are", whose_they_are },
		{ "pages", the_page_shows_the_secret_once },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("devices", tests);
}
