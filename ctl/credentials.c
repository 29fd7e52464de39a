#include "core.h"

#include "copy.h"
#include "ctl.h"
#include "grades/signer.h"

static int
rotate(struct ctl *c, struct copy *db, const char *code)
{
	const char *school = ctl_school(c, db, &code);
	const char *params[4] = { school };
	struct signer s;

	if (school == NULL)
		return CTL_FAILED;
	if (!signer_make(&c->arena, &s))
		return ctl_fail(c, "OpenSSL could not make a key");
	params[1] = s.kid;
	params[2] = s.pem;
	params[3] = s.jwk;
	if (!copy_ask(db, "insert into grading.signing_keys (school_id, kid, "
	    "private_key, public_jwk) values ($1, $2, $3, $4)", params, 4))
		return ctl_db_failed(c, db, "the key was not kept");
	printf("credentials of school %s are signed with key %s from now on; "
	    "the keys before it stay published\n", code, s.kid);
	copy_close(db);
	return CTL_OK;
}

int
cmd_credentials_rotate(struct ctl *c, char **argv)
{
	const char *code = NULL;
	const struct opt opts[] = {
		{ "school", "CODE", "whose credentials", &code, NULL },
	};
	struct copy *db;

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	db = ctl_db(c);
	return db == NULL ? c->status : rotate(c, db, code);
}
