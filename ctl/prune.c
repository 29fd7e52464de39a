#include "core.h"

#include "copy.h"
#include "ctl.h"

int
cmd_prune(struct ctl *c, char **argv)
{
	struct copy *db;

	if (!opt_read(c, argv, NULL, 0))
		return c->status;
	db = ctl_db(c);
	if (db == NULL)
		return c->status;
	if (!copy_ask(db, "select platform.prune(), identity.prune(), "
			  "beacon.prune(), billing.prune()",
		NULL, 0))
		return ctl_db_failed(c, db, "nothing was deleted");
	printf("%" PRId64 " kept answers and delivered events, %" PRId64
	       " sessions, %" PRId64 " proofs and tokens of beacons, %" PRId64
	       " keys of payments deleted\n",
	    copy_number(db, 0, 0), copy_number(db, 0, 1),
	    copy_number(db, 0, 2), copy_number(db, 0, 3));
	copy_close(db);
	return CTL_OK;
}
