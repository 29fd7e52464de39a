#include "core.h"
#include "cookie.h"
#include "crypto.h"
#include "csrf.h"
#include "gen/identity.h"
#include "identify.h"
#include "keys.h"
#include "log.h"
#include "person.h"
#include "req.h"
#include "rows.h"
#include "seen.h"
#include "session.h"
#include "site.h"
#include "token.h"

const char *
session_secret(struct req *r)
{
	unsigned char bytes[32];
	char *text = arena_alloc(r->arena, B64URL_SIZE(sizeof(bytes)));

	crypto_random(bytes, sizeof(bytes));
	b64url_encode(text, bytes, sizeof(bytes));
	return text;
}

/* ---- Tokens */

static const char *
access_token(struct req *r, const struct person *p)
{
	const struct token_subject subject = { .user = &p->user,
	    .email = p->email, .full_name = p->full_name };
	const char *why = keys_refresh(site.keys, r->now), *token;

	if (why != NULL)
		log_warning("keys", why);
	token = token_sign(r->arena, site.keys, site_realm(), &subject,
	    r->now);
	if (token == NULL)
		req_fail(r, ERR_BUG, "no token could be signed");
	return token;
}

void
session_tokens(struct req *r, const struct person *p, const char *refresh)
{
	const char *token = r->err == OK ? access_token(r, p) : NULL;

	if (token == NULL)
		return;
	buf_lit(&r->out, "{\"access_token\":");
	buf_json(&r->out, token);
	buf_lit(&r->out, ",\"refresh_token\":");
	buf_json(&r->out, refresh);
	buf_printf(&r->out, ",\"token_type\":\"Bearer\",\"expires_in\":%d}",
	    TOKEN_LIFETIME);
}

/* ---- Opening */

static struct rows *
open_browser(struct req *r, const struct person *p, const char *secret)
{
	unsigned char key[CSRF_KEY_LEN];
	char hex[HEX_SIZE(CSRF_KEY_LEN)];

	crypto_random(key, sizeof(key));
	hex_encode(hex, key, sizeof(key));
	return sql_session_browser(r, p->user.id.s, p->hash,
	    secret_hash(r, secret), hex, req_value(r, "user_agent"),
	    req_value(r, "remote_addr"));
}

static struct rows *
open_api(struct req *r, const struct person *p, const char *secret)
{
	return sql_session_api(r, p->user.id.s, p->hash,
	    secret_hash(r, secret), REFRESH_SECONDS,
	    req_value(r, "user_agent"), req_value(r, "remote_addr"));
}

/* Who signs in again on the same browser leaves nothing behind. */
static void
end_old(struct req *r)
{
	if (!r->by_cookie || !r->user.known)
		return;
	sql_logout(r, r->user.session.s);
	seen_forget_session(site.seen, &r->user.session);
}

bool
session_open(struct req *r, struct person *p, bool browser)
{
	const char *secret = session_secret(r);
	struct rows *rs = browser ? open_browser(r, p, secret) :
	    open_api(r, p, secret);

	if (rows_count(rs) == 0 || !uuid_read(rows_get(rs, 0, "id"),
	    &p->user.session))
		return false;
	if (browser) {
		end_old(r);
		session_cookie(r, secret, COOKIE_SESSION);
	} else
		session_tokens(r, p, secret);
	r->user = p->user;
	return r->err == OK;
}

/* ---- Forgetting */

void
session_forget_me(struct req *r)
{
	seen_forget_user(site.seen, &r->user.id);
}

void
session_forget_named(struct req *r)
{
	struct uuid id;

	if (uuid_read(req_var(r, "id"), &id))
		seen_forget_session(site.seen, &id);
}

void
session_forget_person(struct req *r)
{
	struct uuid id;

	if (uuid_read(req_var(r, "id"), &id))
		seen_forget_user(site.seen, &id);
}
