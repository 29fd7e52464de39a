#include "core.h"
#include "auth.h"
#include "crypto.h"
#include "gen/identity.h"
#include "identify.h"
#include "log.h"
#include "person.h"
#include "rows.h"
#include "seen.h"
#include "session.h"
#include "site.h"

struct refresh_in {
	const char	*refresh_token;
};

SHAPE(refresh_shape, struct refresh_in,
	FIELD(struct refresh_in, refresh_token, .label = "Refresh token",
	    .max = 100, .flags = F_REQUIRED | F_RAW | F_SECRET));

/* A token that was used before: a copy of it is in other hands. */
static void
reused(struct req *r, const struct rows *rs)
{
	struct uuid id;

	log_warning("token_reuse", "A refresh token was used again: its "
	    "session has ended", KV("session", rows_get(rs, 0, "session_id")),
	    KV("account", rows_get(rs, 0, "id")),
	    KV("ip_address", req_value(r, "remote_addr")));
	if (uuid_read(rows_get(rs, 0, "session_id"), &id))
		seen_forget_session(site.seen, &id);
}

static enum err
refused(struct req *r, const struct rows *rs, const char *outcome)
{
	if (strcmp(outcome, "inactive") == 0)
		return req_fail(r, ERR_INACTIVE, NULL);
	if (strcmp(outcome, "reused") == 0)
		reused(r, rs);
	return req_fail(r, ERR_TOKEN, "Sign in again.");
}

/*
 * Not in a transaction of ours: a reused token ends its family, though the
 * request fails.
 */
enum err
auth_refresh(struct req *r)
{
	const struct refresh_in *in = req_in(r);
	const char *next = session_secret(r), *outcome;
	struct rows *rs = sql_refresh(r, secret_hash(r, in->refresh_token),
	    secret_hash(r, next), REFRESH_SECONDS);
	struct person p;

	if (r->err != OK)
		return r->err;
	outcome = rows_get(rs, 0, "outcome");
	if (outcome == NULL || strcmp(outcome, "ok") != 0)
		return refused(r, rs, outcome == NULL ? "" : outcome);
	person_read(r, &p, rs);
	if (!uuid_read(rows_get(rs, 0, "session_id"), &p.user.session))
		return req_fail(r, ERR_BUG, "a session without an id");
	session_tokens(r, &p, next);
	log_user(p.user.id.s);
	return r->err;
}
