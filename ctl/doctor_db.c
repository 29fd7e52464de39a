#include "core.h"

#include <sys/timex.h>

#include <errno.h>
#include <pwd.h>
#include <time.h>
#include <unistd.h>

#include "copy.h"
#include "ctl.h"
#include "doctor.h"
#include "password.h"
#include "plan.h"
#include "route.h"

#define VERSION_LEAST	150000
#define ZONES		"/usr/share/zoneinfo/"

static const char *
my_name(void)
{
	const struct passwd *p = getpwuid(geteuid());

	return p == NULL ? "this user" : p->pw_name;
}

/* A service may have a user of its own, which we are not. */
static void
unreachable(struct doctor *d, const char *role, const char *why)
{
	if (strstr(why, "authentication failed") != NULL &&
	    strcmp(role, CTL_OWNER) != 0)
		doctor_note(d, "database", "%s: cannot be tried by %s; "
		    "whether its pool can is said below", role, my_name());
	else
		doctor_bad(d, "database", "%s: %s; %s", role, why,
		    ctl_todo(why));
}

static void
try_role(struct doctor *d, const char *role, int *reached)
{
	char why[COPY_WHY_MAX];
	struct copy *db = copy_open(d->conf->database, role, why,
	    sizeof(why));

	if (db == NULL)
		unreachable(d, role, why);
	else
		(*reached)++;
	copy_close(db);
}

/* One connection for each worker of each pool, and some for operators. */
static int64_t
connections_wanted(struct doctor *d)
{
	static const char *const pools[] = { "auth", "signin", "courses",
	    "grades", "beacon", "payments" };
	struct config c;
	char why[256];
	int64_t n = 8;

	for (size_t i = 0; i < NITEMS(pools); i++)
		if (conf_load(&c, &d->ctl->arena, d->ctl->config, pools[i],
		    why, sizeof(why)))
			n += 2 * (int64_t)c.workers;	/* twice at reload */
	return n;
}

static void
server(struct doctor *d)
{
	int64_t wanted = connections_wanted(d);

	if (!copy_ask(d->db, "select current_setting('server_version_num'), "
	    "current_setting('max_connections')::int - current_setting("
	    "'superuser_reserved_connections')::int, "
	    "current_setting('server_encoding'), "
	    "current_setting('server_version')", NULL, 0))
		return;
	if (copy_number(d->db, 0, 0) < VERSION_LEAST)
		doctor_bad(d, "database", "PostgreSQL %s is too old; Lyceum "
		    "wants 15", copy_at(d->db, 0, 3));
	if (copy_number(d->db, 0, 1) < wanted)
		doctor_note(d, "database", "max_connections leaves %" PRId64
		    ", and the pools may take %" PRId64 " while they reload; "
		    "raise it in postgresql.conf", copy_number(d->db, 0, 1),
		    wanted);
	if (strcmp(copy_at(d->db, 0, 2), "UTF8") != 0)
		doctor_bad(d, "database", "its encoding is %s; make it anew "
		    "with -E UTF8", copy_at(d->db, 0, 2));
}

void
doctor_database(struct doctor *d)
{
	const struct service *const *all;
	int reached = 0;
	char why[COPY_WHY_MAX];
	size_t n;

	all = ctl_services(&n);
	d->db = copy_open(d->conf->database, CTL_OWNER, why, sizeof(why));
	if (d->db == NULL) {
		unreachable(d, CTL_OWNER, why);
		return;
	}
	for (size_t i = 0; i < n; i++)
		try_role(d, all[i]->role, &reached);
	doctor_ok(d, "database", "reachable as " CTL_OWNER " and %d of %zu "
	    "services", reached, n);
	server(d);
}

void
doctor_migrations(struct doctor *d)
{
	struct plan *plan = arena_alloc(&d->ctl->arena, sizeof(*plan));
	const struct project *p;
	const char *missing;
	char why[512];

	if (d->db == NULL)
		return;
	missing = plan_missing(&d->ctl->arena, d->db);
	if (missing != NULL)
		doctor_bad(d, "migrations", "the database lacks %s; "
		    "lyceumctl migrate", missing);
	if (!plan_read(plan, &d->ctl->arena, d->sql, why, sizeof(why))) {
		doctor_bad(d, "migrations", "%s; install Lyceum anew, or say "
		    "--sql DIR", why);
		return;
	}
	copy_forgive(d->db);
	if (!plan_compare(plan, &d->ctl->arena, d->db, d->sql)) {
		doctor_bad(d, "migrations", "%s; lyceumctl migrate",
		    copy_error(d->db));
		copy_forgive(d->db);
		return;
	}
	p = plan_edited(plan);
	if (plan_astray(plan) != NULL)
		doctor_bad(d, "migrations", "the database has %s:%s, which "
		    "this release does not; install the newer one",
		    plan_astray(plan)->name, plan_astray(plan)->stranger);
	else if (plan_pending(plan) > 0)
		doctor_bad(d, "migrations", "%zu changes wait; lyceumctl "
		    "migrate", plan_pending(plan));
	else if (p != NULL)
		doctor_note(d, "migrations", "%s:%s was edited after it was "
		    "deployed; make the edit a change of its own", p->name,
		    p->edited);
	else
		doctor_ok(d, "migrations", "up to date");
}

/* ---- What is in it */

static void
zones(struct doctor *d)
{
	if (!copy_ask(d->db, "select distinct timezone, code from "
	    "academics.schools order by 2", NULL, 0))
		return;
	for (int i = 0; i < copy_rows(d->db); i++) {
		const char *zone = copy_at(d->db, i, 0);

		if (access(arena_printf(&d->ctl->arena, ZONES "%s", zone),
		    R_OK) != 0 && strcmp(zone, "UTC") != 0)
			doctor_bad(d, "clock", "this machine does not know the "
			    "time zone %s of %s; apt-get install tzdata", zone,
			    copy_at(d->db, i, 1));
	}
}

/* The demo's password stands in the README. */
static void
known_passwords(struct doctor *d)
{
	if (strcmp(d->conf->environment, "production") != 0 ||
	    !copy_ask(d->db, "select email, password_hash from identity.users "
	    "where is_active and email ~ '^(admin|teacher|student|parent|dev)@"
	    ".*[.]example$'", NULL, 0))
		return;
	for (int i = 0; i < copy_rows(d->db); i++)
		if (password_verify(copy_at(d->db, i, 1), DEMO_PASSWORD) ==
		    PASSWORD_OK)
			doctor_bad(d, "accounts", "%s of the demo is here, in "
			    "production, with the password that everybody "
			    "knows; lyceumctl user password --email %s",
			    copy_at(d->db, i, 0), copy_at(d->db, i, 0));
}

void
doctor_contents(struct doctor *d)
{
	if (d->db == NULL)
		return;
	copy_forgive(d->db);
	if (!copy_ask(d->db, "select (select count(*) from academics.schools),"
	    " (select count(*) from identity.users where is_active), "
	    "(select count(*) from identity.users where is_active and role = "
	    "'admin' and password_hash is not null)", NULL, 0))
		return;		/* said with the migrations */
	if (copy_number(d->db, 0, 0) == 0)
		doctor_bad(d, "accounts", "there is no school; lyceumctl "
		    "school create, or lyceumctl seed for a demo");
	else if (copy_number(d->db, 0, 2) == 0)
		doctor_bad(d, "accounts", "no administrator can sign in; "
		    "lyceumctl user create --role admin");
	else
		doctor_ok(d, "accounts", "%s schools, %s active people",
		    copy_at(d->db, 0, 0), copy_at(d->db, 0, 1));
	known_passwords(d);
	zones(d);
}

/* ---- The clock */

void
doctor_clock(struct doctor *d)
{
	struct timex t = { 0 };
	int64_t off = 0;

	if (d->db != NULL && copy_ask(d->db, "select extract(epoch from "
	    "clock_timestamp())::bigint", NULL, 0))
		off = copy_number(d->db, 0, 0) - (int64_t)time(NULL);
	if (time(NULL) < 1700000000)
		doctor_bad(d, "clock", "it is not set; tokens and terms go by "
		    "it. timedatectl set-ntp true");
	else if (off < -2 || off > 2)
		doctor_bad(d, "clock", "the database is %" PRId64 " s off "
		    "this machine's; let both follow NTP", off);
	else if (adjtimex(&t) == TIME_ERROR || (t.status & STA_UNSYNC))
		doctor_note(d, "clock", "nothing keeps it right; two-factor "
		    "codes want it within 30 s. apt-get install "
		    "systemd-timesyncd");
	else
		doctor_ok(d, "clock", "set, and kept by NTP");
}
