#include "core.h"
#include "crypto.h"
#include "devices.h"
#include "gen/beacon.h"
#include "metric.h"
#include "presence.h"
#include "req.h"
#include "rows.h"

#define FRAMES_A_MINUTE 600u
#define FRAME_TEXT_MAX 6100 /* B64_SIZE(PRESENCE_FRAME_MAX) - 1 */

struct frame_in {
	const char *frame;
};

SHAPE(frame_shape, struct frame_in,
    FIELD(struct frame_in, frame, .label = "Frame",
	.max = FRAME_TEXT_MAX, .doc = "The frame in base64",
	.flags = F_REQUIRED | F_RAW));

/* A frame on its way through the checks, in the order of SECURITY.md. */
struct arrival {
	struct presence_frame frame;
	struct uuid beacon, session;
	const char *hash, *prev; /* hex */
	const char *key_id;
	struct rows *rs; /* a row of each proof */
};

/* ---- Length and format */

static const char *
hex_of(struct req *r, const void *p, size_t n)
{
	char *hex = arena_alloc(r->arena, HEX_SIZE(n));

	hex_encode(hex, p, n);
	return hex;
}

static void
read_frame(struct req *r, struct arrival *a)
{
	const struct frame_in *in = req_in(r);
	uint8_t bytes[PRESENCE_FRAME_MAX], hash[SHA256_LEN];
	size_t n;

	if (r->err != OK)
		return;
	if (!b64_decode(in->frame, strlen(in->frame), bytes, sizeof(bytes),
		&n) ||
	    !presence_frame_read(&a->frame, bytes, n)) {
		req_fail(r, ERR_MALFORMED, "This is not a frame.");
		return;
	}
	presence_frame_hash(bytes, n, hash);
	uuid_format(a->frame.beacon, &a->beacon);
	uuid_format(a->frame.session, &a->session);
	a->hash = hex_of(r, hash, sizeof(hash));
	a->prev = hex_of(r, a->frame.prev, sizeof(a->frame.prev));
	a->key_id = arena_printf(r->arena, "%" PRIu32, a->frame.key_id);
}

/* ---- Who speaks */

static const char *
students_of(struct req *r, const struct presence_frame *f)
{
	struct buf b;

	buf_init(&b, r->arena, 4096);
	for (unsigned i = 0; i < f->n; i++) {
		struct uuid id;

		uuid_format(f->proofs[i].student, &id);
		buf_printf(&b, "%s\"%s\"", i == 0 ? "[" : ",", id.s);
	}
	buf_lit(&b, "]");
	return buf_text(&b);
}

static void
ask(struct req *r, struct arrival *a)
{
	const char *token = beacon_bearer(r);

	if (r->err != OK)
		return;
	a->rs = sql_frame_context(r, a->beacon.s, a->key_id, a->session.s,
	    token, students_of(r, &a->frame));
	beacon_known(r, a->rs);
	if (r->err == OK && !rows_is(a->rs, 0, "has_token"))
		req_fail(r, ERR_TOKEN, "Ask for a new one.");
}

static bool
is_signed(const struct arrival *a)
{
	struct es256 *key = beacon_key(rows_get(a->rs, 0, "public_key"));
	uint8_t room[PRESENCE_KEY_LEN];
	bool ok = key != NULL &&
	    beacon_bytes(rows_get(a->rs, 0, "totp_key"), room, sizeof(room)) &&
	    presence_frame_verify(&a->frame, key) &&
	    presence_totp(room, a->frame.t_ms) == a->frame.totp;

	es256_free(key);
	return ok;
}

static void
check_signature(struct req *r, const struct arrival *a)
{
	if (r->err != OK || is_signed(a))
		return;
	beacon_alarm(r, a->rs, a->beacon.s, "signature",
	    "a frame was not signed by the beacon, or not in its room");
	req_fail(r, ERR_BEACON_REFUSED,
	    "The signature is wrong, or the code of the room.");
}

/* ---- Proofs, one by one: NULL, or the reason of the refusal */

struct verdict {
	const char *fault;
	int wrong_bits; /* -1: no flash was due */
};

static const char *
judge_timestamp(const struct arrival *a, const struct presence_proof *p)
{
	uint8_t room[PRESENCE_KEY_LEN];
	bool ok = beacon_bytes(rows_get(a->rs, 0, "totp_key"), room,
	    sizeof(room)) && presence_totp_near(room, p->t_ms, p->totp);

	return ok ? NULL : "bad_code";
}

/* In the slot that we chose for the student, and what was due in it. */
static const char *
judge_flash(const struct arrival *a, int row, const struct presence_proof *p,
    uint8_t due[PRESENCE_FLASH_LEN], int *wrong)
{
	uint8_t key[PRESENCE_KEY_LEN], secret[PRESENCE_KEY_LEN];
	const char *secret_hex = rows_get(a->rs, row, "secret");
	const char *key_hex = rows_get(a->rs, row, "flash_key");
	const struct presence_frame *f = &a->frame;
	bool ok;

	if (!beacon_bytes(secret_hex, secret, sizeof(secret)) ||
	    !beacon_bytes(key_hex, key, sizeof(key)))
		return "bad_proof";
	presence_flash(key, f->session, f->beacon, p, due);
	*wrong = (int)presence_wrong_bits(due, p->flash);
	ok = *wrong <= (int)PRESENCE_WRONG_BITS && p->slot ==
	    presence_slot(secret, f->session, p->round, p->student);
	return ok ? NULL : "bad_proof";
}

static bool
device_signed(const struct arrival *a, int row, const struct presence_proof *p,
    const uint8_t *due)
{
	struct es256 *key = beacon_key(rows_get(a->rs, row, "device_key"));
	bool ok = key != NULL && presence_proof_verify(p, due, a->frame.session,
	    a->frame.beacon, key);

	es256_free(key);
	return ok;
}

static struct verdict
judge(const struct arrival *a, int row)
{
	const struct presence_proof *p = &a->frame.proofs[row];
	const char *bound = rows_get(a->rs, row, "device_id");
	struct verdict v = { presence_proof_fault(&a->frame, p), -1 };
	uint8_t due[PRESENCE_FLASH_LEN] = { 0 };
	struct uuid device;

	uuid_format(p->device, &device);
	if (v.fault != NULL)
		return v;
	if (bound == NULL)
		v.fault = "no_device";
	else if (strcmp(bound, device.s) != 0)
		v.fault = "wrong_device";
	else
		v.fault = p->kind == PRESENCE_TIMESTAMP ?
		    judge_timestamp(a, p) :
		    judge_flash(a, row, p, due, &v.wrong_bits);
	if (v.fault == NULL && !device_signed(a, row, p, due))
		v.fault = "bad_proof";
	return v;
}

/* What no number of JSON and no bigint holds is not worth keeping. */
static uint64_t
kept(uint64_t v)
{
	return v > INT64_MAX ? 0 : v;
}

static void
proof_json(struct buf *b, const struct presence_proof *p, struct verdict v)
{
	struct uuid student, device;

	uuid_format(p->student, &student);
	uuid_format(p->device, &device);
	buf_printf(b, "{\"student\":\"%s\",\"device\":\"%s\",\"kind\":%u,"
	    "\"round\":%" PRIu64 ",\"slot\":%u,\"t_ms\":%" PRIu64,
	    student.s, device.s, p->kind, kept(p->round), p->slot,
	    kept(p->t_ms));
	if (v.wrong_bits >= 0)
		buf_printf(b, ",\"wrong_bits\":%d", v.wrong_bits);
	if (v.fault != NULL)
		buf_printf(b, ",\"fault\":\"%s\"", v.fault);
	buf_lit(b, "}");
}

static const char *
proofs_json(struct req *r, const struct arrival *a)
{
	struct buf b;

	buf_init(&b, r->arena, 16384);
	for (int i = 0; i < a->frame.n; i++) {
		buf_puts(&b, i == 0 ? "[" : ",");
		proof_json(&b, &a->frame.proofs[i], judge(a, i));
	}
	buf_lit(&b, "]");
	return buf_text(&b);
}

/* ---- The state moves on, or this was seen before */

static void
refuse(struct req *r, const struct arrival *a, const char *seq)
{
	struct rows *rs = sql_frame_refused(r, a->beacon.s, rows_get(a->rs, 0,
	    "school_id"), seq, a->prev, a->hash, r->request_id,
	    req_value(r, "remote_addr"));

	if (r->err != OK)
		return;
	r->more = arena_printf(r->arena, ",\"reason\":\"%s\",\"last_seq\":%"
	    PRId64 ",\"is_last\":%s", rows_get(rs, 0, "kind"),
	    rows_int(rs, 0, "last_seq"), rows_is(rs, 0, "is_last") ? "true" :
	    "false");
	metric_inc(lyceum_beacon_frames_total, rows_get(rs, 0, "kind"));
	req_fail(r, ERR_REPLAY, NULL);
}

static void
take(struct req *r, const struct arrival *a)
{
	const char *seq, *step, *proofs;
	struct rows *rs;

	if (r->err != OK)
		return;
	proofs = proofs_json(r, a);
	seq = arena_printf(r->arena, "%" PRIu64, a->frame.seq);
	step = arena_printf(r->arena, "%" PRIu64,
	    presence_round(a->frame.t_ms));
	rs = sql_frame_take(r, a->beacon.s, rows_get(a->rs, 0, "school_id"),
	    rows_get(a->rs, 0, "classroom_id"), a->session.s, seq, step,
	    a->prev, a->hash, proofs, r->request_id,
	    req_value(r, "remote_addr"));
	if (r->err != OK)
		return;
	if (rows_count(rs) == 0) {
		refuse(r, a, seq);
		return;
	}
	for (int i = 0; i < rows_count(rs); i++)
		metric_inc(lyceum_beacon_proofs_total,
		    rows_get(rs, i, "reason") != NULL ?
			rows_get(rs, i, "reason") :
			rows_get(rs, i, "status"));
	metric_inc(lyceum_beacon_frames_total, "accepted");
	req_add(r, "results", rs);
}

/* Each statement commits by itself: an alarm stands though the frame fails. */
enum err
beacon_proofs(struct req *r)
{
	struct arrival a = { .rs = NULL };

	read_frame(r, &a);
	ask(r, &a);
	beacon_clock(r, a.rs, a.beacon.s, a.frame.t_ms);
	beacon_rate(r, "proofs", a.beacon.s, FRAMES_A_MINUTE);
	check_signature(r, &a);
	take(r, &a);
	return r->err;
}
