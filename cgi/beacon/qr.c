#include "core.h"
#include "attend.h"
#include "clock.h"
#include "code.h"
#include "conf.h"
#include "crypto.h"
#include "db.h"
#include "gen/attendance.h"
#include "presence.h"
#include "qr.h"
#include "req.h"
#include "rows.h"
#include "site.h"

#define SVG_MAX		65536

static bool
read_secret(const char *id, const struct rows *rs, uint8_t session[16],
    uint8_t secret[CODE_SECRET_LEN])
{
	const char *hex = rows_get(rs, 0, "_secret");
	size_t n;

	return hex != NULL && uuid_parse(id, session) &&
	    hex_decode(hex, strlen(hex), secret, CODE_SECRET_LEN, &n) &&
	    n == CODE_SECRET_LEN;
}

static const char *
instant(struct req *r, int64_t at)
{
	char *text = arena_alloc(r->arena, 32);
	time_t t = (time_t)at;
	struct tm tm;

	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &tm));
	return text;
}

/* The code of this moment: what it says, where it leads, how it looks. */
static void
show_code(struct req *r, const char *id, const struct rows *rs)
{
	uint32_t step = code_step(CODE_QR, r->now);
	int64_t seconds = code_seconds(CODE_QR);
	char *code = arena_alloc(r->arena, CODE_SIZE);
	uint8_t session[16], secret[CODE_SECRET_LEN];
	const char *url;
	struct buf svg;

	if (!read_secret(id, rs, session, secret))
		return;
	code_write(CODE_QR, session, secret, step, code);
	url = arena_printf(r->arena, "%s/sign?code=%s", site.conf->base_url,
	    code);
	buf_init(&svg, r->arena, SVG_MAX);
	if (!qr_svg(url, &svg)) {
		req_fail(r, ERR_BUG, "The code cannot be drawn.");
		return;
	}
	req_add_text(r, "code", code);
	req_add_text(r, "url", url);
	req_add_text(r, "next_at", instant(r, (step + 1) * seconds));
	req_add_text(r, "expires_at", instant(r, (step + 2) * seconds));
	req_add_text(r, "svg", buf_text(&svg));
}

/* The page of a session that is closed says so itself. */
enum err
session_qr(struct req *r)
{
	struct rows *rs = db_rows(r, &q_session_codes, req_bind(r,
	    &q_session_codes));

	if (r->err != OK)
		return r->err;
	if (rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	if (!rows_is(rs, 0, "is_closed"))
		show_code(r, req_var(r, "id"), rs);
	else if (r->api)
		req_fail(r, ERR_SESSION_CLOSED, NULL);
	return r->err;
}

/*
 * When this student flashes: in this round if the slot is still to come, else
 * in the next one; and the nonce that a tap on a tag is sent with.
 */
enum err
session_slot(struct req *r)
{
	const char *id = req_var(r, "id");
	struct rows *rs = db_rows(r, &q_session_slot, req_bind(r,
	    &q_session_slot));
	uint64_t now = (uint64_t)clock_date_us() / 1000;
	uint64_t round = presence_round(now);
	uint8_t session[16], secret[CODE_SECRET_LEN], student[16];
	char nonce[CODE_SIZE];
	uint16_t slot;

	if (r->err != OK)
		return r->err;
	if (!read_secret(id, rs, session, secret) ||
	    !uuid_parse(r->user.id.s, student))
		return req_fail(r, ERR_NOT_FOUND, NULL);
	slot = presence_slot(secret, session, round, student);
	if (presence_slot_start(round, slot) < now)
		slot = presence_slot(secret, session, ++round, student);
	code_write(CODE_NFC, session, secret, code_step(CODE_NFC, r->now),
	    nonce);
	buf_printf(&r->out, "{\"round\":%" PRIu64 ",\"slot\":%u,\"slots\":%u,"
	    "\"starts_at_ms\":%" PRIu64 ",\"length_ms\":%u,"
	    "\"nonce_nfc\":\"%s\"}", round, slot, PRESENCE_SLOTS,
	    presence_slot_start(round, slot), PRESENCE_SLOT_MS, nonce);
	return r->err;
}
