#include "core.h"
#include "auth.h"
#include "conf.h"
#include "db.h"
#include "gen/identity.h"
#include "metric.h"
#include "rows.h"
#include "scrape.h"
#include "site.h"

/* Accounts that can be used, of all schools, by role. */
static void
count_people(struct req *r)
{
	struct rows *rs = sql_users_active(r);

	if (r->err == OK)
		metric_clear(METRIC_uems_active_users_total);
	for (int i = 0; i < rows_count(rs); i++)
		metric_set(metric_at(uems_active_users_total,
		    rows_get(rs, i, "role")), rows_int(rs, i, "people"));
}

enum err
auth_metrics(struct req *r)
{
	if (!scrape_allowed(site.conf->metrics_allow,
	    req_param(r, "REMOTE_ADDR")))
		return req_fail(r, ERR_NOT_FOUND, NULL);
	count_people(r);
	/* Without the database the rest is wanted all the more. */
	if (r->err == ERR_DB || r->err == ERR_BUSY)
		r->err = OK;
	metric_print(&r->out);
	return r->err;
}
