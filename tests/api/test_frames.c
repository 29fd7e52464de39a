/*
 * Frames of beacons: accepted once, in order, within half a minute, of their
 * beacon; and every byte counts.
 */
#include "core.h"
#include "api/fixtures.h"
#include "api/units.h"
#include "unit/suite.h"

#define AT_ONCE		20u

static struct lesson lesson;
static struct unit unit;

static void
a_frame_counts_once(void)
{
	struct phone a = phone_made(&lesson);
	struct presence_frame f = unit_frame(&unit, &lesson);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a);
	struct reply *r;
	const char *body;

	frame_add(&f, &p);
	body = frame_body(&unit, &f, true);
	T_STATUS(unit_post(&unit, body), 200);
	for (unsigned i = 0; i < 10; i++) {
		r = unit_post(&unit, body);
		T_PROBLEM(r, 409, "replay");
		T_SAME(reply_text(r, "reason"), "replay");
		T_SAME(reply_text(r, "is_last"), "true");
	}
	T_TRUE(unit_alarmed(&unit, "replay"));
	T_SAME(records_of(&a), "1");
	api_free();
}

static void
twenty_at_once_count_once(void)
{
	struct phone a = phone_made(&lesson);
	struct presence_frame f = unit_frame(&unit, &lesson);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a);
	struct ask asks[AT_ONCE];
	struct reply *r[AT_ONCE];
	unsigned good = 0, replays = 0;

	frame_add(&f, &p);
	for (size_t i = 0; i < AT_ONCE; i++)
		asks[i] = (struct ask){ .method = "POST",
			.path = "/api/v1/beacon/proofs",
			.token = unit.token,
			.body = i == 0 ? frame_body(&unit, &f, true) :
					 asks[0].body };
	api_race(asks, AT_ONCE, r);
	for (size_t i = 0; i < AT_ONCE; i++) {
		good += r[i]->status == 200;
		replays += r[i]->status == 409;
	}
	T_EQ(good, 1);
	T_EQ(replays, AT_ONCE - 1);
	T_SAME(psql(api_format("select count(*) from attendance.signatures "
	    "where person_id = '%s'",
	    a.student)),
	    "1");
	api_free();
}

static void
order_is_kept(void)
{
	struct lesson l = lesson_at("-5 minutes");
	struct unit u = unit_made(l.classroom);
	struct phone a = phone_made(&l), b = phone_made(&l);
	struct presence_proof p = proof_timestamp(&u, &l, &a);
	struct presence_frame f;
	const char *first, *second;
	struct reply *r;

	unit_sign_in(&u);
	f = unit_frame(&u, &l);
	frame_add(&f, &p);
	first = frame_body(&u, &f, true);
	f = unit_frame(&u, &l);
	p = proof_timestamp(&u, &l, &b);
	f.n = 0;
	frame_add(&f, &p);
	second = frame_body(&u, &f, true);
	r = unit_post(&u, second);
	T_PROBLEM(r, 409, "replay");
	T_SAME(reply_text(r, "reason"), "clone");
	T_STATUS(unit_post(&u, first), 200);
	T_STATUS(unit_post(&u, second), 200);
	T_PROBLEM(unit_post(&u, first), 409, "replay");
	es256_free(u.key);
	api_free();
}

/* The right chain does not save a number that was used, or skipped back. */
static void
numbers_only_grow(void)
{
	struct lesson l = lesson_at("-5 minutes");
	struct unit u = unit_made(l.classroom);
	struct phone a = phone_made(&l);
	struct presence_proof p = proof_timestamp(&u, &l, &a);
	struct presence_frame f;
	struct reply *r;

	unit_sign_in(&u);
	u.seq = 6;
	T_RESULT(unit_prove(&u, &l, &p), "accepted", "");
	for (uint64_t seq = 6; seq <= 7; seq++) {
		f = unit_frame(&u, &l);
		f.seq = seq;
		frame_add(&f, &p);
		r = unit_send(&u, &f);
		T_PROBLEM(r, 409, "replay");
		T_SAME(reply_text(r, "reason"), "replay");
		T_EQ(reply_int(r, "last_seq"), 7);
		T_SAME(reply_text(r, "is_last"), "false");
	}
	u.seq = 100;		/* a gap is none of our business */
	T_RESULT(unit_prove(&u, &l, &p), "accepted", "");
	es256_free(u.key);
	es256_free(a.key);
	api_free();
}

/* Two devices with one key: whoever comes second has another chain. */
static void
a_clone_is_noticed(void)
{
	struct lesson l = lesson_at("-5 minutes");
	struct unit u = unit_made(l.classroom), clone;
	struct phone a = phone_made(&l), b = phone_made(&l);
	struct presence_proof p = proof_timestamp(&u, &l, &a);
	struct presence_frame f;
	struct reply *r;

	unit_sign_in(&u);
	clone = u;
	T_RESULT(unit_prove(&u, &l, &p), "accepted", "");
	p = proof_timestamp(&clone, &l, &b);
	clone.seq = 5; /* ahead of the other, to be heard */
	f = unit_frame(&clone, &l);
	frame_add(&f, &p);
	r = unit_send(&clone, &f);
	T_PROBLEM(r, 409, "replay");
	T_SAME(reply_text(r, "reason"), "clone");
	T_TRUE(unit_alarmed(&u, "clone"));
	T_SAME(reply_text(api_get(api_token("admin"),
	    api_format("/beacon/%s/alarms", u.id)), "items.0.kind"), "clone");
	T_SAME(records_of(&b), "0");
	es256_free(u.key);
	api_free();
}

static struct reply *
skewed(int64_t ms)
{
	struct phone a = phone_made(&lesson);
	struct presence_frame f = unit_frame(&unit, &lesson);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a);

	f.t_ms += (uint64_t)ms;
	f.totp = presence_totp(unit.room, f.t_ms);
	p.t_ms = f.t_ms;
	p.round = presence_round(p.t_ms);
	p.totp = f.totp;
	proof_again(&p, &unit, &lesson, &a);
	frame_add(&f, &p);
	es256_free(a.key);
	return unit_send(&unit, &f);
}

static void
half_a_minute_either_way(void)
{
	struct lesson l = lesson_at("-5 minutes");

	lesson = l; /* and a beacon whose steps begin anew */
	unit = unit_made(l.classroom);
	unit_sign_in(&unit);
	T_PROBLEM(skewed(-31000), 401, "clock");
	T_PROBLEM(skewed(-3600000), 401, "clock");
	T_STATUS(skewed(-28000), 200);
	T_STATUS(skewed(28000), 200);
	T_PROBLEM(skewed(31000), 401, "clock");
	T_PROBLEM(skewed(3600000), 401, "clock");
	T_TRUE(unit_alarmed(&unit, "clock"));
	/* Time went on: what is a step behind comes too late. */
	T_PROBLEM(skewed(-28000), 409, "replay");
	lesson = lesson_at("-5 minutes");
	unit = unit_made(lesson.classroom);
	unit_sign_in(&unit);
	api_free();
}

static void
every_byte_counts(void)
{
	struct phone a = phone_made(&lesson);
	struct presence_frame f = unit_frame(&unit, &lesson);
	struct presence_proof p = proof_flash(&unit, &lesson, &a);
	uint8_t bytes[PRESENCE_FRAME_MAX];
	size_t n = PRESENCE_FRAME_LEN(1), len;
	char text[B64_SIZE(PRESENCE_FRAME_LEN(1))];
	const char *body, *good;

	frame_add(&f, &p);
	good = frame_body(&unit, &f, true);
	T_TRUE(b64_decode(good + 10, strlen(good) - 12, bytes, sizeof(bytes),
		   &len) &&
	    len == n);
	for (size_t i = 0; i < n; i++) {
		struct reply *r;

		bytes[i] ^= 0xff;
		b64_encode(text, bytes, n);
		body = api_format("{\"frame\":\"%s\"}", text);
		r = unit_post(&unit, body);
		T_SAY(r->status == 400 || r->status == 401, "byte %zu: %ld",
		    i, r->status);
		bytes[i] ^= 0xff;
		if (i % 32 == 0)
			api_free();
	}
	T_SAME(records_of(&a), "0");
	T_RESULT(unit_post(&unit, good), "accepted", "");
	api_free();
}

/*
 * Whoever sees a signature (r, s) can make another of the same bytes, (r, n -
 * s).  It is right, and the frame is the same: it was taken already.
 */
static void
the_other_form_of_a_signature(void)
{
	static const uint8_t order[32] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
		0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2,
		0xfc, 0x63, 0x25, 0x51 };
	struct phone a = phone_made(&lesson);
	struct presence_frame f = unit_frame(&unit, &lesson);
	struct presence_proof p = proof_flash(&unit, &lesson, &a);
	uint8_t bytes[PRESENCE_FRAME_MAX], *s;
	size_t n;
	char text[B64_SIZE(PRESENCE_FRAME_LEN(1))];
	const char *good;
	struct reply *r;
	int borrow = 0;

	frame_add(&f, &p);
	good = frame_body(&unit, &f, true);
	T_TRUE(b64_decode(good + 10, strlen(good) - 12, bytes, sizeof(bytes),
	    &n));
	s = bytes + n - 32;
	for (int i = 31; i >= 0; i--) {
		int d = order[i] - s[i] - borrow;

		borrow = d < 0;
		s[i] = (uint8_t)(d + 256 * borrow);
	}
	T_EQ(borrow, 0);
	b64_encode(text, bytes, n);
	T_RESULT(unit_post(&unit, good), "accepted", "");
	r = unit_post(&unit, api_format("{\"frame\":\"%s\"}", text));
	T_PROBLEM(r, 409, "replay");
	T_SAME(reply_text(r, "is_last"), "false");
	T_SAME(records_of(&a), "1");
	api_free();
}

static void
what_is_no_frame(void)
{
	static const char *const bad[] = { "", "AAAA", "TFlDQjEB", "!!!!",
	    "TFlDQjEBTFlDQjEBTFlDQjEBTFlDQjEBTFlDQjEBTFlDQjEBTFlDQjEBTFlDQjEB"
	    };

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = unit_post(&unit,
		    api_format("{\"frame\":\"%s\"}", bad[i]));

		T_SAY(r->status == (i == 0 ? 422 : 400), "%s: %ld", bad[i],
		    r->status);
	}
	T_STATUS(unit_post(&unit, "{}"), 422);
	api_free();
}

/* Signed by another key, of a revoked one, in another room, by a stranger. */
static void
a_frame_is_of_its_beacon(void)
{
	struct lesson l = lesson_at("-5 minutes");
	struct unit u = unit_made(l.classroom), other = unit_made(l.classroom);
	struct phone a = phone_made(&l);
	struct presence_proof p = proof_timestamp(&u, &l, &a);
	struct presence_frame f;
	struct es256 *own = u.key;
	const char *body;

	unit_sign_in(&u);
	unit_sign_in(&other);
	u.key = other.key;
	T_PROBLEM(unit_prove(&u, &l, &p), 401, "beacon_refused");
	T_TRUE(unit_alarmed(&u, "signature"));
	u.key = own;
	f = unit_frame(&u, &l);
	frame_add(&f, &p);
	f.totp = presence_totp(other.room, f.t_ms);
	T_PROBLEM(unit_send(&u, &f), 401, "beacon_refused");
	f = unit_frame(&u, &l);
	frame_add(&f, &p);
	body = frame_body(&u, &f, false);
	T_PROBLEM(unit_post(&other, body), 401, "token");
	T_PROBLEM(api_send(NULL, "POST", "/beacon/proofs", body), 401,
	    "token");
	T_STATUS(api_send(api_token("admin"), "DELETE",
	    api_format("/beacon/%s/keys/1", u.id), NULL), 204);
	T_PROBLEM(unit_post(&u, body), 401, "beacon_refused");
	T_SAME(records_of(&a), "0");
	es256_free(own);
	es256_free(other.key);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "replay", a_frame_counts_once },
		{ "twenty at once", twenty_at_once_count_once },
		{ "order", order_is_kept },
		{ "numbers", numbers_only_grow },
		{ "clone", a_clone_is_noticed },
		{ "every byte", every_byte_counts },
		{ "other form", the_other_form_of_a_signature },
		{ "no frame", what_is_no_frame },
		{ "of its beacon", a_frame_is_of_its_beacon },
		{ "clocks", half_a_minute_either_way },
		CU_TEST_INFO_NULL,
	};

	api_start();
	lesson = lesson_at("-5 minutes");
	unit = unit_made(lesson.classroom);
	unit_sign_in(&unit);
	return suite_run("frames", tests);
}
