/* Frames and proofs of beacons: what is made is read, and nothing else. */
#include "core.h"

#include "presence.h"
#include "suite.h"

#define T0 UINT64_C(1773666000000) /* the start of a round */

static struct es256 *beacon_key, *device_key, *other_key;
static uint8_t secret[PRESENCE_KEY_LEN], room[PRESENCE_KEY_LEN];
static uint8_t flash_key[PRESENCE_KEY_LEN];

/* ---- Making */

static struct presence_proof
timestamp_of(const struct presence_frame *f)
{
	struct presence_proof p = { .kind = PRESENCE_TIMESTAMP,
		.t_ms = f->t_ms,
		.round = presence_round(f->t_ms),
		.totp = presence_totp(room, f->t_ms) };

	crypto_random(p.student, sizeof(p.student));
	crypto_random(p.device, sizeof(p.device));
	crypto_random(p.nonce, sizeof(p.nonce));
	T_TRUE(presence_proof_sign(&p, f->session, f->beacon, device_key));
	return p;
}

static struct presence_proof
flash_of(const struct presence_frame *f)
{
	struct presence_proof p = { .kind = PRESENCE_FLASH,
		.round = presence_round(f->t_ms) - 1 };

	crypto_random(p.student, sizeof(p.student));
	crypto_random(p.device, sizeof(p.device));
	crypto_random(p.nonce, sizeof(p.nonce));
	p.slot = presence_slot(secret, f->session, p.round, p.student);
	p.t_ms = presence_slot_start(p.round, p.slot) + 200;
	presence_flash(flash_key, f->session, f->beacon, &p, p.flash);
	T_TRUE(presence_proof_sign(&p, f->session, f->beacon, device_key));
	return p;
}

/* Timestamps and flashes by turns. */
static struct presence_frame
frame_of(unsigned proofs)
{
	struct presence_frame f = { .key_id = 7, .seq = 1, .t_ms = T0 + 12345,
	    .n = (uint8_t)proofs };

	crypto_random(f.beacon, sizeof(f.beacon));
	crypto_random(f.session, sizeof(f.session));
	f.totp = presence_totp(room, f.t_ms);
	for (unsigned i = 0; i < proofs; i++)
		f.proofs[i] = i % 2 == 0 ? timestamp_of(&f) : flash_of(&f);
	T_TRUE(presence_frame_sign(&f, beacon_key));
	return f;
}

/* ---- Judging, as the server does */

static bool
is_accepted(const struct presence_frame *f, const struct presence_proof *p)
{
	uint8_t due[PRESENCE_FLASH_LEN] = { 0 };

	if (presence_proof_fault(f, p) != NULL)
		return false;
	if (p->kind == PRESENCE_TIMESTAMP && !presence_totp_near(room, p->t_ms,
	    p->totp))
		return false;
	if (p->kind == PRESENCE_FLASH) {
		presence_flash(flash_key, f->session, f->beacon, p, due);
		if (p->slot != presence_slot(secret, f->session, p->round,
		    p->student) || presence_wrong_bits(due,
		    p->flash) > PRESENCE_WRONG_BITS)
			return false;
	}
	return presence_proof_verify(p, due, f->session, f->beacon,
	    device_key);
}

static bool
is_read(const uint8_t *bytes, size_t n, struct presence_frame *f)
{
	return presence_frame_read(f, bytes, n) &&
	    presence_frame_verify(f, beacon_key);
}

/* ---- Frames */

static void
round_trip(unsigned proofs)
{
	struct presence_frame f = frame_of(proofs), g;
	uint8_t one[PRESENCE_FRAME_MAX], two[PRESENCE_FRAME_MAX];
	size_t n = presence_frame_write(&f, one);

	T_EQ(n, PRESENCE_FRAME_LEN(proofs));
	T_TRUE(is_read(one, n, &g));
	T_EQ(presence_frame_write(&g, two), n);
	T_TRUE(memcmp(one, two, n) == 0);
	T_EQ(g.seq, f.seq);
	T_EQ(g.t_ms, f.t_ms);
	T_EQ(g.key_id, f.key_id);
	T_EQ(g.totp, f.totp);
	T_FALSE(presence_frame_verify(&g, other_key));
	for (unsigned i = 0; i < proofs; i++)
		T_TRUE(is_accepted(&g, &g.proofs[i]));
}

static void
what_is_written_is_read(void)
{
	for (unsigned n = 1; n <= PRESENCE_PROOFS_MAX; n++)
		round_trip(n);
}

/* Bytes of chance behind a good head are a frame with one text, or none. */
static void
a_frame_has_one_text(void)
{
	uint8_t in[PRESENCE_FRAME_MAX], out[PRESENCE_FRAME_MAX];
	struct presence_frame f;
	unsigned good = 0;

	for (unsigned i = 0; i < 2000; i++) {
		unsigned proofs = i % PRESENCE_PROOFS_MAX + 1;

		crypto_random(in, sizeof(in));
		memcpy(in, "LYCB1\1", 6);
		in[22] &= 0x7f; /* the highest bits of the numbers */
		in[42] &= 0x7f;
		in[50] &= 0x7f;
		memset(in + 58, 0, 2);
		in[PRESENCE_HEAD_LEN - 1] = (uint8_t)proofs;
		if (!presence_frame_read(&f, in, PRESENCE_FRAME_LEN(proofs)))
			continue;
		good++;
		T_EQ(presence_frame_write(&f, out),
		    PRESENCE_FRAME_LEN(proofs));
		T_TRUE(memcmp(in, out, PRESENCE_FRAME_LEN(proofs)) == 0);
	}
	T_EQ(good, 2000);
}

static void
every_bit_of_a_frame_counts(void)
{
	struct presence_frame f = frame_of(2), g;
	uint8_t bytes[PRESENCE_FRAME_MAX];
	size_t n = presence_frame_write(&f, bytes);

	T_TRUE(is_read(bytes, n, &g));
	for (size_t i = 0; i < n; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes[i] ^= (uint8_t)(1u << bit);
			T_FALSE(is_read(bytes, n, &g));
			bytes[i] ^= (uint8_t)(1u << bit);
		}
		bytes[i] ^= 0xff;
		T_FALSE(is_read(bytes, n, &g));
		bytes[i] ^= 0xff;
	}
	T_TRUE(is_read(bytes, n, &g));
}

static void
lengths_are_exact(void)
{
	struct presence_frame f = frame_of(2), g;
	uint8_t bytes[PRESENCE_FRAME_MAX + 1] = { 0 };
	size_t n = presence_frame_write(&f, bytes);

	for (size_t i = 0; i <= sizeof(bytes); i++)
		T_EQ(presence_frame_read(&g, bytes, i), i == n);
	for (unsigned i = 0; i < 256; i++) {
		bytes[PRESENCE_HEAD_LEN - 1] = (uint8_t)i;
		T_EQ(presence_frame_read(&g, bytes, n), i == 2);
	}
}

static void
numbers_are_bounded(void)
{
	const struct presence_frame good = frame_of(1);
	struct presence_frame f = good;
	uint8_t out[PRESENCE_FRAME_MAX];

	T_TRUE(presence_frame_write(&f, out) > 0);
	f.n = 0;
	T_EQ(presence_frame_write(&f, out), 0);
	T_FALSE(presence_frame_sign(&f, beacon_key));
	T_FALSE(presence_frame_verify(&f, beacon_key));
	f.n = PRESENCE_PROOFS_MAX + 1;
	T_EQ(presence_frame_write(&f, out), 0);
	f = good;
	f.seq = 0;
	T_EQ(presence_frame_write(&f, out), 0);
	f.seq = (uint64_t)INT64_MAX + 1;
	T_EQ(presence_frame_write(&f, out), 0);
	f = good;
	f.key_id = 0;
	T_EQ(presence_frame_write(&f, out), 0);
	f.key_id = (uint32_t)INT32_MAX + 1;
	T_EQ(presence_frame_write(&f, out), 0);
	f = good;
	f.t_ms = (uint64_t)INT64_MAX + 1;
	T_EQ(presence_frame_write(&f, out), 0);
	f = good;
	f.totp = PRESENCE_TOTP_MAX + 1;
	T_EQ(presence_frame_write(&f, out), 0);
}

/* ---- Proofs */

/* Only the flash forgives, and only two bits of it. */
static void
every_bit_counts(unsigned which)
{
	struct presence_frame f = frame_of(2), g;
	const size_t at = PRESENCE_HEAD_LEN + which * PRESENCE_PROOF_LEN;
	uint8_t bytes[PRESENCE_FRAME_MAX];
	size_t n = presence_frame_write(&f, bytes);

	for (size_t i = 0; i < PRESENCE_PROOF_LEN; i++) {
		bool flash = f.proofs[which].kind == PRESENCE_FLASH &&
		    i >= 67 && i < 70;

		for (unsigned bit = 0; bit < 8; bit++) {
			bytes[at + i] ^= (uint8_t)(1u << bit);
			T_TRUE(presence_frame_read(&g, bytes, n));
			T_EQ(is_accepted(&g, &g.proofs[which]), flash);
			bytes[at + i] ^= (uint8_t)(1u << bit);
		}
		bytes[at + i] ^= 0xff;
		T_TRUE(presence_frame_read(&g, bytes, n));
		T_FALSE(is_accepted(&g, &g.proofs[which]));
		bytes[at + i] ^= 0xff;
	}
}

static void
every_bit_of_a_proof_counts(void)
{
	every_bit_counts(0);
	every_bit_counts(1);
}

static void
a_proof_is_of_its_place(void)
{
	struct presence_frame f = frame_of(2), g = f;

	for (unsigned i = 0; i < 2; i++)
		T_TRUE(is_accepted(&f, &f.proofs[i]));
	g.session[15] ^= 1;
	for (unsigned i = 0; i < 2; i++)
		T_FALSE(is_accepted(&g, &g.proofs[i]));
	g = f;
	g.beacon[0] ^= 1;
	for (unsigned i = 0; i < 2; i++)
		T_FALSE(is_accepted(&g, &g.proofs[i]));
	T_FALSE(presence_proof_verify(&f.proofs[0], NULL, f.session, f.beacon,
	    other_key));
	T_TRUE(presence_proof_verify(&f.proofs[0], NULL, f.session, f.beacon,
	    device_key));
}

/* Every pattern of wrong bits there is: 2^24 of them. */
static void
two_bits_may_be_wrong(void)
{
	const uint8_t zero[PRESENCE_FLASH_LEN] = { 0 };
	unsigned good = 0;

	for (uint32_t v = 0; v < UINT32_C(1) << 24; v++) {
		const uint8_t b[PRESENCE_FLASH_LEN] = { (uint8_t)(v >> 16),
			(uint8_t)(v >> 8), (uint8_t)v };

		good += presence_wrong_bits(zero, b) <= PRESENCE_WRONG_BITS;
	}
	T_EQ(good, 1 + 24 + 276); /* 1.8e-5 of all */
}

static void
wrong_bits_are_tolerated(void)
{
	struct presence_frame f = frame_of(2);
	struct presence_proof *p = &f.proofs[1];
	const struct presence_proof good = *p;

	for (unsigned a = 0; a < 24; a++)
		for (unsigned b = 0; b < a; b++) {
			*p = good;
			p->flash[a / 8] ^= (uint8_t)(1u << a % 8);
			p->flash[b / 8] ^= (uint8_t)(1u << b % 8);
			T_TRUE(is_accepted(&f, p));
			if (b == 0)
				continue;
			p->flash[0] ^= 1;
			T_FALSE(is_accepted(&f, p));
		}
}

/* ---- Times */

static const char *
fault_at(int64_t skew, uint8_t kind)
{
	struct presence_frame f = { .t_ms = T0 + 3600000 };
	struct presence_proof p = { .kind = kind,
		.t_ms = f.t_ms + (uint64_t)skew };

	p.round = presence_round(p.t_ms);
	while (kind == PRESENCE_FLASH && p.slot + 1u < PRESENCE_SLOTS &&
	    presence_slot_start(p.round, p.slot + 1) <= p.t_ms)
		p.slot++;
	return presence_proof_fault(&f, &p);
}

/* An hour either way: the window is the header's, to the millisecond. */
static void
the_window_of_a_proof_is_exact(void)
{
	for (uint8_t kind = 1; kind <= 2; kind++) {
		for (int64_t ms = -3600000; ms <= 3600000; ms += 997) {
			const char *why = fault_at(ms, kind);
			bool in = ms >= -(int64_t)PRESENCE_AGE_MS &&
			    ms <= (int64_t)PRESENCE_SKEW_MS;

			T_EQ(why == NULL, in);
			T_TRUE(why == NULL || strcmp(why, "clock") == 0);
		}
		T_TRUE(fault_at(-60000, kind) == NULL);
		T_SAME(fault_at(-60001, kind), "clock");
		T_TRUE(fault_at(30000, kind) == NULL);
		T_SAME(fault_at(30001, kind), "clock");
	}
}

static bool
in_slot(uint16_t slot, int64_t off)
{
	struct presence_frame f = { .t_ms = T0 + 10000 };
	struct presence_proof p = { .kind = PRESENCE_FLASH,
		.round = presence_round(T0),
		.slot = slot };

	p.t_ms = presence_slot_start(p.round, slot) + (uint64_t)off;
	return presence_proof_fault(&f, &p) == NULL;
}

static void
a_flash_is_seen_in_its_slot(void)
{
	for (uint16_t slot = 0; slot < PRESENCE_SLOTS; slot++)
		for (int64_t off = -500; off < 1000; off++)
			T_EQ(in_slot(slot, off), off >= -100 && off < 568);
	T_FALSE(in_slot(PRESENCE_SLOTS, 0));
	T_FALSE(in_slot(UINT16_MAX, 0));
	T_TRUE(presence_slot_start(0, PRESENCE_SLOTS) <= PRESENCE_ROUND_MS);
}

static void
fields_that_do_not_belong(void)
{
	struct presence_frame f = { .t_ms = T0 };
	const struct presence_proof good = { .kind = PRESENCE_TIMESTAMP,
		.t_ms = T0,
		.round = presence_round(T0) };
	struct presence_proof bad[8];

	for (size_t i = 0; i < NITEMS(bad); i++)
		bad[i] = good;
	bad[0].kind = 0;
	bad[1].kind = 3;
	bad[2].slot = 1;
	bad[3].flash[2] = 1;
	bad[4].totp = PRESENCE_TOTP_MAX + 1;
	bad[5].round++;
	bad[6].t_ms = bad[6].round = UINT64_MAX;
	bad[7].kind = PRESENCE_FLASH;
	bad[7].totp = 1;
	T_TRUE(presence_proof_fault(&f, &good) == NULL);
	for (size_t i = 0; i < NITEMS(bad); i++)
		T_SAME(presence_proof_fault(&f, &bad[i]), "bad_proof");
}

/* ---- Slots and codes */

static void
slots_are_spread(void)
{
	unsigned count[PRESENCE_SLOTS] = { 0 };
	uint8_t session[PRESENCE_ID_LEN], student[PRESENCE_ID_LEN];

	crypto_random(session, sizeof(session));
	for (unsigned i = 0; i < 64000; i++) {
		uint16_t slot;

		crypto_random(student, sizeof(student));
		slot = presence_slot(secret, session, i, student);
		T_TRUE(slot < PRESENCE_SLOTS);
		T_EQ(slot, presence_slot(secret, session, i, student));
		count[slot % PRESENCE_SLOTS]++;
	}
	for (unsigned i = 0; i < PRESENCE_SLOTS; i++)
		T_TRUE(count[i] > 800 && count[i] < 1200);
}

static void
codes_of_three_steps_are_near(void)
{
	for (int64_t ms = -90000; ms <= 90000; ms += 1000) {
		uint64_t shown = T0 + (uint64_t)ms;
		int64_t steps = (int64_t)(shown / 30000) -
		    (int64_t)(T0 / 30000);

		T_EQ(presence_totp_near(room, T0, presence_totp(room, shown)),
		    steps >= -1 && steps <= 1);
	}
	T_TRUE(presence_totp_near(room, 0, presence_totp(room, 0)));
}

static void
auth_bytes(void)
{
	const uint8_t beacon[PRESENCE_ID_LEN] = "0123456789abcdef";
	uint8_t out[PRESENCE_AUTH_LEN];

	presence_auth_write(beacon, 0x01020304, UINT64_C(0x1112131415161718),
	    out);
	T_TRUE(memcmp(out, "LYCA10123456789abcdef\1\2\3\4"
			   "\x11\x12\x13\x14\x15\x16\x17\x18",
		   sizeof(out)) == 0);
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "what is written is read", what_is_written_is_read },
		{ "one text", a_frame_has_one_text },
		{ "every bit of a frame", every_bit_of_a_frame_counts },
		{ "lengths", lengths_are_exact },
		{ "numbers", numbers_are_bounded },
		{ "every bit of a proof", every_bit_of_a_proof_counts },
		{ "place", a_proof_is_of_its_place },
		{ "two bits of 24", two_bits_may_be_wrong },
		{ "wrong bits", wrong_bits_are_tolerated },
		{ "window", the_window_of_a_proof_is_exact },
		{ "slot", a_flash_is_seen_in_its_slot },
		{ "fields", fields_that_do_not_belong },
		{ "slots are spread", slots_are_spread },
		{ "codes", codes_of_three_steps_are_near },
		{ "auth", auth_bytes },
		CU_TEST_INFO_NULL,
	};
	int rc;

	beacon_key = es256_generate();
	device_key = es256_generate();
	other_key = es256_generate();
	crypto_random(secret, sizeof(secret));
	crypto_random(room, sizeof(room));
	crypto_random(flash_key, sizeof(flash_key));
	rc = suite_run("presence", tests);
	es256_free(beacon_key);
	es256_free(device_key);
	es256_free(other_key);
	return rc;
}
