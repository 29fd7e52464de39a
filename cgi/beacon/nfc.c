#include "core.h"
#include "attend.h"
#include "clock.h"
#include "cmac.h"
#include "code.h"
#include "crypto.h"
#include "db.h"
#include "es256.h"
#include "gen/attendance.h"
#include "req.h"
#include "rows.h"

#define SKEW_MS 30000
#define POINT_LEN 65u  /* 04, x, y */
#define SIGNED_LEN 45u /* "LYCS1", session, student, t_ms */

static bool
bytes_of(const char *hex, void *out, size_t len)
{
	size_t n;

	return hex != NULL && hex_decode(hex, strlen(hex), out, len, &n) &&
	    n == len;
}

/* Hexadecimal digits as we write them, and as decode() of SQL reads them. */
static const char *
lower(struct req *r, const char *s)
{
	char *t = arena_strdup(r->arena, s);

	for (char *p = t; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	return t;
}

/* ---- A tag: its number, its count, a MAC over both, and a live nonce */

static bool
has_all(struct req *r, const struct signature_in *in)
{
	if (in->uid == NULL)
		req_fault(r, "uid", "is required");
	if (in->mac == NULL)
		req_fault(r, "mac", "is required");
	if (in->nonce == NULL)
		req_fault(r, "nonce", "is required");
	if (!input_given(&r->in, "counter"))
		req_fault(r, "counter", "is required");
	return r->err == OK;
}

/* Row of the key that made the MAC, or -1. */
static int
key_of_mac(struct req *r, const struct signature_in *in, const struct rows *rs)
{
	uint8_t uid[TAG_UID_LEN], key[TAG_KEY_LEN];
	uint8_t given[TAG_MAC_LEN], due[TAG_MAC_LEN];
	int found = -1;

	if (!bytes_of(lower(r, in->uid), uid, sizeof(uid)) ||
	    !bytes_of(lower(r, in->mac), given, sizeof(given)))
		return -1;
	for (int i = 0; i < rows_count(rs); i++) {
		if (!bytes_of(rows_get(rs, i, "_key"), key, sizeof(key)))
			continue;
		cmac_tag(key, uid, (uint32_t)in->counter, due);
		if (crypto_same(due, given, sizeof(due)))
			found = i;
	}
	return found;
}

/*
 * A tap that was recorded has a count that is used up or, if it was never
 * sent, no nonce of now.
 */
void
nfc_prove(struct req *r, struct attempt *a)
{
	const struct signature_in *in = a->in;
	struct rows *rs;
	enum code_is is;
	int row;

	if (!has_all(r, in))
		return;
	rs = sql_tag_keys(r, lower(r, in->uid), r->user.school_id.s);
	row = key_of_mac(r, in, rs);
	if (r->err != OK || row < 0) {
		a->fault = rows_count(rs) == 0 ? "unknown_tag" : "bad_proof";
		return;
	}
	a->beacon = rows_get(rs, row, "id");
	a->classroom = rows_get(rs, row, "classroom_id");
	a->proof = arena_printf(r->arena, "{\"counter\":%" PRId64 "}",
	    in->counter);
	is = code_check(CODE_NFC, in->nonce, a->session_bytes, a->secret,
	    r->now);
	if (is != CODE_GOOD)
		a->fault = is == CODE_OLD ? "expired_code" : "bad_code";
	else if (sql_tag_count(r, a->beacon, arena_printf(r->arena,
	    "%" PRId64, in->counter)) == 0)
		a->fault = "replayed";
}

/* ---- A phone: the one that the student signs with */

static bool
phone_signed(const struct attempt *a, const uint8_t point[POINT_LEN])
{
	uint8_t text[SIGNED_LEN] = "LYCS1", sig[ES256_SIG_LEN];
	const char *given = a->in->device_signature;
	struct es256 *key;
	size_t n;
	bool good;

	if (!b64_decode(given, strlen(given), sig, sizeof(sig), &n) ||
	    n != sizeof(sig) || !uuid_parse(a->person, text + 21))
		return false;
	memcpy(text + 5, a->session_bytes, 16);
	for (unsigned i = 0; i < 8; i++)
		text[37 + i] = (uint8_t)((uint64_t)a->in->t_ms >>
		    (56 - 8 * i));
	key = es256_public(point + 1, point + 33);
	good = key != NULL && es256_verify(key, text, sizeof(text), sig);
	es256_free(key);
	return good;
}

/* A device that is named must sign, and be the student's own. */
void
phone_prove(struct req *r, struct attempt *a)
{
	const struct signature_in *in = a->in;
	int64_t off = in->t_ms - clock_date_us() / 1000;
	uint8_t point[POINT_LEN];
	const char *id;
	struct rows *rs;

	if (in->device_id.s[0] == '\0' && in->device_signature == NULL)
		return;
	if (in->device_id.s[0] == '\0')
		req_fault(r, "device_id", "is required");
	if (in->device_signature == NULL)
		req_fault(r, "device_signature", "is required");
	if (r->err != OK)
		return;
	rs = sql_signature_device(r, a->person);
	id = rows_get(rs, 0, "id");
	if (id == NULL)
		a->fault = "no_device";
	else if (strcmp(id, in->device_id.s) != 0)
		a->fault = "wrong_device";
	else if (off < -SKEW_MS || off > SKEW_MS)
		a->fault = "clock";
	else if (!bytes_of(rows_get(rs, 0, "_key"), point, sizeof(point)) ||
	    !phone_signed(a, point))
		a->fault = "bad_proof";
	a->device = id;
}
