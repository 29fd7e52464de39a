#include "core.h"
#include "conf.h"
#include "db.h"
#include "health.h"
#include "site.h"

static enum err
say(struct req *r, const char *status)
{
	buf_printf(&r->out, "{\"status\":\"%s\",\"service\":\"%s\","
	    "\"version\":", status, site.service->name);
	buf_json(&r->out, site.conf->version);
	buf_lit(&r->out, "}");
	return r->err;
}

enum err
health_basic(struct req *r)
{
	return say(r, "ok");
}

enum err
health_live(struct req *r)
{
	return say(r, "alive");
}

enum err
health_ready(struct req *r)
{
	if (!db_alive())
		return req_fail(r, ERR_DB, NULL);
	return say(r, "ready");
}
