#include "core.h"

#include "copy.h"
#include "ctl.h"

static const char sides_sql[] =
    "select p.currency, coalesce(billing.major(sum(p.amount_minor) filter "
    "(where p.amount_minor > 0)::bigint, p.currency), 0), "
    "coalesce(billing.major(-sum(p.amount_minor) filter "
    "(where p.amount_minor < 0)::bigint, p.currency), 0) "
    "from billing.postings p "
    "where $1::uuid is null or p.school_id = $1::uuid group by 1 order by 1";

static const char damage_sql[] =
    "select coalesce(s.code, '?'), d.what, d.object_id, "
    "coalesce(d.found, 'nothing'), coalesce(d.expected, 'nothing') "
    "from billing.damage($1::uuid) d "
    "left join academics.schools s on s.id = d.school_id";

/* "USD: 1234.50 on both sides" for each currency. */
static void
say_sides(struct copy *db, const char *school)
{
	const char *const params[] = { school };

	if (!copy_ask(db, sides_sql, params, 1))
		return;
	for (int i = 0; i < copy_rows(db); i++)
		printf("%s: debits %s, credits %s\n", copy_at(db, i, 0),
		    copy_at(db, i, 1), copy_at(db, i, 2));
}

/* How many differences; each is said. */
static int
say_damage(struct copy *db, const char *school)
{
	const char *const params[] = { school };

	if (!copy_ask(db, damage_sql, params, 1))
		return 0;
	for (int i = 0; i < copy_rows(db); i++)
		printf("%s: %s of %s: %s, expected %s\n", copy_at(db, i, 0),
		    copy_at(db, i, 1), copy_at(db, i, 2), copy_at(db, i, 3),
		    copy_at(db, i, 4));
	return copy_rows(db);
}

static int
verify(struct ctl *c, struct copy *db, const char *school)
{
	const char *const params[] = { school };
	int64_t entries = 0;
	int n;

	/* One look at all of it, whatever is written meanwhile. */
	copy_run(db, "begin isolation level repeatable read read only");
	say_sides(db, school);
	n = say_damage(db, school);
	if (copy_ask(db, "select count(*) from billing.ledger l where $1::uuid "
			 "is null or l.school_id = $1::uuid",
		params, 1))
		entries = copy_number(db, 0, 0);
	copy_run(db, "commit");
	if (!copy_ok(db))
		return ctl_db_failed(c, db, "the ledger was not verified");
	copy_close(db);
	if (n > 0)
		return ctl_fail(c, "%d things are wrong with the ledger", n);
	printf("%" PRId64 " entries, and nothing is wrong\n", entries);
	return CTL_OK;
}

int
cmd_ledger_verify(struct ctl *c, char **argv)
{
	const char *code = NULL, *school = NULL;
	const struct opt opts[] = {
		{ "school", "CODE", "whose (all)", &code, NULL },
	};
	struct copy *db;

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	db = ctl_db(c);
	if (db == NULL)
		return c->status;
	if (code != NULL) {
		school = ctl_school(c, db, &code);
		if (school == NULL) {
			copy_close(db);
			return CTL_FAILED;
		}
	}
	return verify(c, db, school);
}
