#include "core.h"
#include "presence.h"
#include "totp.h"

static const char frame_tag[] = "LYCB1", proof_tag[] = "LYCP1";
static const char flash_tag[] = "LYCF1", slot_tag[] = "LYCS1";
static const char auth_tag[] = "LYCA1";

#define TAG_LEN 5u
#define TRANSCRIPT_LEN (TAG_LEN + PRESENCE_PROOF_LEN - ES256_SIG_LEN + \
    2 * PRESENCE_ID_LEN)

/* ---- Bytes */

static uint8_t *
put(uint8_t *at, const void *p, size_t n)
{
	memcpy(at, p, n);
	return at + n;
}

static uint8_t *
put_int(uint8_t *at, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		at[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
	return at + bytes;
}

static const uint8_t *
get(const uint8_t *at, void *p, size_t n)
{
	memcpy(p, at, n);
	return at + n;
}

static uint64_t
get_int(const uint8_t **at, unsigned bytes)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | *(*at)++;
	return v;
}

/* ---- Proofs */

/* The fields before the signature, with this flash. */
static uint8_t *
put_fields(uint8_t *at, const struct presence_proof *p,
    const uint8_t flash[PRESENCE_FLASH_LEN])
{
	*at++ = p->kind;
	at = put(at, p->student, sizeof(p->student));
	at = put(at, p->device, sizeof(p->device));
	at = put_int(at, p->t_ms, 8);
	at = put_int(at, p->round, 8);
	at = put_int(at, p->slot, 2);
	at = put(at, p->nonce, sizeof(p->nonce));
	at = put(at, flash, PRESENCE_FLASH_LEN);
	return put_int(at, p->totp, 4);
}

static uint8_t *
put_proof(uint8_t *at, const struct presence_proof *p)
{
	at = put_fields(at, p, p->flash);
	return put(at, p->sig, sizeof(p->sig));
}

static const uint8_t *
get_proof(const uint8_t *at, struct presence_proof *p)
{
	p->kind = *at++;
	at = get(at, p->student, sizeof(p->student));
	at = get(at, p->device, sizeof(p->device));
	p->t_ms = get_int(&at, 8);
	p->round = get_int(&at, 8);
	p->slot = (uint16_t)get_int(&at, 2);
	at = get(at, p->nonce, sizeof(p->nonce));
	at = get(at, p->flash, sizeof(p->flash));
	p->totp = (uint32_t)get_int(&at, 4);
	return get(at, p->sig, sizeof(p->sig));
}

static void
transcript(const struct presence_proof *p,
    const uint8_t flash[PRESENCE_FLASH_LEN],
    const uint8_t session[PRESENCE_ID_LEN],
    const uint8_t beacon[PRESENCE_ID_LEN], uint8_t out[TRANSCRIPT_LEN])
{
	out = put(out, proof_tag, TAG_LEN);
	out = put_fields(out, p, flash);
	out = put(out, session, PRESENCE_ID_LEN);
	put(out, beacon, PRESENCE_ID_LEN);
}

bool
presence_proof_sign(struct presence_proof *p,
    const uint8_t session[PRESENCE_ID_LEN],
    const uint8_t beacon[PRESENCE_ID_LEN], struct es256 *key)
{
	uint8_t said[TRANSCRIPT_LEN];

	transcript(p, p->flash, session, beacon, said);
	return es256_sign(key, said, sizeof(said), p->sig);
}

bool
presence_proof_verify(const struct presence_proof *p,
    const uint8_t due[PRESENCE_FLASH_LEN],
    const uint8_t session[PRESENCE_ID_LEN],
    const uint8_t beacon[PRESENCE_ID_LEN], struct es256 *key)
{
	uint8_t said[TRANSCRIPT_LEN];

	transcript(p, due == NULL ? p->flash : due, session, beacon, said);
	return es256_verify(key, said, sizeof(said), p->sig);
}

/* No flash, and none of the fields that belong to one. */
static bool
is_timestamp(const struct presence_proof *p)
{
	static const uint8_t none[PRESENCE_FLASH_LEN];

	return p->kind == PRESENCE_TIMESTAMP && p->slot == 0 &&
	    memcmp(p->flash, none, sizeof(none)) == 0 &&
	    p->totp <= PRESENCE_TOTP_MAX;
}

/* Seen in its slot, give or take what light and cameras need. */
static bool
is_flash(const struct presence_proof *p)
{
	uint64_t start = presence_slot_start(p->round, p->slot);

	return p->kind == PRESENCE_FLASH && p->slot < PRESENCE_SLOTS &&
	    p->totp == 0 && p->t_ms + PRESENCE_JITTER_MS >= start &&
	    p->t_ms < start + PRESENCE_SLOT_MS + PRESENCE_JITTER_MS;
}

/* Times that are far from today would overflow what is computed of them. */
static bool
is_round(const struct presence_proof *p)
{
	uint64_t start = p->round * PRESENCE_ROUND_MS;

	if (p->round > UINT32_MAX || p->t_ms > INT64_MAX)
		return false;
	return p->kind == PRESENCE_FLASH || (p->t_ms >= start &&
	    p->t_ms < start + PRESENCE_ROUND_MS);
}

const char *
presence_proof_fault(const struct presence_frame *f,
    const struct presence_proof *p)
{
	if (!is_round(p) || (!is_timestamp(p) && !is_flash(p)))
		return "bad_proof";
	if (p->t_ms + PRESENCE_AGE_MS < f->t_ms ||
	    p->t_ms > f->t_ms + PRESENCE_SKEW_MS)
		return "clock";
	return NULL;
}

/* ---- Frames */

/* What a frame may hold at all, whoever signed it. */
static bool
frame_ok(const struct presence_frame *f)
{
	return f->n >= 1 && f->n <= PRESENCE_PROOFS_MAX && f->key_id >= 1 &&
	    f->key_id <= INT32_MAX && f->seq >= 1 && f->seq <= INT64_MAX &&
	    f->t_ms <= INT64_MAX && f->totp <= PRESENCE_TOTP_MAX;
}

size_t
presence_frame_write(const struct presence_frame *f,
    uint8_t out[PRESENCE_FRAME_MAX])
{
	uint8_t *at = out;

	if (!frame_ok(f))
		return 0;
	at = put(at, frame_tag, TAG_LEN);
	*at++ = PRESENCE_VERSION;
	at = put(at, f->beacon, sizeof(f->beacon));
	at = put_int(at, f->key_id, 4);
	at = put(at, f->session, sizeof(f->session));
	at = put_int(at, f->seq, 8);
	at = put_int(at, f->t_ms, 8);
	at = put_int(at, f->totp, 4);
	*at++ = f->n;
	for (unsigned i = 0; i < f->n; i++)
		at = put_proof(at, &f->proofs[i]);
	at = put(at, f->prev, sizeof(f->prev));
	at = put(at, f->sig, sizeof(f->sig));
	return (size_t)(at - out);
}

/* The number of proofs says how long the frame must be. */
static bool
length_ok(const uint8_t *at, size_t len)
{
	return len >= PRESENCE_FRAME_LEN(1) && len <= PRESENCE_FRAME_MAX &&
	    len == PRESENCE_FRAME_LEN(at[PRESENCE_HEAD_LEN - 1]) &&
	    memcmp(at, frame_tag, TAG_LEN) == 0 &&
	    at[TAG_LEN] == PRESENCE_VERSION;
}

bool
presence_frame_read(struct presence_frame *f, const void *p, size_t len)
{
	const uint8_t *at = p;

	if (!length_ok(at, len))
		return false;
	*f = (struct presence_frame){ 0 };
	at += TAG_LEN + 1;
	at = get(at, f->beacon, sizeof(f->beacon));
	f->key_id = (uint32_t)get_int(&at, 4);
	at = get(at, f->session, sizeof(f->session));
	f->seq = get_int(&at, 8);
	f->t_ms = get_int(&at, 8);
	f->totp = (uint32_t)get_int(&at, 4);
	f->n = *at++;
	for (unsigned i = 0; i < f->n; i++)
		at = get_proof(at, &f->proofs[i]);
	at = get(at, f->prev, sizeof(f->prev));
	get(at, f->sig, sizeof(f->sig));
	return frame_ok(f);
}

bool
presence_frame_sign(struct presence_frame *f, struct es256 *key)
{
	uint8_t out[PRESENCE_FRAME_MAX];
	size_t n = presence_frame_write(f, out);

	return n > 0 && es256_sign(key, out, n - ES256_SIG_LEN, f->sig);
}

bool
presence_frame_verify(const struct presence_frame *f, struct es256 *key)
{
	uint8_t out[PRESENCE_FRAME_MAX];
	size_t n = presence_frame_write(f, out);

	return n > 0 && es256_verify(key, out, n - ES256_SIG_LEN, f->sig);
}

void
presence_frame_hash(const uint8_t *frame, size_t n, uint8_t out[SHA256_LEN])
{
	crypto_sha256(frame, n, out);
}

/* ---- Flashes, slots, codes */

void
presence_flash(const uint8_t key[PRESENCE_KEY_LEN],
    const uint8_t session[PRESENCE_ID_LEN],
    const uint8_t beacon[PRESENCE_ID_LEN], const struct presence_proof *p,
    uint8_t out[PRESENCE_FLASH_LEN])
{
	uint8_t when[10], mac[SHA256_LEN];
	const struct bytes part[] = {
		{ flash_tag, TAG_LEN },
		{ session, PRESENCE_ID_LEN },
		{ when, sizeof(when) },
		{ beacon, PRESENCE_ID_LEN },
		{ p->nonce, sizeof(p->nonce) },
	};

	put_int(put_int(when, p->round, 8), p->slot, 2);
	crypto_hmac_parts(key, PRESENCE_KEY_LEN, part, NITEMS(part), mac);
	memcpy(out, mac, PRESENCE_FLASH_LEN);
}

unsigned
presence_wrong_bits(const uint8_t a[PRESENCE_FLASH_LEN],
    const uint8_t b[PRESENCE_FLASH_LEN])
{
	unsigned n = 0;

	for (unsigned i = 0; i < PRESENCE_FLASH_LEN; i++)
		for (unsigned d = a[i] ^ b[i]; d != 0; d &= d - 1)
			n++;
	return n;
}

uint16_t
presence_slot(const uint8_t secret[PRESENCE_KEY_LEN],
    const uint8_t session[PRESENCE_ID_LEN], uint64_t round,
    const uint8_t student[PRESENCE_ID_LEN])
{
	uint8_t when[8], mac[SHA256_LEN];
	const struct bytes part[] = {
		{ slot_tag, TAG_LEN },
		{ session, PRESENCE_ID_LEN },
		{ when, sizeof(when) },
		{ student, PRESENCE_ID_LEN },
	};

	put_int(when, round, 8);
	crypto_hmac_parts(secret, PRESENCE_KEY_LEN, part, NITEMS(part), mac);
	return (uint16_t)(((unsigned)mac[0] << 8 | mac[1]) % PRESENCE_SLOTS);
}

uint64_t
presence_round(uint64_t t_ms)
{
	return t_ms / PRESENCE_ROUND_MS;
}

uint64_t
presence_slot_start(uint64_t round, uint16_t slot)
{
	return round * PRESENCE_ROUND_MS + (uint64_t)slot * PRESENCE_SLOT_MS;
}

uint32_t
presence_totp(const uint8_t key[PRESENCE_KEY_LEN], uint64_t t_ms)
{
	struct totp t = { .hash = TOTP_SHA256, .key = key, .key_len =
	    PRESENCE_KEY_LEN, .digits = PRESENCE_TOTP_DIGITS };

	return hotp(&t, t_ms / 1000 / TOTP_STEP);
}

bool
presence_totp_near(const uint8_t key[PRESENCE_KEY_LEN], uint64_t t_ms,
    uint32_t code)
{
	const uint64_t step = (uint64_t)TOTP_STEP * 1000;

	return presence_totp(key, t_ms) == code ||
	    presence_totp(key, t_ms + step) == code ||
	    (t_ms >= step && presence_totp(key, t_ms - step) == code);
}

void
presence_auth_write(const uint8_t beacon[PRESENCE_ID_LEN], uint32_t key_id,
    uint64_t t_ms, uint8_t out[PRESENCE_AUTH_LEN])
{
	out = put(out, auth_tag, TAG_LEN);
	out = put(out, beacon, PRESENCE_ID_LEN);
	put_int(put_int(out, key_id, 4), t_ms, 8);
}
