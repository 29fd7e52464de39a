#include "core.h"
#include "crypto.h"
#include "gen/identity.h"
#include "identify.h"
#include "password.h"
#include "person.h"
#include "req.h"
#include "rows.h"

void
person_read(struct req *r, struct person *p, const struct rows *rs)
{
	struct user *u = &p->user;
	const char *admin;

	*p = (struct person){ 0 };
	if (r->err != OK || rows_count(rs) == 0)
		return;
	u->known = uuid_read(rows_get(rs, 0, "id"), &u->id) &&
	    uuid_read(rows_get(rs, 0, "school_id"), &u->school_id);
	u->role = role_by_name(rows_get(rs, 0, "role"));
	admin = rows_get(rs, 0, "admin_role");
	snprintf(u->admin_role, sizeof(u->admin_role), "%s",
	    admin == NULL ? "" : admin);
	p->email = rows_get(rs, 0, "email");
	p->full_name = rows_get(rs, 0, "full_name");
	user_set_name(u, p->full_name);
	p->hash = rows_get(rs, 0, "password_hash");
	p->is_active = rows_is(rs, 0, "is_active");
}

void
person_find(struct req *r, const char *email, struct person *p)
{
	person_read(r, p, sql_login_person(r, email));
}

/* What was typed may be anything, a password too: it is not kept as it is. */
static const char *
subject_of(struct req *r, const struct person *p, const char *email)
{
	char *low = arena_strdup(r->arena, email);

	if (p->user.known)
		return arena_printf(r->arena, "account:%s", p->user.id.s);
	for (char *s = low; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 'a' - 'A');
	return arena_printf(r->arena, "unknown:%s", secret_hash(r, low));
}

bool
person_may_guess(struct req *r, const struct person *p, const char *email)
{
	struct rows *rs = sql_guess_count(r, subject_of(r, p, email));
	int wait;

	if (r->err != OK || rows_is(rs, 0, "allowed"))
		return r->err == OK;
	wait = (int)rows_int(rs, 0, "retry_after");
	r->retry_after = wait > 0 ? wait : 1;
	req_fail(r, ERR_RATE, "Too many attempts to sign in to this account. "
	    "Try again in %d minutes.", (r->retry_after + 59) / 60);
	return false;
}

void
person_forgive(struct req *r, const struct person *p)
{
	sql_guess_forget(r, subject_of(r, p, ""));
}

/* Two sign-ins at once make two new hashes; the second takes the first's. */
static bool
rehash(struct req *r, struct person *p, const char *password)
{
	char made[PASSWORD_HASH_SIZE];

	if (!password_hash(password, made))
		return true;	/* the old one does as well */
	if (sql_password_rehash(r, p->user.id.s, p->hash, made) == 1) {
		p->hash = arena_strdup(r->arena, made);
		return true;
	}
	person_find(r, p->email, p);
	return password_verify(p->hash, password) != PASSWORD_WRONG;
}

bool
person_proves(struct req *r, struct person *p, const char *password)
{
	if (r->err != OK)
		return false;
	switch (password_verify(p->hash, password)) {
	case PASSWORD_OK:
		return true;
	case PASSWORD_REHASH:
		return rehash(r, p, password);
	case PASSWORD_WRONG:
	default:
		return false;
	}
}
