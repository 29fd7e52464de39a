#include "core.h"
#include "auth.h"
#include "keys.h"
#include "log.h"
#include "site.h"

enum err
auth_jwks(struct req *r)
{
	const char *why = keys_refresh(site.keys, r->now);

	if (why != NULL)
		log_warning("keys", why);
	keys_jwks(site.keys, r->now, &r->out);
	return r->err;
}
