#include "core.h"
#include "auth.h"
#include "db.h"
#include "fields.h"
#include "local.h"
#include "log.h"
#include "metric.h"
#include "person.h"
#include "session.h"

struct login_in {
	const char	*email, *password, *next;
};

/* An imported password may be longer than a new one. */
SHAPE(login_shape, struct login_in,
	FIELD(struct login_in, email, .label = "E-mail address", .max = 254,
	    .example = "student@lyceum.example", .flags = F_REQUIRED),
	FIELD(struct login_in, password, .label = "Password", .max = 1024,
	    .example = "demo-Lyceum-1",
	    .flags = F_REQUIRED | F_RAW | F_SECRET),
	FIELD(struct login_in, next, .label = "Where to go then",
	    .max = 2000, .flags = F_FORM));

struct login_page {
	const char	*next;
};

SHAPE(login_page_shape, struct login_page,
	FIELD(struct login_page, next, .label = "Where to go then",
	    .max = 2000));

static void
failed(struct req *r, const struct person *p)
{
	const char *reason = r->err == ERR_RATE ? "rate_limited" :
	    r->err == ERR_INACTIVE ? "account_inactive" :
	    "invalid_credentials";

	if (r->err != ERR_RATE && r->err != ERR_INACTIVE &&
	    r->err != ERR_CREDENTIALS)
		return;		/* our own fault, not theirs */
	metric_inc(uems_user_login_failures_total, reason);
	if (r->err == ERR_RATE)
		metric_inc(uems_rate_limit_exceeded_total, r->route->path,
		    "none");
	log_warning("user_login_failed", "Sign-in refused",
	    KV("reason", reason), KV("ip_address", req_value(r,
	    "remote_addr")), KV("account", p->user.known ? p->user.id.s :
	    NULL));
}

static void
succeeded(struct req *r)
{
	const char *role = role_name(r->user.role);

	metric_inc(uems_user_logins_total, role);
	log_user(r->user.id.s);
	log_info("user_login", "User logged in", KV("role", role),
	    KV("ip_address", req_value(r, "remote_addr")),
	    KV("kind", r->api ? "api" : "browser"));
}

/* The password first: who does not know it learns nothing of the account. */
static void
check(struct req *r, struct person *p, const struct login_in *in)
{
	person_find(r, in->email, p);
	if (!person_may_guess(r, p, in->email))
		return;
	if (!person_proves(r, p, in->password))
		req_fail(r, ERR_CREDENTIALS, NULL);
	else if (!p->is_active)
		req_fail(r, ERR_INACTIVE, NULL);
}

enum err
auth_login(struct req *r)
{
	const struct login_in *in = req_in(r);
	struct person p;

	check(r, &p, in);
	db_begin(r);
	if (r->err == OK && !session_open(r, &p, !r->api))
		req_fail(r, ERR_CREDENTIALS, "The password was changed at "
		    "this very moment.");
	person_forgive(r, &p);
	failed(r, &p);
	if (!r->api)
		r->location = local_path(r->arena, in->next);
	r->after = succeeded;
	return r->err;
}
