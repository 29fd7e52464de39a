#include "core.h"
#include "auth.h"
#include "db.h"
#include "fields.h"
#include "gen/identity.h"
#include "log.h"
#include "password.h"
#include "person.h"
#include "rows.h"
#include "session.h"

struct password_in {
	const char	*current_password, *new_password;
};

SHAPE(password_shape, struct password_in,
	FIELD(struct password_in, current_password,
	    .label = "Password now", .max = 1024,
	    .flags = F_REQUIRED | F_RAW | F_SECRET),
	PASSWORD(struct password_in, new_password, "New password",
	    F_REQUIRED));

/* Whoever sits at an unlocked screen has ten guesses, too. */
static void
check(struct req *r, struct person *p, const struct password_in *in,
    char hash[PASSWORD_HASH_SIZE])
{
	const char *bad;

	person_read(r, p, sql_password_of(r, r->user.id.s));
	if (r->err != OK || !person_may_guess(r, p, ""))
		return;
	if (!person_proves(r, p, in->current_password)) {
		req_fault(r, "current_password", "is not your password.");
		return;
	}
	bad = password_check(in->new_password, p->email, p->full_name);
	if (bad == NULL && strcmp(in->current_password,
	    in->new_password) == 0)
		bad = "must be another one than now.";
	if (bad != NULL)
		req_fault(r, "new_password", "%s", bad);
	else if (!password_hash(in->new_password, hash))
		req_fail(r, ERR_BUSY, NULL);
}

static void
changed(struct req *r)
{
	session_forget_me(r);
	log_info("password_changed", "Password changed", KV("ip_address",
	    req_value(r, "remote_addr")));
}

/*
 * Every session ends, this one too: whoever else holds its secret is out.  A
 * new one takes its place, so that the caller stays signed in.
 */
enum err
auth_password_change(struct req *r)
{
	const struct password_in *in = req_in(r);
	char hash[PASSWORD_HASH_SIZE] = "";
	struct person p;

	check(r, &p, in, hash);
	db_begin(r);
	if (r->err == OK && sql_password_set(r, p.user.id.s, p.hash,
	    hash) == 0)
		req_fail(r, ERR_CONFLICT, "The password was changed at this "
		    "very moment.");
	sql_logout_all(r, r->user.id.s);
	p.hash = hash;
	if (r->err == OK && !session_open(r, &p, r->by_cookie))
		req_fail(r, ERR_BUSY, NULL);
	person_forgive(r, &p);
	r->after = changed;
	return r->err;
}
