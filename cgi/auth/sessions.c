#include "core.h"
#include "auth.h"
#include "cookie.h"
#include "gen/identity.h"
#include "identify.h"
#include "log.h"
#include "rows.h"
#include "session.h"
#include "work.h"

static void
said_goodbye(struct req *r)
{
	session_forget_me(r);
	log_info("user_logout", "User logged out");
}

static void
take_cookie(struct req *r)
{
	if (r->by_cookie)
		session_cookie(r, "", COOKIE_DELETE);
	r->after = said_goodbye;
}

enum err
auth_logout(struct req *r)
{
	sql_logout(r, r->user.session.s);
	take_cookie(r);
	return r->err;
}

enum err
auth_logout_all(struct req *r)
{
	sql_logout_all(r, r->user.id.s);
	take_cookie(r);
	return r->err;
}

enum err
auth_session_end(struct req *r)
{
	const char *id = req_var(r, "id");

	if (sql_session_revoke(r, id, r->user.id.s) == 0)
		work_missing(r);
	if (strcmp(id, r->user.session.s) == 0)
		take_cookie(r);
	else
		r->after = session_forget_named;
	return r->err;
}
