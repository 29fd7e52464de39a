#include "core.h"

#include "copy.h"
#include "ctl.h"

#define BATCH		"500"
#define BATCH_MOST	2000	/* a lock is held for each session */

/* What one batch, or all of them, closed. */
struct closed {
	int64_t	sessions, absent, unconfirmed;
};

static bool
close_batch(struct copy *db, const char *most, struct closed *sum)
{
	const char *const params[] = { most };
	int64_t n;

	if (!copy_ask(db, "select sessions, absent, unconfirmed "
	    "from attendance.close_expired(now(), $1::int)", params, 1))
		return false;
	n = copy_number(db, 0, 0);
	sum->sessions += n;
	sum->absent += copy_number(db, 0, 1);
	sum->unconfirmed += copy_number(db, 0, 2);
	return n > 0;
}

int
cmd_close_sessions(struct ctl *c, char **argv)
{
	struct closed sum = { 0 };
	const char *most = BATCH;
	int64_t n;
	const struct opt opts[] = {
		{ "batch", "N", "sessions of a transaction (" BATCH ")", &most,
		    NULL },
	};
	struct copy *db;

	if (!opt_read(c, argv, opts, NITEMS(opts)) ||
	    !opt_number(c, "batch", most, 1, BATCH_MOST, &n))
		return c->status;
	db = ctl_db(c);
	if (db == NULL)
		return c->status;
	while (close_batch(db, most, &sum))
		;
	if (!copy_ok(db))
		return ctl_db_failed(c, db, "not everything is closed");
	printf("%" PRId64 " sessions closed, %" PRId64 " absences, %" PRId64
	    " unconfirmed signatures\n", sum.sessions, sum.absent,
	    sum.unconfirmed);
	copy_close(db);
	return CTL_OK;
}
