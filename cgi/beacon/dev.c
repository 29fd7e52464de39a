#include "core.h"
#include "conf.h"
#include "devices.h"
#include "gen/beacon.h"
#include "req.h"
#include "rows.h"
#include "site.h"

struct simulate_in {
	struct uuid session_id, student_id;
	const char *kind;
};

SHAPE(simulate_shape, struct simulate_in,
    FIELD(struct simulate_in, session_id, .label = "Session",
	.flags = F_REQUIRED),
    FIELD(struct simulate_in, student_id, .label = "Student",
	.flags = F_REQUIRED),
    FIELD(struct simulate_in, kind, .label = "Kind",
	.one_of = "beacon|flashlight", .dflt = "beacon"));

/* Where real people sign, nobody signs for them. */
bool
dev_only(struct req *r)
{
	if (r->err == OK && strcmp(site.conf->environment, "production") == 0)
		req_fail(r, ERR_NOT_FOUND, "Not in production.");
	return r->err == OK;
}

/* As if a right proof had come from the beacon; the rules decide as ever. */
enum err
dev_simulate(struct req *r)
{
	const struct simulate_in *in = req_in(r);
	struct rows *rs;

	if (!dev_only(r))
		return r->err;
	rs = sql_beacon_simulate(r, req_var(r, "id"), r->user.school_id.s,
	    in->session_id.s, in->student_id.s,
	    in->kind != NULL ? in->kind : "beacon", r->request_id,
	    req_value(r, "remote_addr"));
	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	return r->err;
}
