#include "core.h"
#include <strings.h>
#include "access.h"
#include "conf.h"
#include "cookie.h"
#include "crypto.h"
#include "csrf.h"
#include "gen/platform.h"
#include "grpc.h"
#include "identify.h"
#include "keys.h"
#include "log.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "seen.h"
#include "site.h"
#include "token.h"

#define SEEN_COOKIE_SECONDS	30	/* a session's database row is asked */

/* ---- What the pool has seen already */

static bool
seen_before(struct req *r, const uint8_t digest[SHA256_LEN])
{
	struct seen_id id;

	if (!seen_get(site.seen, digest, r->now, &id))
		return false;
	r->user = id.user;
	memcpy(r->csrf_key, id.csrf, sizeof(r->csrf_key));
	return true;
}

static void
remember(const struct req *r, const uint8_t digest[SHA256_LEN],
    int64_t until, uint64_t epoch)
{
	struct seen_id id = { .user = r->user };

	memcpy(id.csrf, r->csrf_key, sizeof(id.csrf));
	seen_put(site.seen, digest, &id, until, epoch);
}

/* ---- Bearer tokens */

static void
by_token(struct req *r, const char *token)
{
	uint64_t epoch = seen_epoch(site.seen);
	uint8_t digest[SHA256_LEN];
	const char *why;

	crypto_sha256(token, strlen(token), digest);
	if (seen_before(r, digest))
		return;
	why = keys_refresh(site.keys, r->now);
	if (why != NULL)
		log_warning("keys", why);
	why = token_verify(site.keys, site_realm(), token, r->now, &r->user);
	if (why != NULL) {
		log_info("token_refused", why);
		req_fail(r, ERR_TOKEN, NULL);
		return;
	}
	remember(r, digest, r->user.expires, epoch);
}

/* ---- Cookies */

static void
user_of_row(struct req *r, const struct rows *rs)
{
	struct user *u = &r->user;
	const char *key = rows_get(rs, 0, "csrf_key");
	const char *admin = rows_get(rs, 0, "admin_role");
	size_t n = 0;

	u->known = uuid_read(rows_get(rs, 0, "user_id"), &u->id) &&
	    uuid_read(rows_get(rs, 0, "school_id"), &u->school_id) &&
	    uuid_read(rows_get(rs, 0, "session_id"), &u->session) &&
	    key != NULL && hex_decode(key, strlen(key), r->csrf_key,
	    sizeof(r->csrf_key), &n) && n == sizeof(r->csrf_key);
	u->role = role_by_name(rows_get(rs, 0, "role"));
	u->expires = rows_int(rs, 0, "expires");
	user_set_name(u, rows_get(rs, 0, "full_name"));
	snprintf(u->admin_role, sizeof(u->admin_role), "%s",
	    admin == NULL ? "" : admin);
}

const char *
secret_hash(struct req *r, const char *secret)
{
	uint8_t sha[SHA256_LEN];
	char *hex = arena_alloc(r->arena, HEX_SIZE(SHA256_LEN));

	crypto_sha256(secret, strlen(secret), sha);
	hex_encode(hex, sha, sizeof(sha));
	return hex;
}

static void
by_cookie(struct req *r, const char *secret)
{
	uint64_t epoch = seen_epoch(site.seen);
	int64_t until = r->now + SEEN_COOKIE_SECONDS;
	uint8_t digest[SHA256_LEN];
	struct rows *rs;

	crypto_sha256(secret, strlen(secret), digest);
	r->by_cookie = true;
	if (seen_before(r, digest))
		return;
	rs = sql_session_find(r, secret_hash(r, secret));
	if (rows_count(rs) == 0)
		return;
	user_of_row(r, rs);
	if (r->user.known)
		remember(r, digest, until < r->user.expires ? until :
		    r->user.expires, epoch);
}

/* Probes, metrics and keys are for nobody in particular when they must. */
static void
do_without_db(struct req *r)
{
	if (r->err != ERR_DB || !(r->route->flags & R_NO_DB))
		return;
	r->err = OK;
	r->user = (struct user){ 0 };
}

void
identify(struct req *r)
{
	const char *auth = req_param(r, "HTTP_AUTHORIZATION");
	const char *cookies = req_param(r, "HTTP_COOKIE"), *v;
	size_t n;

	if (r->err != OK || (r->route->flags & R_BEARER))
		return;
	if (r->grpc != NULL) {
		grpc_identify(r);
		return;
	}
	if (auth != NULL && strncasecmp(auth, "Bearer ", 7) == 0)
		by_token(r, auth + 7 + strspn(auth + 7, " "));
	else if (auth != NULL)
		req_fail(r, ERR_TOKEN, "Only the Bearer scheme is known.");
	else if (cookies != NULL && cookie_find(cookies, SESSION_COOKIE,
	    site.conf->secure_cookies, &v, &n))
		by_cookie(r, arena_strndup(r->arena, v, n));
	if (r->user.known)
		access_refresh(r);
	do_without_db(r);
	if (r->err == OK && r->user.known && access_revoked(&r->user)) {
		r->user = (struct user){ 0 };
		if (!r->by_cookie)
			req_fail(r, ERR_TOKEN, "The session has ended.");
	}
	log_user(r->user.known ? r->user.id.s : NULL);
}

/* ---- Forged forms */

static bool
from_ourselves(const struct req *r)
{
	const char *site_word = req_param(r, "HTTP_SEC_FETCH_SITE");
	const char *origin = req_param(r, "HTTP_ORIGIN");

	if (site_word != NULL)
		return strcmp(site_word, "same-origin") == 0;
	if (origin != NULL)
		return strcmp(origin, site.conf->base_url) == 0;
	return !r->by_cookie;	/* a script without a browser, not signed in */
}

void
identify_form(struct req *r)
{
	bool ok;

	if (r->err != OK || r->method == M_GET || (r->route->flags & R_BEARER))
		return;
	if (r->api && !r->by_cookie)
		return;		/* a token is not sent by itself */
	ok = from_ourselves(r);
	if (ok && r->user.known && r->api)
		ok = csrf_api_ok(r->csrf_key, req_param(r,
		    "HTTP_X_CSRF_TOKEN"));
	else if (ok && r->user.known)
		ok = csrf_form_ok(r->csrf_key, method_name(r->method), r->path,
		    form_get(&r->form, "_csrf"));
	if (!ok)
		req_fail(r, ERR_CSRF, NULL);
}

void
session_cookie(struct req *r, const char *secret, int64_t max_age)
{
	struct cookie c = { .name = SESSION_COOKIE, .value = secret,
	    .max_age = max_age, .same_site = SAME_SITE_LAX };

	buf_lit(&r->headers, "Set-Cookie: ");
	if (!cookie_write(&r->headers, &c, site.conf->secure_cookies))
		abort();
	buf_lit(&r->headers, "\r\n");
}
