#include "core.h"
#include "auth.h"
#include "db.h"
#include "fields.h"
#include "gen/identity.h"
#include "log.h"
#include "password.h"
#include "rows.h"
#include "session.h"
#include "work.h"

struct users_in {
	const char	*q, *role;
	bool		 active;
};

SHAPE(users_shape, struct users_in,
	FIELD(struct users_in, q, .label = "Name, e-mail or number",
	    .max = 100, ONE_LINE),
	ROLE(struct users_in),
	FIELD(struct users_in, active, .label = "Account"));

struct user_in {
	const char	*full_name, *email, *role, *admin_role,
			*student_number, *department, *password;
	bool		 is_active;
};

SHAPE(user_new_shape, struct user_in,
	FULL_NAME(struct user_in, .flags = F_REQUIRED),
	EMAIL(struct user_in, F_REQUIRED),
	ROLE(struct user_in, .dflt = "student"),
	ADMIN_ROLE(struct user_in),
	STUDENT_NUMBER(struct user_in),
	DEPARTMENT(struct user_in),
	PASSWORD(struct user_in, password, "First password", F_REQUIRED));

SHAPE(user_edit_shape, struct user_in,
	FULL_NAME(struct user_in),
	EMAIL(struct user_in, 0u),
	ROLE(struct user_in),
	ADMIN_ROLE(struct user_in),
	STUDENT_NUMBER(struct user_in),
	DEPARTMENT(struct user_in),
	FIELD(struct user_in, is_active, .label = "Active",
	    .doc = "Whether they can sign in"),
	PASSWORD(struct user_in, password, "New password", 0u));

enum err
auth_users(struct req *r)
{
	const struct users_in *in = req_in(r);

	work_list(r, in->q == NULL || *in->q == '\0' ? &q_users_list :
	    &q_users_search);
	return r->err;
}

/* ---- Rules of what was sent */

static bool
is_given(const char *text)
{
	return text != NULL && *text != '\0';
}

static bool
is_admin(const struct req *r)
{
	return r->user.role == ROLE_ADMIN;
}

/* What belongs to one role is not given to another. */
static void
check_role(struct req *r, const char *role)
{
	const struct user_in *in = req_in(r);

	if (is_given(in->student_number) && strcmp(role, "student") != 0)
		req_fault(r, "student_number", "is for students only");
	if (is_given(in->admin_role) && strcmp(role, "admin") != 0)
		req_fault(r, "admin_role", "is for administrators only");
}

/* A school may let others make accounts, but not ones above their own. */
static void
check_rank(struct req *r, const char *role)
{
	if (!is_admin(r) && (strcmp(role, "admin") == 0 ||
	    strcmp(role, "dev") == 0))
		req_fail(r, ERR_FORBIDDEN,
		    "Only an administrator makes somebody %s.", role);
}

static const char *
hashed(struct req *r, const char *password, const char *email,
    const char *name)
{
	char *hash = arena_alloc(r->arena, PASSWORD_HASH_SIZE);
	const char *bad;

	if (r->err != OK)
		return NULL;
	bad = password_check(password, email, name);
	if (bad != NULL)
		req_fault(r, "password", "%s", bad);
	else if (!password_hash(password, hash))
		req_fail(r, ERR_BUSY, NULL);
	return hash;
}

/* ---- Create */

static void
created(struct req *r)
{
	const struct user_in *in = req_in(r);

	log_info("user_created", "User created", KV("role",
	    is_given(in->role) ? in->role : "student"));
}

enum err
auth_user_create(struct req *r)
{
	const struct user_in *in = req_in(r);
	const char *role = is_given(in->role) ? in->role : "student", *hash;

	check_role(r, role);
	check_rank(r, role);
	hash = hashed(r, in->password, in->email, in->full_name);
	req_add_one(r, "", sql_user_create(r, r->user.school_id.s,
	    r->user.id.s, in->email, in->full_name, role, in->admin_role,
	    in->student_number, in->department, hash));
	r->after = created;
	return r->err;
}

/* ---- Change */

/* Of those whom one sees, one changes oneself; administrators change all. */
static struct rows *
editable(struct req *r, const char *id)
{
	struct rows *rs = db_rows(r, &q_user_get, req_bind(r, &q_user_get));

	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	if (r->err == OK && !is_admin(r) && strcmp(id, r->user.id.s) != 0)
		req_fail(r, ERR_FORBIDDEN, "You can change your own account.");
	return rs;
}

static void
check_changes(struct req *r, const struct rows *now)
{
	const struct user_in *in = req_in(r);
	const char *role = is_given(in->role) ? in->role :
	    rows_get(now, 0, "role");

	if (r->err != OK)
		return;
	/* A form sends back what there is, of whatever role it was. */
	if (is_given(in->role) && is_admin(r))
		check_role(r, role);
	if (in->full_name != NULL && *in->full_name == '\0')
		req_fault(r, "full_name", "is required");
	if (in->email != NULL && *in->email == '\0')
		req_fault(r, "email", "is required");
}

static void
keep_an_admin(struct req *r, const char *id)
{
	struct rows *rs = sql_admins_hold(r, id, r->user.school_id.s);

	if (r->err == OK && rows_is(rs, 0, "is_last"))
		req_fail(r, ERR_SELF_LOCKOUT,
		    "A school keeps at least one administrator.");
}

/* The office sets a new one for whoever forgot theirs. */
static void
set_password(struct req *r, const char *id, const struct rows *rs)
{
	const struct user_in *in = req_in(r);
	const char *hash;

	if (r->err == OK && !is_admin(r))
		req_fail(r, ERR_FORBIDDEN, NULL);
	else if (r->err == OK && strcmp(id, r->user.id.s) == 0)
		req_fault(r, "password", "of your own is changed under "
		    "\"Change password\"");
	hash = hashed(r, in->password, rows_get(rs, 0, "email"),
	    rows_get(rs, 0, "full_name"));
	sql_user_password(r, id, r->user.school_id.s, r->user.id.s, hash);
	sql_user_sign_out(r, id, r->user.school_id.s);
}

enum err
auth_user_update(struct req *r)
{
	const struct user_in *in = req_in(r);
	const char *id = req_var(r, "id");
	struct rows *rs;

	check_changes(r, editable(r, id));
	if (is_given(in->role) || input_given(&r->in, "is_active"))
		if ((is_given(in->role) && strcmp(in->role, "admin") != 0) ||
		    (input_given(&r->in, "is_active") && !in->is_active))
			keep_an_admin(r, id);
	rs = db_rows(r, &q_user_update, req_bind(r, &q_user_update));
	if (r->err == OK && rows_count(rs) == 0)
		work_missing(r);
	if (is_given(in->password))
		set_password(r, id, rs);
	req_add_one(r, "", rs);
	r->after = session_forget_person;
	return r->err;
}

enum err
auth_user_deactivate(struct req *r)
{
	const char *id = req_var(r, "id");

	keep_an_admin(r, id);
	if (sql_user_deactivate(r, id, r->user.school_id.s, r->user.id.s,
	    r->if_match) == 0)
		work_missing(r);
	r->after = session_forget_person;
	return r->err;
}
