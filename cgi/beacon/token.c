#include "core.h"
#include "clock.h"
#include "crypto.h"
#include "devices.h"
#include "gen/beacon.h"
#include "identify.h"
#include "limit.h"
#include "metric.h"
#include "presence.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "site.h"

#define TOKEN_BYTES 32u
#define TOKEN_SECONDS "900"
#define TOKENS_A_MINUTE 30u

struct token_in {
	struct uuid beacon_id;
	int64_t key_id, t_ms;
	const char *signature;
};

SHAPE(beacon_token_shape, struct token_in,
    FIELD(struct token_in, beacon_id, .label = "Beacon",
	.flags = F_REQUIRED),
    FIELD(struct token_in, key_id, .label = "Key", .min = 1,
	.max = INT32_MAX, .example = "1", .flags = F_REQUIRED),
    FIELD(struct token_in, t_ms, .label = "Time", .min = 0,
	.max = INT64_C(99999999999999), .example = "1773666012345",
	.doc = "Milliseconds since 1970", .flags = F_REQUIRED),
    FIELD(struct token_in, signature, .label = "Signature", .min = 88,
	.max = 88, .pattern = "^[A-Za-z0-9+/]{86}==$",
	.hint = "64 bytes in base64",
	.doc = "ES256 over \"LYCA1\", beacon, key and time",
	.flags = F_REQUIRED | F_RAW));

/* ---- What every request of a beacon goes through */

const char *
beacon_bearer(struct req *r)
{
	const char *auth = req_param(r, "HTTP_AUTHORIZATION");

	if (auth != NULL && strncmp(auth, "Bearer ", 7) == 0 &&
	    strlen(auth) < 100)
		return secret_hash(r, auth + 7);
	req_fail(r, ERR_TOKEN, "A beacon brings the token of POST "
	    "/beacon/auth/token.");
	return NULL;
}

bool
beacon_bytes(const char *hex, uint8_t *out, size_t n)
{
	size_t len;

	return hex != NULL && hex_decode(hex, strlen(hex), out, n, &len) &&
	    len == n;
}

struct es256 *
beacon_key(const char *hex)
{
	uint8_t point[1 + 2 * ES256_XY_LEN];

	if (!beacon_bytes(hex, point, sizeof(point)) || point[0] != 4)
		return NULL;
	return es256_public(point + 1, point + 1 + ES256_XY_LEN);
}

void
beacon_known(struct req *r, const struct rows *rs)
{
	const char *why = NULL;

	if (r->err != OK)
		return;
	if (rows_count(rs) == 0 || rows_get(rs, 0, "public_key") == NULL)
		why = "There is no such beacon, or no such key.";
	else if (!rows_is(rs, 0, "is_active"))
		why = "The beacon is not active.";
	else if (rows_is(rs, 0, "is_revoked"))
		why = "The key was revoked.";
	if (why != NULL)
		req_fail(r, ERR_BEACON_REFUSED, "%s", why);
}

void
beacon_rate(struct req *r, const char *what, const char *id, unsigned times)
{
	unsigned wait;

	if (r->err != OK)
		return;
	wait = limit_take(site.limit, site.cache, arena_printf(r->arena,
	    "beacon %s %s", what, id), times, 60);
	if (wait == 0)
		return;
	r->retry_after = (int)wait;
	metric_inc(uems_rate_limit_exceeded_total, r->route->path, "beacon");
	req_fail(r, ERR_RATE, "Try again in %u seconds.", wait);
}

void
beacon_alarm(struct req *r, const struct rows *rs, const char *id,
    const char *kind, const char *detail)
{
	sql_beacon_alarm(r, id, rows_get(rs, 0, "school_id"), kind, detail,
	    r->request_id, req_value(r, "remote_addr"));
}

void
beacon_clock(struct req *r, const struct rows *rs, const char *id,
    uint64_t t_ms)
{
	uint64_t now = (uint64_t)clock_date_us() / 1000;
	uint64_t off = t_ms > now ? t_ms - now : now - t_ms;
	const char *words;

	if (r->err != OK || off <= PRESENCE_SKEW_MS)
		return;
	words = arena_printf(r->arena, "The time here is %" PRIu64
	    ", that of the beacon is %" PRIu64 ".", now, t_ms);
	beacon_alarm(r, rs, id, "clock", words);
	req_fail(r, ERR_CLOCK, "%s", words);
}

/* ---- POST /beacon/auth/token */

static bool
is_signed(const struct token_in *in, const char *key_hex)
{
	uint8_t said[PRESENCE_AUTH_LEN], id[PRESENCE_ID_LEN] = { 0 };
	uint8_t sig[ES256_SIG_LEN];
	struct es256 *key = beacon_key(key_hex);
	size_t n;
	bool ok = key != NULL && uuid_parse(in->beacon_id.s, id) &&
	    b64_decode(in->signature, strlen(in->signature), sig,
	    sizeof(sig), &n) && n == sizeof(sig);

	presence_auth_write(id, (uint32_t)in->key_id, (uint64_t)in->t_ms,
	    said);
	ok = ok && es256_verify(key, said, sizeof(said), sig);
	es256_free(key);
	return ok;
}

static const char *
new_token(struct req *r)
{
	uint8_t bytes[TOKEN_BYTES];
	char *text = arena_alloc(r->arena, B64URL_SIZE(TOKEN_BYTES));

	crypto_random(bytes, sizeof(bytes));
	b64url_encode(text, bytes, sizeof(bytes));
	return text;
}

static void
issue(struct req *r, const struct token_in *in, const struct rows *known)
{
	const char *token = new_token(r);
	const char *key = arena_printf(r->arena, "%" PRId64, in->key_id);
	const char *t = arena_printf(r->arena, "%" PRId64, in->t_ms);
	struct rows *rs = sql_token_issue(r, in->beacon_id.s, key, t,
	    secret_hash(r, token), TOKEN_SECONDS);

	if (r->err != OK)
		return;
	if (rows_count(rs) == 0) {
		beacon_alarm(r, known, in->beacon_id.s, "replay",
		    "a signed timestamp was used again");
		req_fail(r, ERR_REPLAY, "A newer timestamp was seen.");
		return;
	}
	buf_printf(&r->out, "{\"access_token\":\"%s\",\"token_type\":"
	    "\"Bearer\",\"expires_in\":" TOKEN_SECONDS "}",
	    token);
}

enum err
beacon_token(struct req *r)
{
	const struct token_in *in = req_in(r);
	const char *id = in->beacon_id.s;
	struct rows *rs = sql_auth_context(r, id, arena_printf(r->arena,
	    "%" PRId64, in->key_id));

	beacon_known(r, rs);
	beacon_clock(r, rs, id, (uint64_t)in->t_ms);
	beacon_rate(r, "token", id, TOKENS_A_MINUTE);
	if (r->err == OK && !is_signed(in, rows_get(rs, 0, "public_key"))) {
		beacon_alarm(r, rs, id, "signature",
		    "a signed timestamp was not signed by the beacon");
		req_fail(r, ERR_BEACON_REFUSED, "The signature is wrong.");
	}
	if (r->err == OK)
		issue(r, in, rs);
	return r->err;
}
