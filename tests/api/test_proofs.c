/*
 * Proofs of phones: in time, of the right room, device and student; each
 * refusal stands as a row with its reason.
 */
#include "core.h"
#include "api/fixtures.h"
#include "api/units.h"
#include "unit/suite.h"

static struct lesson lesson;
static struct unit unit;

static void
both_kinds_are_accepted(void)
{
	struct phone a = phone_made(&lesson), b = phone_made(&lesson);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a);

	T_RESULT(unit_prove(&unit, &lesson, &p), "accepted", "");
	p = proof_flash(&unit, &lesson, &b);
	T_RESULT(unit_prove(&unit, &lesson, &p), "accepted", "");
	T_SAME(records_of(&a), "1");
	T_SAME(records_of(&b), "1");
	T_SAME(psql(api_format("select method from attendance.signatures "
	    "where person_id = '%s'",
	    a.student)),
	    "beacon");
	T_SAME(psql(api_format("select method from attendance.signatures "
	    "where person_id = '%s'",
	    b.student)),
	    "flashlight");
	api_free();
}

static void
a_full_frame(void)
{
	struct presence_frame f;
	struct phone p[PRESENCE_PROOFS_MAX];
	struct presence_proof one;
	struct reply *r;

	for (size_t i = 0; i < NITEMS(p); i++)
		p[i] = phone_made(&lesson);
	f = unit_frame(&unit, &lesson);
	for (size_t i = 0; i < NITEMS(p); i++) {
		one = proof_flash(&unit, &lesson, &p[i]);
		frame_add(&f, &one);
	}
	f.proofs[7].sig[5] ^= 1; /* one phone, not the others */
	r = unit_send(&unit, &f);
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "results")), NITEMS(p));
	for (size_t i = 0; i < NITEMS(p); i++) {
		T_SAME(records_of(&p[i]), i == 7 ? "0" : "1");
		es256_free(p[i].key);
	}
	T_TRUE(proof_kept(&p[7], "bad_proof"));
	api_free();
}

static void
two_wrong_bits_are_forgiven(void)
{
	struct phone a = phone_made(&lesson), b = phone_made(&lesson);
	struct presence_proof p = proof_flash(&unit, &lesson, &a);

	p.flash[0] ^= 0x81;
	T_RESULT(unit_prove(&unit, &lesson, &p), "accepted", "");
	p = proof_flash(&unit, &lesson, &b);
	p.flash[1] ^= 0x07;
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "bad_proof");
	T_TRUE(proof_kept(&b, "bad_proof"));
	api_free();
}

/* A proof that comes again in another frame of the same round. */
static void
a_proof_counts_once(void)
{
	struct phone a = phone_made(&lesson), b = phone_made(&lesson);
	struct presence_proof p = proof_flash(&unit, &lesson, &a), q;
	struct presence_frame f = unit_frame(&unit, &lesson);
	struct reply *r;

	frame_add(&f, &p);
	frame_add(&f, &p);
	r = unit_send(&unit, &f);
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "results.1.repeated"), "true");
	T_SAME(psql(api_format("select count(*) from attendance.signatures "
	    "where person_id = '%s'",
	    a.student)),
	    "1");
	/* One that was no proof uses up nothing. */
	p = q = proof_flash(&unit, &lesson, &b);
	q.sig[0] ^= 1;
	T_RESULT(unit_prove(&unit, &lesson, &q), "refused", "bad_proof");
	T_RESULT(unit_prove(&unit, &lesson, &p), "accepted", "");
	/* The teacher saw that b was not there: the same proof again. */
	psql(api_format("update attendance.signatures set status = 'refused', "
	    "reason = 'by_hand' where person_id = '%s' and status = "
	    "'accepted'", b.student));
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "replayed");
	T_TRUE(proof_kept(&b, "replayed"));
	api_free();
}

static void
an_old_proof(void)
{
	struct phone a = phone_made(&lesson);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a);

	p.t_ms -= 62000;
	p.round = presence_round(p.t_ms);
	p.totp = presence_totp(unit.room, p.t_ms);
	proof_again(&p, &unit, &lesson, &a);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "clock");
	T_TRUE(proof_kept(&a, "clock"));
	api_free();
}

static const char *
rows_of(const char *table, const char *where)
{
	return psql(api_format("select count(*) from beacon.%s where %s",
	    table, where));
}

/*
 * What only refuses a repetition may go when time does: a younger row stays,
 * and a proof as old as the youngest that went is refused by its time.
 */
static void
what_was_pruned_is_too_old(void)
{
	struct phone a = phone_made(&lesson), b = phone_made(&lesson);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a), q;
	const char *of_a = api_format("student_id = '%s'", a.student);
	const char *of_b = api_format("student_id = '%s'", b.student);
	const char *ctl = getenv("LYCEUMCTL");

	q = proof_timestamp(&unit, &lesson, &b);
	T_RESULT(unit_prove(&unit, &lesson, &p), "accepted", "");
	T_RESULT(unit_prove(&unit, &lesson, &q), "accepted", "");
	psql(api_format("update beacon.proofs set at = now() - interval "
			"'1 minute' * case when %s then 61 else 59 end "
	    "where %s or %s",
	    of_a, of_a, of_b));
	psql(api_format("insert into beacon.tokens select sha256('%u'), '%s', "
			"1, now() - interval '61 minutes'",
	    unique(), unit.id));
	T_EQ(system(api_format("%s prune > /dev/null", ctl)), 0);
	T_SAME(rows_of("proofs", of_a), "0");
	T_SAME(rows_of("proofs", of_b), "1");
	T_SAME(rows_of("tokens", api_format("beacon_id = '%s'", unit.id)),
	    "1");
	p.t_ms -= UINT64_C(61) * 60 * 1000;
	p.round = presence_round(p.t_ms);
	p.totp = presence_totp(unit.room, p.t_ms);
	proof_again(&p, &unit, &lesson, &a);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "clock");
	api_free();
}

static void
a_stranger_is_refused(void)
{
	struct phone a = phone_made(NULL);
	struct presence_proof p = proof_timestamp(&unit, &lesson, &a);

	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "not_member");
	T_TRUE(proof_kept(&a, "not_member"));
	api_free();
}

static void
a_borrowed_device(void)
{
	struct phone a = phone_made(&lesson), b = phone_made(&lesson), both;
	struct presence_proof p;

	both = b; /* the friend's phone speaks for a */
	memcpy(both.raw_student, a.raw_student, sizeof(a.raw_student));
	p = proof_timestamp(&unit, &lesson, &both);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "wrong_device");
	T_TRUE(proof_kept(&a, "wrong_device"));
	memcpy(both.raw_device, a.raw_device, sizeof(a.raw_device));
	p = proof_timestamp(&unit, &lesson, &both);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "bad_proof");
	p = proof_flash(&unit, &lesson, &both);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "bad_proof");
	psql(api_format("update identity.devices set revoked_at = now() where "
	    "id = '%s'",
	    a.device));
	p = proof_timestamp(&unit, &lesson, &a);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "no_device");
	api_free();
}

static void
another_slot_or_code(void)
{
	struct phone a = phone_made(&lesson);
	struct presence_proof p = proof_flash(&unit, &lesson, &a);

	p.slot = (uint16_t)((p.slot + 1u) % PRESENCE_SLOTS);
	p.t_ms = presence_slot_start(p.round, p.slot) + 100;
	presence_flash(a.flash_key, lesson.raw_session, unit.raw_id, &p,
	    p.flash);
	proof_again(&p, &unit, &lesson, &a);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "bad_proof");
	p = proof_timestamp(&unit, &lesson, &a);
	p.totp = (p.totp + 1) % (PRESENCE_TOTP_MAX + 1);
	proof_again(&p, &unit, &lesson, &a);
	T_RESULT(unit_prove(&unit, &lesson, &p), "refused", "bad_code");
	T_TRUE(proof_kept(&a, "bad_code"));
	api_free();
}

static void
another_room_or_time(void)
{
	struct lesson early = lesson_at("30 minutes");
	struct lesson late = lesson_at("-40 minutes");
	struct lesson over = lesson_at("-2 hours");
	const struct lesson *l[] = { &early, &over, &late };
	static const char *const want[] = { "too_early", "too_late", "" };
	struct phone a = phone_made(&early);
	struct presence_proof p;
	struct unit u;

	u = unit_made(late.classroom); /* not of this session */
	unit_sign_in(&u);
	seat_made(lesson.course, a.student);
	p = proof_timestamp(&u, &lesson, &a);
	T_RESULT(unit_prove(&u, &lesson, &p), "refused", "wrong_room");
	T_TRUE(proof_kept(&a, "wrong_room"));
	for (size_t i = 0; i < NITEMS(l); i++) {
		u = unit_made(l[i]->classroom);
		unit_sign_in(&u);
		a = phone_made(l[i]);
		p = proof_flash(&u, l[i], &a);
		T_RESULT(unit_prove(&u, l[i], &p), i == 2 ? "late" : "refused",
		    want[i]);
		T_TRUE(i == 2 || proof_kept(&a, want[i]));
	}
	api_free();
}

/* Its key is right, and its room; the session is of another school. */
static void
another_school(void)
{
	struct phone a = phone_made(&lesson);
	struct lesson theirs = lesson;
	struct presence_proof p;

	theirs.session = psql("insert into academics.sessions (school_id, "
	    "course_id, starts_at, ends_at) select school_id, id, now() - "
	    "interval '5 minutes', now() + interval '1 hour' from "
	    "academics.courses where code = 'OTH101' returning id");
	T_TRUE(uuid_parse(theirs.session, theirs.raw_session));
	p = proof_timestamp(&unit, &theirs, &a);
	T_RESULT(unit_prove(&unit, &theirs, &p), "refused", "no_session");
	T_TRUE(proof_kept(&a, "no_session"));
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "both kinds", both_kinds_are_accepted },
		{ "32 proofs", a_full_frame },
		{ "wrong bits", two_wrong_bits_are_forgiven },
		{ "a proof again", a_proof_counts_once },
		{ "old proof", an_old_proof },
		{ "pruned", what_was_pruned_is_too_old },
		{ "stranger", a_stranger_is_refused },
		{ "borrowed device", a_borrowed_device },
		{ "slot, code", another_slot_or_code },
		{ "room, time", another_room_or_time },
		{ "another school", another_school },
		CU_TEST_INFO_NULL,
	};

	api_start();
	lesson = lesson_at("-5 minutes");
	unit = unit_made(lesson.classroom);
	unit_sign_in(&unit);
	return suite_run("proofs", tests);
}
