/* Beacons: provisioning, keys, tokens, heartbeats, alarms. */
#include "core.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "api/units.h"
#include "unit/suite.h"

static const char *
room_made(void)
{
	return keep(psql(api_format("insert into academics.classrooms "
	    "(school_id, name) values ('%s', 'Beacons %u') returning id",
	    my_school(), unique())));
}

static struct reply *
try_beacon(const char *more)
{
	return api_send(api_token("admin"), "POST", "/beacon",
	    api_format("{\"name\":\"Beacon %u\"%s}", unique(), more));
}

/* ---- Provisioning */

static bool
is_told(const char *path, const char *secret)
{
	return strstr(api_get(api_token("admin"), path)->body, secret) != NULL;
}

static void
secrets_are_told_once(void)
{
	struct reply *r = try_beacon("");
	const char *id = keep(reply_text(r, "id"));
	const char *totp = keep(reply_text(r, "totp_key"));
	struct es256 *key;

	T_STATUS(r, 201);
	key = es256_from_pem(reply_text(r, "private_key"),
	    strlen(reply_text(r, "private_key")));
	T_TRUE(key != NULL);
	T_EQ(strlen(totp), 44);
	T_EQ(reply_int(r, "key_id"), 1);
	T_FALSE(is_told(api_format("/beacon/%s", id), totp));
	T_FALSE(is_told(api_format("/beacon/%s/keys", id), totp));
	T_FALSE(is_told("/beacon?limit=200", totp));
	T_EQ(json_array_size(reply_at(api_get(api_token("admin"),
	    api_format("/beacon/%s/keys", id)), "items")), 1);
	es256_free(key);
	api_free();
}

/* The answer is not kept for a repetition either. */
static void
no_repetition_tells_them(void)
{
	const char *body = api_format("{\"name\":\"Beacon %u\"}", unique());
	const char *key = api_format("Idempotency-Key: b-%u", unique());
	struct reply *a = send_with(api_token("admin"), "POST", "/beacon",
	    body, key);
	struct reply *b = send_with(api_token("admin"), "POST", "/beacon",
	    body, key);

	T_STATUS(a, 201);
	T_STATUS(b, 201);
	T_TRUE(strcmp(reply_text(a, "id"), reply_text(b, "id")) != 0);
	T_SAME(psql("select count(*) from platform.idempotency where "
	    "response like '%PRIVATE KEY%' or response like '%totp_key%'"),
	    "0");
	api_free();
}

static const char *
fields_of(const char *more)
{
	return api_format("name=Beacon+%u&classroom_id=&firmware=%s",
	    unique(), more);
}

/* Pages: the one that follows the form has them, no other. */
static void
a_page_tells_them_once(void)
{
	const char *hidden = keep(form_of("admin", "/beacon/new", "/beacon"));
	struct reply *r = form_send("admin", "/beacon", hidden,
	    fields_of("&kind=beacon&public_key=&tag_uid="));
	const char *id, *page, *keys;

	T_EQ(r->status, 201);
	T_TRUE(strstr(r->body, "BEGIN PRIVATE KEY") != NULL);
	T_TRUE(strstr(reply_header(r, "Cache-Control"), "no-store") != NULL);
	id = strstr(r->body, "href=\"/beacon/0");
	if (id == NULL) {
		CU_FAIL("the page leads nowhere");
		return;
	}
	page = keep(api_format("/beacon/%.36s", id + 14));
	T_TRUE(strstr(page_of("admin", page)->body, "PRIVATE") == NULL);
	keys = keep(api_format("%s/keys", page));
	r = form_send("admin", keys, form_of("admin", page, keys),
	    "restart=true");
	T_EQ(r->status, 201);
	T_TRUE(strstr(r->body, "BEGIN PRIVATE KEY") != NULL);
	T_TRUE(strstr(r->body, "Key 2") != NULL);
	r = form_send("admin", "/beacon", hidden,
	    fields_of("&kind=nfc&public_key=&tag_uid=04"));
	T_EQ(r->status, 422);
	T_TRUE(strstr(r->body, "e-tag_uid") != NULL);
	api_free();
}

static void
a_key_is_of_one_beacon(void)
{
	struct es256 *key = es256_generate();
	const char *more = api_format(",\"public_key\":\"%s\"",
	    key_text(key));
	struct reply *r = try_beacon(more);

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "private_key"), "");
	T_PROBLEM(try_beacon(more), 409, "key_taken");
	T_PROBLEM(api_send(api_token("admin"), "POST",
	    api_format("/beacon/%s/keys", reply_text(try_beacon(""), "id")),
	    api_format("{\"public_key\":\"%s\"}", key_text(key))), 409,
	    "key_taken");
	es256_free(key);
	api_free();
}

static void
what_is_no_key_is_refused(void)
{
	static const char *const bad[] = { "AAAA",
	    "BEJJAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAA=",
	    "BEJJAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAB=" };
	struct reply *r;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		r = try_beacon(api_format(",\"public_key\":\"%s\"", bad[i]));
		T_PROBLEM(r, 422, "invalid");
		T_TRUE(reply_names(r, "public_key"));
	}
	r = try_beacon(",\"classroom_id\":"
	    "\"00000000-0000-7000-8000-000000000000\"");
	T_PROBLEM(r, 422, "invalid");
	T_TRUE(reply_names(r, "classroom_id"));
	T_TRUE(reply_names(try_beacon(",\"tag_uid\":\"04de5f1eacc040\""),
	    "tag_uid"));
	T_TRUE(reply_names(try_beacon(",\"kind\":\"nfc\""), "tag_uid"));
	api_free();
}

static void
a_tag_has_an_aes_key(void)
{
	const char *more = api_format(",\"kind\":\"nfc\",\"tag_uid\":"
	    "\"04%012x\"",
	    unique());
	struct reply *r = try_beacon(more);
	const char *first = keep(reply_text(r, "tag_key"));
	const char *path = api_format("/beacon/%s/keys", reply_text(r, "id"));

	T_STATUS(r, 201);
	T_EQ(strlen(first), 32);
	T_SAME(reply_text(r, "private_key"), "");
	T_SAME(reply_text(r, "totp_key"), "");
	T_PROBLEM(try_beacon(more), 409, "tag_taken");
	r = api_send(api_token("admin"), "POST", path, "{}");
	T_STATUS(r, 201);
	T_TRUE(strcmp(reply_text(r, "tag_key"), first) != 0);
	T_TRUE(reply_names(api_send(api_token("admin"), "POST", path,
	    "{\"public_key\":\"BEJJAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}"),
	    "public_key"));
	api_free();
}

/* ---- Its life */

static void
a_beacon_is_changed(void)
{
	struct unit u = unit_made(room_made());
	const char *path = api_format("/beacon/%s", u.id), *room = room_made();
	const char *admin = api_token("admin");
	struct reply *r;

	T_STATUS(send_if(admin, "PUT", path,
	    api_format("{\"name\":\"Renamed\",\"classroom_id\":\"%s\"}", room),
	    "1"),
	    200);
	T_PROBLEM(send_if(admin, "PUT", path, "{\"name\":\"Late\"}", "1"), 412,
	    "stale");
	r = api_get(admin, path);
	T_SAME(reply_text(r, "name"), "Renamed");
	T_SAME(reply_text(r, "classroom_id"), room);
	T_SAME(reply_text(r, "health"), "new");
	T_STATUS(api_send(admin, "PUT", path, "{\"classroom_id\":null}"), 200);
	T_TRUE(json_is_null(reply_at(api_get(admin, path), "classroom_id")));
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	T_SAME(reply_text(api_get(admin, path), "health"), "inactive");
	T_PROBLEM(api_send(admin, "POST", api_format("%s/keys", path), "{}"),
	    409, "conflict");
	T_PROBLEM(unit_auth(&u, now_ms()), 401, "beacon_refused");
	T_STATUS(api_send(admin, "PUT", path, "{\"is_active\":true}"), 200);
	unit_sign_in(&u);
	es256_free(u.key);
	api_free();
}

static void
beacons_are_of_a_school(void)
{
	struct unit u = unit_made(room_made());
	const char *theirs = api_token("admin@other.example");
	static const char *const paths[] = { "", "/keys", "/alarms" };

	for (size_t i = 0; i < NITEMS(paths); i++)
		T_STATUS(api_get(theirs, api_format("/beacon/%s%s", u.id,
		    paths[i])), 404);
	T_STATUS(api_send(theirs, "PUT", api_format("/beacon/%s", u.id),
	    "{\"name\":\"Mine\"}"),
	    404);
	T_STATUS(api_send(theirs, "DELETE", api_format("/beacon/%s", u.id),
		     NULL),
	    404);
	T_STATUS(api_send(theirs, "POST", api_format("/beacon/%s/keys", u.id),
	    "{}"),
	    404);
	T_STATUS(api_send(theirs, "DELETE", api_format("/beacon/%s/keys/1",
	    u.id), NULL), 404);
	T_TRUE(strstr(api_get(theirs, "/beacon?limit=200")->body, u.id) ==
	    NULL);
	es256_free(u.key);
	api_free();
}

/* ---- Keys */

static void
keys_are_rotated(void)
{
	struct unit old = unit_made(room_made()), new = old;
	const char *path = api_format("/beacon/%s/keys", old.id);
	const char *admin = api_token("admin");
	struct reply *r;

	new.key = es256_generate();
	r = api_send(admin, "POST", path, api_format("{\"public_key\":\"%s\"}",
	    key_text(new.key)));
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "key_id"), 2);
	new.key_id = 2;
	unit_sign_in(&old); /* both count */
	unit_sign_in(&new);
	T_STATUS(api_send(admin, "DELETE", api_format("%s/1", path), NULL),
	    204);
	T_PROBLEM(unit_auth(&old, now_ms()), 401, "beacon_refused");
	T_TRUE(strstr(unit_auth(&old, now_ms())->body, "revoked") != NULL);
	T_PROBLEM(api_send(old.token, "POST", "/beacon/heartbeat", "{}"), 401,
	    "token");
	unit_sign_in(&new);
	T_STATUS(api_send(new.token, "POST", "/beacon/heartbeat", "{}"), 200);
	T_STATUS(api_send(admin, "DELETE", api_format("%s/3", path), NULL),
	    404);
	T_STATUS(api_send(admin, "DELETE", api_format("%s/x", path), NULL),
	    404);
	es256_free(old.key);
	es256_free(new.key);
	api_free();
}

/* ---- Tokens */

static void
a_timestamp_is_good_once(void)
{
	struct unit u = unit_made(room_made());
	uint64_t t = now_ms();

	T_STATUS(unit_auth(&u, t), 200);
	T_PROBLEM(unit_auth(&u, t), 409, "replay");
	T_PROBLEM(unit_auth(&u, t - 1), 409, "replay");
	T_STATUS(unit_auth(&u, t + 1), 200);
	T_SAME(reply_text(api_get(api_token("admin"),
	    api_format("/beacon/%s/alarms", u.id)), "items.0.kind"), "replay");
	es256_free(u.key);
	api_free();
}

static void
the_clock_of_a_token(void)
{
	struct unit u = unit_made(room_made());

	T_STATUS(unit_auth(&u, now_ms() - 29000), 200);
	T_STATUS(unit_auth(&u, now_ms() + 29000), 200);
	T_PROBLEM(unit_auth(&u, now_ms() - 31000), 401, "clock");
	T_PROBLEM(unit_auth(&u, now_ms() + 31000), 401, "clock");
	es256_free(u.key);
	api_free();
}

static void
a_token_is_for_its_key(void)
{
	struct unit u = unit_made(room_made()), forged = u;

	forged.key = es256_generate();
	T_PROBLEM(unit_auth(&forged, now_ms()), 401, "beacon_refused");
	forged = u;
	forged.key_id = 2;
	T_PROBLEM(unit_auth(&forged, now_ms()), 401, "beacon_refused");
	forged = u;
	forged.id = "00000000-0000-7000-8000-000000000000";
	T_PROBLEM(unit_auth(&forged, now_ms()), 401, "beacon_refused");
	T_STATUS(unit_auth(&u, now_ms()), 200);
	T_PROBLEM(api_get(u.token, "/beacon"), 401, "token");
	T_PROBLEM(api_send(NULL, "POST", "/beacon/heartbeat", "{}"), 401,
	    "token");
	T_PROBLEM(api_send(api_token("admin"), "POST", "/beacon/heartbeat",
	    "{}"),
	    401, "token");
	psql(api_format("update beacon.tokens set expires_at = now() where "
	    "beacon_id = '%s'",
	    u.id));
	T_PROBLEM(api_send(u.token, "POST", "/beacon/heartbeat", "{}"), 401,
	    "token");
	es256_free(u.key);
	api_free();
}

static void
tokens_are_limited(void)
{
	struct unit u = unit_made(room_made());
	uint64_t t = now_ms();
	bool limited = false;

	for (unsigned i = 0; i < 61 && !limited; i++)
		limited = unit_auth(&u, t + i)->status == 429;
	T_TRUE(limited);
	es256_free(u.key);
	api_free();
}

/* ---- Heartbeats */

static void
a_heartbeat_tells_health(void)
{
	struct lesson l = lesson_at("-5 minutes");
	struct unit u = unit_made(l.classroom);
	struct reply *r;

	unit_sign_in(&u);
	r = api_send(u.token, "POST", "/beacon/heartbeat",
	    "{\"version\":\"1.4.0\",\"battery\":17}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "sessions.0.id"), l.session);
	T_TRUE((uint64_t)reply_int(r, "now_ms") + 5000 > now_ms());
	r = api_get(api_token("admin"), api_format("/beacon/%s", u.id));
	T_SAME(reply_text(r, "firmware"), "1.4.0");
	T_EQ(reply_int(r, "battery"), 17);
	T_SAME(reply_text(r, "battery_low"), "true");
	T_SAME(reply_text(r, "health"), "online");
	T_STATUS(api_send(u.token, "POST", "/beacon/heartbeat",
	    "{\"battery\":101}"),
	    422);
	T_STATUS(api_send(u.token, "POST", "/beacon/heartbeat", "{}"), 200);
	T_EQ(reply_int(api_get(api_token("admin"), api_format("/beacon/%s",
	    u.id)), "battery"), 17);
	es256_free(u.key);
	api_free();
}

/* ---- Simulation */

static void
a_proof_is_simulated(void)
{
	struct lesson l = lesson_at("-5 minutes");
	struct unit u = unit_made(l.classroom);
	struct phone p = phone_made(&l);
	struct somebody s = made_person("student");
	const char *path = api_format("/dev/beacon/%s", u.id);
	struct reply *r;

	r = api_send(api_token("admin"), "POST", api_format("%s/simulate",
	    path), api_format("{\"session_id\":\"%s\",\"student_id\":\"%s\"}",
	    l.session, p.student));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "status"), "accepted");
	r = api_send(api_token("dev"), "POST", api_format("%s/simulate", path),
	    api_format("{\"session_id\":\"%s\",\"student_id\":\"%s\","
	    "\"kind\":\"flashlight\"}",
	    l.session, s.id));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "reason"), "no_device");
	T_PROBLEM(api_send(api_token("teacher"), "POST", api_format("%s/rotate",
	    path), "{}"), 403, "forbidden");
	r = api_send(api_token("admin"), "POST", api_format("%s/rotate", path),
	    "{}");
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "key_id"), 2);
	T_PROBLEM(unit_auth(&u, now_ms()), 401, "beacon_refused");
	es256_free(u.key);
	es256_free(p.key);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "secrets", secrets_are_told_once },
		{ "page", a_page_tells_them_once },
		{ "repetition", no_repetition_tells_them },
		{ "one key", a_key_is_of_one_beacon },
		{ "no key", what_is_no_key_is_refused },
		{ "tag", a_tag_has_an_aes_key },
		{ "life", a_beacon_is_changed },
		{ "another school", beacons_are_of_a_school },
		{ "rotation", keys_are_rotated },
		{ "timestamp", a_timestamp_is_good_once },
		{ "clock", the_clock_of_a_token },
		{ "token", a_token_is_for_its_key },
		{ "limit", tokens_are_limited },
		{ "heartbeat", a_heartbeat_tells_health },
		{ "simulation", a_proof_is_simulated },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("beacons", tests);
}
