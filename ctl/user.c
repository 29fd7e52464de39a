#include "core.h"

#include "copy.h"
#include "ctl.h"
#include "err.h"
#include "newpass.h"
#include "text.h"
#include "user.h"

struct account {
	const char	*email, *name, *role, *admin_role, *school;
	const char	*number, *department;
	bool		 from_stdin;
};

/* ---- Making one */

static const char insert_sql[] =
    "with u as ("
    " insert into identity.users (school_id, email, full_name, role,"
    "  admin_role, student_number, department, password_hash)"
    " values ($1, btrim($2), btrim($3), $4, $5, $6, $7, $8)"
    " returning id, school_id, role"
    "), e as ("
    " insert into platform.outbox (school_id, type, object_id, payload)"
    " select school_id, 'UserCreated', id,"
    "  jsonb_build_object('role', role, 'actor', null) from u"
    "), a as ("
    " insert into platform.audit (school_id, action, object)"
    " select school_id, 'lyceumctl user create', id::text from u"
    ") select id from u";

/* Before anybody types a password twice for nothing. */
static const char *
account_wrong(const struct account *a)
{
	const char *at = a->email == NULL ? NULL : strchr(a->email, '@');
	enum role role = a->role == NULL ? ROLE_NONE : role_by_name(a->role);

	if (a->email == NULL || a->name == NULL || a->role == NULL)
		return "say --email, --name and --role";
	if (!text_is_utf8(a->email, strlen(a->email)) || at == NULL ||
	    at == a->email || at[1] == '\0' || strlen(a->email) > 255 ||
	    strpbrk(a->email, " \t\r\n") != NULL)
		return "--email is not an e-mail address";
	if (!text_is_utf8(a->name, strlen(a->name)) ||
	    a->name[strspn(a->name, " \t")] == '\0' ||
	    text_chars(a->name) > 255 || text_has_control(a->name))
		return "--name has 1 to 255 characters";
	if (role == ROLE_NONE || role == ROLE_BEACON)
		return "--role is student, teacher, admin, dev or parent";
	if (a->admin_role != NULL && role != ROLE_ADMIN)
		return "--admin-role goes with --role admin";
	return NULL;
}

static int
refused(const struct ctl *c, struct copy *db, const char *what)
{
	enum err e = err_by_slug(copy_constraint(db));

	if (e == ERR_BUG)
		return ctl_db_failed(c, db, what);
	ctl_fail(c, "%s: %s", what, err_info(e)->title);
	copy_close(db);
	return CTL_FAILED;
}

static bool
email_free(struct copy *db, const char *email)
{
	const char *params[] = { email };

	return copy_ask(db, "select from identity.users "
	    "where lower(email) = lower(btrim($1))", params, 1) &&
	    copy_rows(db) == 0;
}

static int
create(struct ctl *c, struct account *a)
{
	struct copy *db = ctl_db(c);
	const char *school, *hash;

	if (db == NULL)
		return c->status;
	school = ctl_school(c, db, &a->school);
	if (school != NULL && !email_free(db, a->email)) {
		if (!copy_ok(db))
			return ctl_db_failed(c, db, "the account was not made");
		c->status = ctl_fail(c, "there is an account %s already; "
		    "lyceumctl user password sets its password", a->email);
		school = NULL;
	}
	hash = school == NULL ? NULL : newpass_ask(c, a->from_stdin, a->email,
	    a->name);
	if (hash == NULL) {
		copy_close(db);
		return c->status;
	}
	if (!copy_ask(db, insert_sql, (const char *const[]){ school, a->email,
	    a->name, a->role, a->admin_role, a->number, a->department, hash },
	    8))
		return refused(c, db, "the account was not made");
	printf("%s %s of %s made, id %s\n", a->role, a->email, a->school,
	    copy_at(db, 0, 0));
	copy_close(db);
	return CTL_OK;
}

int
cmd_user_create(struct ctl *c, char **argv)
{
	struct account a = { 0 };
	const struct opt opts[] = {
		{ "email", "E", "the address to sign in with", &a.email,
		    NULL },
		{ "name", "N", "full name", &a.name, NULL },
		{ "role", "R", "student, teacher, admin, dev or parent",
		    &a.role, NULL },
		{ "school", "CODE", "where there are several", &a.school,
		    NULL },
		{ "admin-role", "R", "what kind of admin", &a.admin_role,
		    NULL },
		{ "student-number", "N", "of a student, unique", &a.number,
		    NULL },
		{ "department", "D", "where they study or work",
		    &a.department, NULL },
		{ "password-stdin", NULL, "read the password from standard "
		    "input", NULL, &a.from_stdin },
	};
	const char *why;

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	why = account_wrong(&a);
	return why == NULL ? create(c, &a) : ctl_usage(c, "%s", why);
}

/* ---- A new password */

static const char password_sql[] =
    "with u as ("
    " update identity.users set password_hash = $2, updated_at = now()"
    "  where id = $1::uuid returning id, school_id, is_active"
    "), s as ("
    " update identity.sessions set revoked_at = now()"
    "  where user_id = $1::uuid and revoked_at is null returning id"
    "), a as ("
    " insert into platform.audit (school_id, action, object)"
    " select school_id, 'lyceumctl user password', id::text from u"
    ") select u.is_active, (select count(*) from s) from u";

static int
set_password(struct ctl *c, struct copy *db, const char *email,
    bool from_stdin)
{
	const char *params[] = { email, NULL };
	const char *id, *hash;

	if (!copy_ask(db, "select id, full_name from identity.users "
	    "where lower(email) = lower(btrim($1))", params, 1))
		return ctl_db_failed(c, db, "the account cannot be read");
	if (copy_rows(db) == 0) {
		copy_close(db);
		return ctl_fail(c, "there is no account %s; lyceumctl user "
		    "create makes one", email);
	}
	id = arena_strdup(&c->arena, copy_at(db, 0, 0));
	hash = newpass_ask(c, from_stdin, email, arena_strdup(&c->arena,
	    copy_at(db, 0, 1)));
	if (hash == NULL) {
		copy_close(db);
		return c->status;
	}
	params[0] = id;
	params[1] = hash;
	if (!copy_ask(db, password_sql, params, 2))
		return ctl_db_failed(c, db, "the password was not set");
	printf("password of %s set; %" PRId64 " sessions ended%s\n", email,
	    copy_number(db, 0, 1), strcmp(copy_at(db, 0, 0), "t") == 0 ? "" :
	    " (the account is deactivated and cannot sign in)");
	copy_close(db);
	return CTL_OK;
}

int
cmd_user_password(struct ctl *c, char **argv)
{
	const char *email = NULL;
	bool from_stdin = false;
	const struct opt opts[] = {
		{ "email", "E", "whose", &email, NULL },
		{ "password-stdin", NULL, "read the password from standard "
		    "input", NULL, &from_stdin },
	};
	struct copy *db;

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	if (email == NULL)
		return ctl_usage(c, "say --email");
	db = ctl_db(c);
	return db == NULL ? c->status :
	    set_password(c, db, email, from_stdin);
}
