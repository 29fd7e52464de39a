/* What is kept between requests: tags, the cache, answers, audit rows. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define ROUNDS	20

static const char *
path_of(const char *course)
{
	return api_format("/courses/%s", course);
}

/* ---- Tags */

/* Asks again with the ETag of an answer: is it still the same? */
static long
asked_again(const char *token, const char *path, const char *tag)
{
	return send_with(token, "GET", path, NULL, api_format(
	    "If-None-Match: %s", tag))->status;
}

static void
what_has_not_changed_is_not_sent(void)
{
	const char *id = course_made("{}"), *path = path_of(id);
	const char *s = api_token("student"), *tag = NULL;

	/* The first answer comes from the database, later ones do not. */
	for (int i = 0; i < 3; i++) {
		struct reply *r = api_get(s, path);

		T_STATUS(r, 200);
		if (tag != NULL)
			T_SAME(reply_header(r, "ETag"), tag);
		tag = reply_header(r, "ETag");
		T_TRUE(strncmp(tag, "\"1-", 3) == 0);
		r = send_with(s, "GET", path, NULL, api_format(
		    "If-None-Match: %s", tag));
		T_EQ(r->status, 304);
		T_EQ(r->len, 0);
		T_SAME(reply_header(r, "ETag"), tag);
		T_EQ(asked_again(s, path, api_format("\"x\", W/%s", tag)),
		    304);
		T_EQ(asked_again(s, path, "\"2\""), 200);
	}
	T_STATUS(send_if(api_token("admin"), "PUT", path,
	    "{\"name\":\"Another name\"}", "1"), 200);
	T_EQ(asked_again(s, path, tag), 200);
	tag = reply_header(api_get(s, path), "ETag");
	T_EQ(asked_again(s, path, tag), 304);
	/* A seat is taken: the version stays, the answer does not. */
	seat_made(id, made_person("student").id);
	T_EQ(asked_again(s, path, tag), 200);
	T_EQ(reply_int(api_get(s, path), "version"), 2);
	/* The whole tag is a version for If-Match, too. */
	tag = reply_header(api_get(s, path), "ETag");
	T_STATUS(send_with(api_token("admin"), "PUT", path, "{\"credits\":2}",
	    api_format("If-Match: %s", tag)), 200);
	T_PROBLEM(send_with(api_token("admin"), "PUT", path, "{\"credits\":2}",
	    api_format("If-Match: %s", tag)), 412, "stale");
	api_free();
}

/* ---- The cache */

/* What eight readers see at once, on whatever workers. */
static bool
all_see(const char *token, const char *path, const char *member, long want)
{
	struct ask asks[8];
	struct reply *r[8];
	bool all = true;

	for (size_t i = 0; i < 8; i++)
		asks[i] = (struct ask){ .method = "GET", .token = token,
		    .path = api_format("/api/v1%s", path) };
	api_race(asks, 8, r);
	for (size_t i = 0; i < 8; i++) {
		bool ok = reply_int(r[i], member) == want;

		T_SAY(ok, "%s is %s instead of %ld: %ld", member, reply_text(
		    r[i], member), want, r[i]->status);
		all = all && ok;
	}
	return all;
}

static void
a_change_is_seen_at_once_by_all(void)
{
	const char *path = path_of(course_made("{}"));

	for (int i = 0; i < ROUNDS; i++) {
		T_TRUE(all_see(api_token("student"), path, "version", i + 1));
		T_STATUS(api_send(api_token("admin"), "PUT", path, api_format(
		    "{\"capacity\":%d}", 50 + i)), 200);
		T_TRUE(all_see(api_token("teacher"), path, "capacity",
		    50 + i));
	}
	api_free();
}

static void
a_seat_is_seen_at_once_by_all(void)
{
	const char *c = course_made("{}"), *path = path_of(c);
	struct somebody s = made_person("student");

	for (int i = 0; i < ROUNDS; i++) {
		struct reply *r = api_send(s.token, "POST", api_format(
		    "/courses/%s/enroll", c), "{}");

		T_STATUS(r, 201);
		T_TRUE(all_see(api_token("student"), path, "enrolled_count",
		    1));
		T_STATUS(api_send(s.token, "DELETE", api_format(
		    "/courses/%s/enroll/%s", c, reply_text(r, "id")), NULL),
		    204);
		T_TRUE(all_see(api_token("student"), path, "enrolled_count",
		    0));
	}
	T_STATUS(api_send(api_token("admin"), "DELETE", path, NULL), 204);
	T_SAME(reply_text(api_get(s.token, path), "is_active"), "false");
	api_free();
}

static void
a_new_name_of_the_teacher_is_seen_at_once(void)
{
	struct somebody t = made_person("teacher");
	const char *path = path_of(course_made(api_format(
	    "{\"teacher_id\":\"%s\"}", t.id)));

	T_STATUS(api_get(api_token("student"), path), 200);
	T_STATUS(api_send(api_token("admin"), "PUT", api_format("/users/%s",
	    t.id), "{\"full_name\":\"Zoe Renamed\"}"), 200);
	T_SAME(reply_text(api_get(api_token("student"), path),
	    "teacher_name"), "Zoe Renamed");
	api_free();
}

/* One who writes reads what he wrote, whatever others store meanwhile. */
static void
readers_do_not_bring_back_what_was(void)
{
	const char *path = path_of(course_made("{}"));

	for (int i = 0; i < ROUNDS; i++) {
		struct ask asks[16];
		struct reply *r[16];

		for (size_t k = 0; k < 16; k++)
			asks[k] = (struct ask){ .method = "GET",
			    .token = api_token("student"),
			    .path = api_format("/api/v1%s", path) };
		asks[7].method = "PUT";
		asks[7].token = api_token("admin");
		asks[7].body = api_format("{\"capacity\":%d}", 40 + i);
		api_race(asks, 16, r);
		T_STATUS(r[7], 200);
		T_TRUE(all_see(api_token("student"), path, "capacity",
		    40 + i));
	}
	api_free();
}

/* Cached for one school is not there for another. */
static void
the_cache_keeps_schools_apart(void)
{
	const char *path = path_of(course_made("{}"));

	for (int i = 0; i < 3; i++) {
		T_STATUS(api_get(api_token("student"), path), 200);
		T_STATUS(api_get(api_token("admin@other.example"), path), 404);
		T_STATUS(api_get(NULL, path), 401);
	}
	api_free();
}

/* ---- Idempotency-Key */

static void
a_key_gives_the_same_answer(void)
{
	unsigned n = unique();
	const char *admin = api_token("admin");
	const char *key = api_format("Idempotency-Key: course-%u", n);
	const char *body = api_format("{\"code\":\"%c%c%c%03u\",\"name\":"
	    "\"Once only\",\"capacity\":9,\"credits\":3,\"semester\":"
	    "\"spring\",\"year\":2033}", 'A' + n % 26, 'A' + n / 26 % 26,
	    'A' + n / 676 % 26, n / 17576 % 1000);
	struct reply *a = send_with(admin, "POST", "/courses", body, key);
	struct reply *b = send_with(admin, "POST", "/courses", body, key);

	T_STATUS(a, 201);
	T_STATUS(b, 201);
	T_SAME(b->body, a->body);
	T_SAME(reply_header(b, "Location"), reply_header(a, "Location"));
	T_SAME(reply_header(b, "Idempotent-Replayed"), "true");
	T_PROBLEM(send_with(admin, "POST", "/courses", api_format("%s ",
	    body), key), 422, "key_reused");
	T_PROBLEM(send_with(admin, "POST", "/courses", body, NULL), 409,
	    "code_taken");
	T_PROBLEM(send_with(admin, "POST", "/courses", body, api_format(
	    "%s-2", key)), 409, "code_taken");
	T_PROBLEM(send_with(api_token("admin@other.example"), "PUT",
	    api_format("/courses/%s", reply_text(a, "id")), "{}", key), 404,
	    "not_found");
	api_free();
}

/* A key is its principal's: another one's says nothing of it. */
static void
a_key_is_ones_own(void)
{
	struct somebody p = made_person("student"), q = made_person("student");
	const char *path = api_format("/courses/%s/enroll", course_made("{}"));
	const char *key = api_format("Idempotency-Key: mine-%u", unique());
	struct reply *a = send_with(p.token, "POST", path, "{}", key);
	struct reply *b = send_with(q.token, "POST", path, "{}", key);

	T_STATUS(a, 201);
	T_STATUS(b, 201);
	T_TRUE(strcmp(reply_text(a, "id"), reply_text(b, "id")) != 0);
	api_free();
}

/* ---- Audit */

static long
audited(const char *action, const char *object)
{
	return strtol(psql(api_format("select count(*) from platform.audit "
	    "where action = '%s' and object = '%s' and actor is not null and "
	    "school_id = '%s' and request_id <> '' and remote_addr <> ''",
	    action, object, my_school())), NULL, 10);
}

static void
who_did_what_is_written_down(void)
{
	struct somebody s = made_person("student");
	const char *c = course_made("{}"), *seat = seat_made(c, s.id);
	const char *admin = api_token("admin"), *path = path_of(c);

	T_EQ(audited("POST /courses", c), 1);
	T_EQ(audited("POST /users", s.id), 1);
	T_EQ(audited("POST /courses/{id}/enroll", c), 1);
	T_STATUS(api_send(admin, "PUT", path, "{\"capacity\":0}"), 422);
	T_STATUS(send_if(admin, "PUT", path, "{\"capacity\":5}", "9"), 412);
	T_EQ(audited("PUT /courses/{id}", c), 0);
	T_STATUS(api_send(admin, "PUT", path, "{\"capacity\":5}"), 200);
	T_EQ(audited("PUT /courses/{id}", c), 1);
	T_STATUS(api_send(s.token, "DELETE", api_format(
	    "/courses/%s/enroll/%s", c, seat), NULL), 204);
	T_EQ(audited("DELETE /courses/{id}/enroll/{enrollment_id}", seat), 1);
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	T_EQ(audited("DELETE /courses/{id}", c), 1);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "tags", what_has_not_changed_is_not_sent },
		{ "a change", a_change_is_seen_at_once_by_all },
		{ "a seat", a_seat_is_seen_at_once_by_all },
		{ "a name", a_new_name_of_the_teacher_is_seen_at_once },
		{ "readers", readers_do_not_bring_back_what_was },
		{ "schools", the_cache_keeps_schools_apart },
		{ "key", a_key_gives_the_same_answer },
		{ "own key", a_key_is_ones_own },
		{ "audit", who_did_what_is_written_down },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("fresh", tests);
}
