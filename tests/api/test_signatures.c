/* Signing: the rules in their order, and what is refused by each. */
#include "core.h"
#include <time.h>
#include "api/meeting.h"
#include "cmac.h"
#include "crypto.h"
#include "es256.h"
#include "unit/suite.h"

#define STRANGER "00000000-0000-7000-8000-00000000aaaa"
#define RACERS 20u

static const char *
status_of(struct reply *r)
{
	T_STATUS(r, 201);
	return reply_text(r, "status");
}

/* ---- The usual */

static void
a_student_signs_by_the_code(void)
{
	struct meeting m = meeting_made("-5 min");
	struct reply *r, *again;

	meeting_opened(&m);
	r = api_get(m.teacher.token, api_format("/sessions/%s/qr", m.id));
	T_STATUS(r, 200);
	T_TRUE(strncmp(reply_text(r, "svg"), "<svg ", 5) == 0);
	T_TRUE(strstr(reply_text(r, "url"), reply_text(r, "code")) != NULL);
	r = sign_qr(&m, m.student.token, reply_text(r, "code"));
	T_SAME(status_of(r), "accepted");
	T_SAME(reply_text(r, "repeated"), "false");
	T_SAME(record_of(&m, m.student.id), "present");
	T_SAME(psql(api_format("select count(*) from platform.outbox where "
	    "type = 'AttendanceSigned' and object_id = '%s'", reply_text(r,
	    "id"))), "1");
	again = sign_qr(&m, m.student.token, meeting_code(&m, 9));
	T_SAME(status_of(again), "accepted");
	T_SAME(reply_text(again, "repeated"), "true");
	T_SAME(reply_text(again, "id"), reply_text(r, "id"));
	r = api_get(m.student.token, api_format("/signatures/%s", reply_text(r,
	    "id")));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "method"), "qr");
	api_free();
}

/* The session is read from the code; /signature is the same thing. */
static void
a_code_is_enough(void)
{
	struct meeting m = meeting_made("-20 min");

	meeting_opened(&m);
	T_SAME(status_of(api_send(m.student.token, "POST", "/signature",
	    api_format("{\"method\":\"qr\",\"code\":\"%s\"}", meeting_code(&m,
	    0)))), "late");
	T_SAME(record_of(&m, m.student.id), "late");
	T_STATUS(api_send(m.student.token, "POST", "/signatures",
	    "{\"method\":\"qr\",\"code\":\"abc\"}"), 422);
	T_STATUS(sign_with(&m, m.student.token, "\"method\":\"qr\""), 422);
	api_free();
}

/* Who comes first waits for the teacher, and keeps the time of signing. */
static void
who_signs_before_the_teacher_waits(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody other = meeting_joined(&m);
	struct reply *r = sign_qr(&m, m.student.token, meeting_code(&m, 0));

	T_SAME(status_of(r), "pending");
	T_SAME(record_of(&m, m.student.id), "");
	meeting_moved(&m, "-14 min -58 seconds");
	psql(api_format("update attendance.signatures set signed_at = now() - "
	    "interval '10 min' where id = '%s'", reply_text(r, "id")));
	T_SAME(status_of(sign_qr(&m, other.token, meeting_code(&m, 0))),
	    "pending");
	psql(api_format("update attendance.signatures set signed_at = now() + "
	    "interval '10 min' where person_id = '%s'", other.id));
	meeting_opened(&m);
	T_SAME(record_of(&m, m.student.id), "present");
	T_SAME(record_of(&m, other.id), "late");
	api_free();
}

static void
who_was_never_confirmed_is_absent(void)
{
	struct meeting m = meeting_made("-5 min");
	struct reply *r = sign_qr(&m, m.student.token, meeting_code(&m, 0));

	T_SAME(status_of(r), "pending");
	T_STATUS(close_meeting(&m), 200);
	T_SAME(psql(api_format("select reason from attendance.signatures where "
	    "id = '%s'", reply_text(r, "id"))), "not_confirmed");
	T_SAME(record_of(&m, m.student.id), "absent");
	api_free();
}

/* A school may let students sign first. */
static void
where_students_may_sign_first(void)
{
	struct meeting m = meeting_made("-5 min");

	psql("update academics.schools set students_before_teacher = true "
	    "where code <> 'OTHER'");
	T_SAME(status_of(sign_qr(&m, m.student.token, meeting_code(&m, 0))),
	    "accepted");
	psql("update academics.schools set students_before_teacher = false "
	    "where code <> 'OTHER'");
	api_free();
}

/* ---- The rules */

static void
rules_of_time(void)
{
	struct meeting m = meeting_made("-5 min");
	const char *t = m.student.token;

	T_REFUSED(api_send(t, "POST", "/signatures", "{\"session_id\":\""
	    STRANGER "\",\"method\":\"qr\",\"code\":\"x\"}"), "no_session");
	meeting_moved(&m, "11 min");
	T_REFUSED(sign_qr(&m, t, meeting_code(&m, 0)), "too_early");
	T_REFUSED(sign_with(&m, m.teacher.token,
	    api_format("\"method\":\"teacher\",\"student_id\":\"%s\"",
	    m.student.id)), "too_early");
	T_STATUS(close_meeting(&m), 409);
	meeting_moved(&m, "-61 min");
	T_REFUSED(sign_qr(&m, t, meeting_code(&m, 0)), "too_late");
	meeting_moved(&m, "-5 min");
	psql(api_format("update academics.sessions set is_cancelled = true "
	    "where id = '%s'", m.id));
	T_REFUSED(sign_qr(&m, t, meeting_code(&m, 0)), "cancelled");
	T_PROBLEM(close_meeting(&m), 409, "conflict");
	psql(api_format("update academics.sessions set is_cancelled = false, "
	    "closed_at = now() where id = '%s'", m.id));
	T_REFUSED(sign_qr(&m, t, meeting_code(&m, 0)), "closed");
	T_PROBLEM(api_get(m.teacher.token, api_format("/sessions/%s/qr", m.id)),
	    409, "session_closed");
	T_SAME(record_of(&m, m.student.id), "");
	api_free();
}

static void
rules_of_people(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody stranger = made_person("student");
	struct somebody colleague = made_person("teacher");
	struct somebody friend = meeting_joined(&m);

	T_REFUSED(sign_qr(&m, stranger.token, meeting_code(&m, 0)),
	    "not_member");
	T_REFUSED(sign_with(&m, colleague.token,
	    api_format("\"method\":\"teacher\",\"student_id\":\"%s\"",
	    m.student.id)), "not_teacher");
	T_REFUSED(sign_with(&m, friend.token, api_format("\"method\":\"qr\","
	    "\"code\":\"%s\",\"student_id\":\"%s\"", meeting_code(&m, 0),
	    m.student.id)), "not_yourself");
	T_REFUSED(sign_with(&m, m.student.token, "\"method\":\"teacher\""),
	    "not_allowed");
	T_REFUSED(sign_with(&m, m.student.token, "\"method\":\"beacon\""),
	    "not_allowed");
	T_REFUSED(sign_with(&m, m.teacher.token, api_format("\"method\":\"qr\","
	    "\"code\":\"x\",\"student_id\":\"%s\"", m.student.id)),
	    "not_allowed");
	T_STATUS(sign_with(&m, api_token("admin"), "\"method\":\"admin\""),
	    422);
	T_STATUS(api_send(colleague.token, "POST",
	    api_format("/sessions/%s/sign", m.id), NULL), 404);
	T_STATUS(api_send(api_token("admin"), "POST",
	    api_format("/sessions/%s/sign", m.id), NULL), 403);
	T_SAME(record_of(&m, m.student.id), "");
	api_free();
}

/* A member of a group of the session is expected, too. */
static void
a_member_of_a_group_signs(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody guest = made_person("student");

	psql(api_format("with g as (insert into academics.groups (school_id, "
	    "name) values ('%s', 'Guests %u') returning id), x as (insert into "
	    "academics.group_members (group_id, student_id) select id, '%s' "
	    "from g) insert into academics.session_groups select '%s', id from "
	    "g", my_school(), unique(), guest.id, m.id));
	meeting_opened(&m);
	T_SAME(status_of(sign_qr(&m, guest.token, meeting_code(&m, 0))),
	    "accepted");
	T_SAME(record_of(&m, guest.id), "present");
	api_free();
}

/* ---- The code */

static void
what_is_no_code_of_now(void)
{
	struct meeting m = meeting_made("-5 min"), o = meeting_made("-5 min");
	const char *t = m.student.token;
	char *forged = strdup(meeting_code(&m, 0));

	meeting_opened(&m);
	T_REFUSED(sign_qr(&m, t, meeting_code(&m, 3)), "expired_code");
	T_REFUSED(sign_qr(&m, t, meeting_code(&m, 1000)), "expired_code");
	T_REFUSED(sign_qr(&m, t, meeting_code(&o, 0)), "bad_code");
	T_REFUSED(sign_qr(&m, t, "hello"), "bad_code");
	if (forged == NULL)
		abort();
	forged[40] = forged[40] == 'A' ? 'B' : 'A';
	T_REFUSED(sign_qr(&m, t, forged), "bad_code");
	free(forged);
	T_SAME(record_of(&m, m.student.id), "");
	T_SAME(status_of(sign_qr(&m, t, meeting_code(&m, 0))), "accepted");
	api_free();
}

/* ---- Tags */

struct tag {
	uint8_t uid[TAG_UID_LEN], key[TAG_KEY_LEN];
	char hex[HEX_SIZE(TAG_UID_LEN)];
	const char *room;
};

static void
tag_made(struct tag *t)
{
	char key[HEX_SIZE(TAG_KEY_LEN)];

	crypto_random(t->uid, sizeof(t->uid));
	crypto_random(t->key, sizeof(t->key));
	hex_encode(t->hex, t->uid, sizeof(t->uid));
	hex_encode(key, t->key, sizeof(t->key));
	t->room = psql(api_format("insert into academics.classrooms (school_id,"
	    " name) values ('%s', 'Room %u') returning id", my_school(),
	    unique()));
	psql(api_format("with b as (insert into beacon.beacons (school_id, "
	    "name, kind, classroom_id, tag_uid) values ('%s', 'A tag', 'nfc', "
	    "'%s', decode('%s', 'hex')) returning id) insert into beacon.keys "
	    "(beacon_id, key_id, tag_key) select id, 1, decode('%s', 'hex') "
	    "from b", my_school(), t->room, t->hex, key));
}

static const char *
nonce_of(const struct meeting *m, const struct somebody *s)
{
	struct reply *r = api_get(s->token, api_format("/sessions/%s/slot",
	    m->id));

	T_STATUS(r, 200);
	T_TRUE(reply_int(r, "slot") >= 0 && reply_int(r, "slot") < 64);
	T_TRUE(reply_int(r, "starts_at_ms") / 1000 >= time(NULL) - 1);
	return reply_text(r, "nonce_nfc");
}

static struct reply *
tap(const struct meeting *m, const struct somebody *s, const struct tag *t,
    unsigned count, const char *nonce)
{
	uint8_t mac[TAG_MAC_LEN];
	char hex[HEX_SIZE(TAG_MAC_LEN)];

	cmac_tag(t->key, t->uid, count, mac);
	hex_encode(hex, mac, sizeof(mac));
	return sign_with(m, s->token, api_format("\"method\":\"nfc\","
	    "\"uid\":\"%s\",\"counter\":%u,\"mac\":\"%s\",\"nonce\":\"%s\"",
	    t->hex, count, hex, nonce));
}

static void
a_tag_is_tapped(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody b = meeting_joined(&m), c = meeting_joined(&m);
	struct tag t, forged;

	tag_made(&t);
	tag_made(&forged);
	memcpy(forged.uid, t.uid, sizeof(t.uid));
	memcpy(forged.hex, t.hex, sizeof(t.hex));
	meeting_opened(&m);
	T_SAME(status_of(tap(&m, &m.student, &t, 61, nonce_of(&m, &m.student))),
	    "accepted");
	T_REFUSED(tap(&m, &b, &t, 61, nonce_of(&m, &b)), "replayed");
	T_REFUSED(tap(&m, &b, &t, 60, nonce_of(&m, &b)), "replayed");
	T_REFUSED(tap(&m, &b, &forged, 62, nonce_of(&m, &b)), "bad_proof");
	T_REFUSED(tap(&m, &b, &t, 62, meeting_code(&m, 0)), "bad_code");
	T_SAME(status_of(tap(&m, &b, &t, 62, nonce_of(&m, &b))), "accepted");
	psql(api_format("insert into academics.session_classrooms select '%s', "
	    "id from academics.classrooms where id <> '%s' and school_id = "
	    "'%s' limit 1", m.id, t.room, my_school()));
	T_REFUSED(tap(&m, &c, &t, 63, nonce_of(&m, &c)), "wrong_room");
	forged.uid[0] ^= 0xff;
	hex_encode(forged.hex, forged.uid, sizeof(forged.uid));
	T_REFUSED(tap(&m, &c, &forged, 1, nonce_of(&m, &c)), "unknown_tag");
	psql("update academics.schools set nfc_enabled = false where code <> "
	    "'OTHER'");
	psql(api_format("delete from academics.session_classrooms where "
	    "session_id = '%s'", m.id));
	T_REFUSED(tap(&m, &c, &t, 64, nonce_of(&m, &c)), "nfc_off");
	psql("update academics.schools set nfc_enabled = true where code <> "
	    "'OTHER'");
	T_STATUS(sign_with(&m, c.token, "\"method\":\"nfc\""), 422);
	T_STATUS(api_get(made_person("student").token,
	    api_format("/sessions/%s/slot", m.id)), 404);
	api_free();
}

/* What only a beacon may say is asked of the function itself. */
static void
light_is_switched_off(void)
{
	struct meeting m = meeting_made("-5 min");
	const char *ask = api_format("select s.reason from "
	    "attendance.sign('%s', '%s', 'beacon', '%s', '%s', 'flashlight', "
	    "null, null, null, null, null, null, now(), null, null) s",
	    my_school(), STRANGER, m.id, m.student.id);

	psql("update academics.schools set flash_enabled = false where code <> "
	    "'OTHER'");
	T_SAME(psql(ask), "flash_off");
	psql("update academics.schools set flash_enabled = true where code <> "
	    "'OTHER'");
	T_SAME(psql(ask), "");
	api_free();
}

/* ---- The phone */

static struct es256 *
phone_bound(const struct somebody *s, const char **id)
{
	struct es256 *key = es256_generate();
	uint8_t point[65] = { 4 };
	char hex[HEX_SIZE(65)];

	if (key == NULL || !es256_xy(key, point + 1, point + 33))
		abort();
	hex_encode(hex, point, sizeof(point));
	*id = psql(api_format("insert into identity.devices (school_id, "
	    "user_id, name, public_key, flash_key, bound_by) values ('%s', "
	    "'%s', 'Phone', decode('%s', 'hex'), sha256('x'), '%s') returning "
	    "id", my_school(), s->id, hex, s->id));
	return key;
}

static struct reply *
sign_by_phone(const struct meeting *m, const struct somebody *s,
    struct es256 *key, const char *device, int64_t late)
{
	uint8_t text[45] = "LYCS1", sig[ES256_SIG_LEN];
	int64_t t = ((int64_t)time(NULL) - late) * 1000;
	char b64[B64_SIZE(ES256_SIG_LEN)];

	if (!uuid_parse(m->id, text + 5) || !uuid_parse(s->id, text + 21))
	    abort();
	for (unsigned i = 0; i < 8; i++) text[37 + i] = (uint8_t)((uint64_t)t >>
	    (56 - 8 * i));
	if (!es256_sign(key, text, sizeof(text), sig))
		abort();
	b64_encode(b64, sig, sizeof(sig));
	return sign_with(m, s->token, api_format("\"method\":\"qr\","
	    "\"code\":\"%s\",\"device_id\":\"%s\",\"t_ms\":%lld,"
	    "\"device_signature\":\"%s\"", meeting_code(m, 0), device, (long
	    long)t, b64));
}

static void
a_phone_signs_for_its_own(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody b = meeting_joined(&m);
	struct somebody none = meeting_joined(&m);
	const char *da, *db;
	struct es256 *ka = phone_bound(&m.student, &da);
	struct es256 *kb = phone_bound(&b, &db);

	meeting_opened(&m);
	T_REFUSED(sign_by_phone(&m, &b, ka, da, 0), "wrong_device");
	T_REFUSED(sign_by_phone(&m, &none, ka, da, 0), "no_device");
	T_REFUSED(sign_by_phone(&m, &b, ka, db, 0), "bad_proof");
	T_REFUSED(sign_by_phone(&m, &b, kb, db, 40), "clock");
	T_REFUSED(sign_by_phone(&m, &b, kb, db, -40), "clock");
	T_SAME(status_of(sign_by_phone(&m, &b, kb, db, 20)), "accepted");
	T_SAME(status_of(sign_by_phone(&m, &m.student, ka, da, 0)),
	    "accepted");
	T_STATUS(sign_with(&m, none.token, api_format("\"method\":\"qr\","
	    "\"code\":\"%s\",\"device_id\":\"%s\"", meeting_code(&m, 0), da)),
	    422);
	es256_free(ka);
	es256_free(kb);
	api_free();
}

/* ---- Twenty at once */

static void
one_signature_of_twenty(void)
{
	struct meeting m = meeting_made("-5 min");
	struct ask asks[RACERS];
	struct reply *r[RACERS];
	const char *body, *id = NULL;
	size_t first = 0;

	meeting_opened(&m);
	body = api_format("{\"session_id\":\"%s\",\"method\":\"qr\","
	    "\"code\":\"%s\"}", m.id, meeting_code(&m, 0));
	for (size_t i = 0; i < RACERS; i++) asks[i] = (struct ask){ .method =
	    "POST", .body = body, .path = "/api/v1/signatures", .token =
	    m.student.token };
	api_race(asks, RACERS, r);
	for (size_t i = 0; i < RACERS; i++) {
		T_SAME(status_of(r[i]), "accepted");
		id = id == NULL ? reply_text(r[i], "id") : id;
		T_SAME(reply_text(r[i], "id"), id);
		first += strcmp(reply_text(r[i], "repeated"), "false") == 0;
	}
	T_EQ(first, 1);
	T_SAME(psql(api_format("select count(*), (select count(*) from "
	    "attendance.records where session_id = '%s'), (select count(*) "
	    "from platform.outbox where object_id = '%s') from "
	    "attendance.signatures where session_id = '%s' and person_id = "
	    "'%s'", m.id, id, m.id, m.student.id)), "1|1|1");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "by the code", a_student_signs_by_the_code },
		{ "a code is enough", a_code_is_enough },
		{ "pending", who_signs_before_the_teacher_waits },
		{ "never confirmed", who_was_never_confirmed_is_absent },
		{ "students first", where_students_may_sign_first },
		{ "rules of time", rules_of_time },
		{ "rules of people", rules_of_people },
		{ "a group", a_member_of_a_group_signs },
		{ "no code of now", what_is_no_code_of_now },
		{ "tags", a_tag_is_tapped },
		{ "light", light_is_switched_off },
		{ "phones", a_phone_signs_for_its_own },
		{ "twenty at once", one_signature_of_twenty },
		CU_TEST_INFO_NULL, };

	api_start();
	return suite_run("signatures", tests);
}
