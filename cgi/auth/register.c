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

struct register_in {
	const char	*full_name, *email, *password, *school;
};

#define SCHOOL(S)							\
	FIELD(S, school, .label = "School", .max = 20, ONE_LINE,	\
	    .doc = "Its code, where several schools take registrations")

SHAPE(register_shape, struct register_in,
	FULL_NAME(struct register_in, .flags = F_REQUIRED),
	EMAIL(struct register_in, F_REQUIRED),
	PASSWORD(struct register_in, password, "Password", F_REQUIRED),
	SCHOOL(struct register_in));

struct register_page {
	const char	*school;
};

SHAPE(register_page_shape, struct register_page,
	SCHOOL(struct register_page));

/* The school, and a hash of a password that will do. */
static const char *
check(struct req *r, const struct register_in *in,
    char hash[PASSWORD_HASH_SIZE])
{
	const char *school = in->school == NULL || *in->school == '\0' ?
	    NULL : in->school, *bad;
	struct rows *rs = sql_registration(r, school);

	if (rows_count(rs) == 0) {
		req_fail(r, ERR_REGISTRATION_CLOSED, NULL);
		return NULL;
	}
	bad = password_check(in->password, in->email, in->full_name);
	if (bad != NULL)
		req_fault(r, "password", "%s", bad);
	else if (!password_hash(in->password, hash))
		req_fail(r, ERR_BUSY, NULL);
	return rows_get(rs, 0, "id");
}

static void
registered(struct req *r)
{
	log_user(r->user.id.s);
	log_info("user_registered", "User registered",
	    KV("ip_address", req_value(r, "remote_addr")));
}

/* In a browser one is signed in with it; a program signs in by itself. */
enum err
auth_register(struct req *r)
{
	const struct register_in *in = req_in(r);
	char hash[PASSWORD_HASH_SIZE] = "";
	const char *school = check(r, in, hash);
	struct person p;
	struct rows *rs;

	db_begin(r);
	rs = sql_register(r, school, in->email, in->full_name, hash);
	if (r->err == OK && rows_count(rs) == 0)
		return req_fail(r, ERR_REGISTRATION_CLOSED, NULL);
	person_read(r, &p, rs);
	p.hash = hash;
	if (r->err == OK && r->api)
		r->user = p.user;
	else if (r->err == OK && session_open(r, &p, true))
		r->location = "/";
	req_add_one(r, "", rs);
	r->after = registered;
	return r->err;
}
