#include "core.h"
#include <jansson.h>
#include "auth.h"
#include "db.h"
#include "fields.h"
#include "gen/identity.h"
#include "log.h"
#include "rows.h"
#include "work.h"

struct role_in {
	struct json_t	*permissions;
	const char	*permission;
	bool		 granted;
};

SHAPE(role_shape, struct role_in,
	FIELD(struct role_in, permissions, .label = "Permissions",
	    .doc = "The whole list, in place of the one there is",
	    .example = "[\"courses.read\"]"),
	FIELD(struct role_in, permission, .label = "Permission", .max = 60,
	    ONE_LINE, .flags = F_FORM),
	FIELD(struct role_in, granted, .label = "Granted",
	    .flags = F_FORM));

static bool
is_list_of_texts(const json_t *list)
{
	const json_t *v;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > 200)
		return false;
	json_array_foreach(list, i, v)
		if (!json_is_string(v))
			return false;
	return true;
}

/* A program sends the list; a form, one permission and whether it holds. */
static void
check(struct req *r, const struct role_in *in)
{
	if (in->permissions != NULL) {
		if (!is_list_of_texts(in->permissions))
			req_fault(r, "permissions",
			    "must be a list of names of permissions");
	} else if (in->permission == NULL)
		req_fault(r, "permissions", "is required");
	else if (!input_given(&r->in, "granted"))
		req_fault(r, "granted", "is required");
}

static void
changed(struct req *r)
{
	log_info("role_changed", "Permissions changed", KV("role",
	    req_var(r, "name")));
}

enum err
auth_role_update(struct req *r)
{
	struct rows *rs;

	check(r, req_in(r));
	sql_role_lock(r, r->user.school_id.s);
	rs = db_rows(r, &q_role_set, req_bind(r, &q_role_set));
	if (r->err == OK && rows_count(rs) == 0)
		work_missing(r);
	rs = db_rows(r, &q_role_head, req_bind(r, &q_role_head));
	req_add_one(r, "", rs);
	r->after = changed;
	return r->err;
}
