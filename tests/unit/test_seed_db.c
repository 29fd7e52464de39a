/*
 * lyceumctl against a database: the demo is the same each time, is not
 * loaded over what is there, and can be removed; accounts and schools.
 * Wants LYCEUM_TEST_DB, migrated.
 */
#include "core.h"

#include <sys/wait.h>

#include <limits.h>
#include <unistd.h>

#include "arena.h"
#include "copy.h"
#include "password.h"
#include "suite.h"

#define SKIP	77

/* All that follows from the wishes, of every table; hashes have new salts. */
static const char rows_sql[] =
    "with s as (select id from academics.schools where code = $1), r (t) as ("
    " select row(x.code, x.name, x.timezone)::text from academics.schools x"
    "  where x.code = $1"
    " union all select row(x.*)::text from academics.terms x, s"
    "  where x.school_id = s.id"
    " union all select (to_jsonb(x) - 'password_hash')::text"
    "  from identity.users x, s where x.school_id = s.id"
    " union all select row(x.*)::text from identity.relations x"
    "  join identity.users u on u.id = x.person_id, s"
    "  where u.school_id = s.id"
    " union all select row(x.*)::text from academics.subjects x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from academics.subject_teachers x"
    "  join academics.subjects u on u.id = x.subject_id, s"
    "  where u.school_id = s.id"
    " union all select row(x.*)::text from academics.courses x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from academics.enrollments x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.assignments x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.grades x, s"
    "  where x.school_id = s.id"
    " union all select (to_jsonb(x) - 'id')::text"
    "  from grading.grade_history x, s where x.school_id = s.id"
    " union all select row(x.*, t.*)::text from grading.scales x"
    "  join grading.scale_steps t on t.scale_id = x.id, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.school_rules x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.course_rules x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.categories x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.finals x, s"
    "  where x.school_id = s.id"
    " union all select (to_jsonb(x) - 'id')::text"
    "  from grading.policy_history x, s where x.school_id = s.id"
    " union all select row(x.*)::text from grading.exams x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from grading.exam_results x, s"
    "  where x.school_id = s.id"
    " union all select (to_jsonb(x) - 'id')::text"
    "  from grading.exam_history x, s where x.school_id = s.id"
    " union all select row(x.*)::text from grading.regrades x, s"
    "  where x.school_id = s.id"
    " union all select (x.document - 'code')::text"
    "  from grading.transcripts x, s where x.school_id = s.id"
    " union all select row(x.*)::text from academics.classrooms x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from academics.group_members x"
    "  join academics.groups g on g.id = x.group_id, s"
    "  where g.school_id = s.id"
    " union all select row(x.*)::text from academics.holidays x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*, r.*)::text from academics.sessions x"
    "  left join academics.session_classrooms r on r.session_id = x.id, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from beacon.beacons x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from attendance.signatures x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from attendance.records x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.settings x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.fees x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.coupons x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.subscriptions x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.invoices x, s"
    "  where x.school_id = s.id"
    " union all select row(l.*)::text from billing.invoice_lines l"
    "  join billing.invoices x on x.id = l.invoice_id, s"
    "  where x.school_id = s.id"
    " union all select row(l.*)::text from billing.instalments l"
    "  join billing.invoices x on x.id = l.invoice_id, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.credit_notes x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.payments x, s"
    "  where x.school_id = s.id"
    " union all select (to_jsonb(h) - 'id')::text"
    "  from billing.payment_history h"
    "  join billing.payments x on x.id = h.payment_id, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.refunds x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.disputes x, s"
    "  where x.school_id = s.id"
    " union all select row(x.*)::text from billing.holds x, s"
    "  where x.school_id = s.id"
    " union all select (to_jsonb(x) - 'id')::text"
    "  from billing.ledger x, s where x.school_id = s.id"
    ") select count(*), md5(string_agg(t, ',' order by t)) from r";

static struct arena arena;
static struct copy *db;
static char program[PATH_MAX];

/* What lyceumctl makes of these words (its last is NULL); its exit status. */
static int
ctl(const char *input, ...)
{
	char *argv[16] = { program };
	int in[2], status;
	pid_t pid;
	va_list ap;

	va_start(ap, input);
	for (size_t i = 1; i < NITEMS(argv) - 1 && argv[i - 1] != NULL; i++)
		argv[i] = va_arg(ap, char *);
	va_end(ap);
	fflush(stdout);
	if (pipe(in) != 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		dup2(in[0], STDIN_FILENO);
		close(in[1]);
		if (freopen("/dev/null", "w", stdout) != NULL)
			execv(program, argv);
		_exit(126);
	}
	close(in[0]);
	if (input != NULL && write(in[1], input, strlen(input)) < 0)
		abort();
	close(in[1]);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ?
	    WEXITSTATUS(status) : -1;
}

static const char *
ask(const char *sql, const char *param)
{
	const char *s;

	T_TRUE(copy_ask(db, sql, &param, 1));
	s = copy_at(db, 0, 0);
	return s == NULL ? "" : arena_strdup(&arena, s);
}

static const char *
fingerprint(const char *school)
{
	ask(rows_sql, school);
	return arena_printf(&arena, "%s %s", copy_at(db, 0, 0),
	    copy_at(db, 0, 1) == NULL ? "" : copy_at(db, 0, 1));
}

static int
seed(const char *school, const char *number, const char *more)
{
	return ctl(NULL, "seed", "--students", "60", "--date", "2026-03-15",
	    "--school", school, "--seed", number, more, (char *)NULL);
}

static void
the_same_each_time(void)
{
	const char *first, *other;

	T_EQ(seed("SEED-TEST", "5", NULL), 0);
	first = fingerprint("SEED-TEST");
	T_TRUE(strtol(first, NULL, 10) > 1000);

	T_EQ(seed("SEED-TEST", "5", NULL), 1);		/* is there already */
	T_SAME(fingerprint("SEED-TEST"), first);
	T_EQ(seed("SEED-TEST", "5", "--force"), 0);
	T_SAME(fingerprint("SEED-TEST"), first);
	T_EQ(seed("SEED-TEST", "6", "--force"), 0);
	T_TRUE(strcmp(fingerprint("SEED-TEST"), first) != 0);

	T_EQ(seed("SEED-TEST2", "5", NULL), 0);		/* beside it */
	other = fingerprint("SEED-TEST2");
	T_TRUE(strcmp(other, first) != 0);
	T_EQ(seed("SEED-TEST", "5", "--force"), 0);
	T_SAME(fingerprint("SEED-TEST"), first);
	T_SAME(fingerprint("SEED-TEST2"), other);
}

static void
its_accounts_can_sign_in_and_no_others(void)
{
	const char *hash = ask("select password_hash from identity.users "
	    "where email = $1", "student@seed-test.example");

	T_EQ(password_verify(hash, "demo-Lyceum-1"), PASSWORD_OK);
	T_SAME(ask("select count(*) from identity.users u join "
	    "academics.schools s on s.id = u.school_id where s.code = $1 and "
	    "u.password_hash = (select password_hash from identity.users "
	    "where email = 'admin@seed-test.example')", "SEED-TEST"), "5");
	T_EQ(ctl(NULL, "seed", "--students", "60", "--school", "SEED-TEST",
	    "--force", "--password", "quite another one", (char *)NULL), 0);
	T_SAME(ask("select count(distinct password_hash) from identity.users "
	    "u join academics.schools s on s.id = u.school_id "
	    "where s.code = $1", "SEED-TEST"), "1");
	hash = ask("select min(password_hash) from identity.users u join "
	    "academics.schools s on s.id = u.school_id where s.code = $1",
	    "SEED-TEST");
	T_EQ(password_verify(hash, "quite another one"), PASSWORD_OK);
}

/* Of today one session is open, and the student of the demo is in it. */
static void
a_session_is_open_today(void)
{
	T_EQ(ctl(NULL, "seed", "--students", "60", "--school", "SEED-TEST",
	    "--force", (char *)NULL), 0);
	T_SAME(ask("select count(*) from academics_api.sessions k join "
	    "academics.schools s on s.id = k.school_id join "
	    "academics.course_teachers t on t.course_id = k.course_id join "
	    "identity.users u on u.id = t.teacher_id and u.email = "
	    "'teacher@seed-test.example' join identity.users v on v.email = "
	    "'student@seed-test.example' where s.code = $1 and "
	    "k.starts_at < now() and k.closes_at > now() + interval '1 hour' "
	    "and (academics_api.validate_student_session(v.id, k.id))"
	    ".is_allowed", "SEED-TEST"), "1");
	T_SAME(ask("select count(*) filter (where r.n = 1 and b.kind = "
	    "'beacon') from beacon.beacons b join academics.schools s on "
	    "s.id = b.school_id cross join lateral (select count(*) as n from "
	    "beacon.keys k where k.beacon_id = b.id) r where s.code = $1",
	    "SEED-TEST"), "2");
	T_SAME(ask("select count(*) from identity.devices d join "
	    "academics.schools s on s.id = d.school_id where s.code = $1",
	    "SEED-TEST"), "1");
	T_TRUE(strtol(ask("select count(*) from attendance.records r join "
	    "academics.schools s on s.id = r.school_id where s.code = $1",
	    "SEED-TEST"), NULL, 10) > 500);
}

static const char *
count_of(const char *table, const char *where)
{
	return ask(arena_printf(&arena, "select count(*) from grading.%s x "
	    "join academics.schools s on s.id = x.school_id where s.code = $1 "
	    "and %s", table, where), "SEED-TEST");
}

/* Of each state of an exam, a regrade and a transcript there is one. */
static void
grading_has_what_the_help_says(void)
{
	T_EQ(seed("SEED-TEST", "5", "--force"), 0);
	T_SAME(count_of("exams", "x.status = 'planned' and x.seats > 0"), "4");
	T_SAME(count_of("exams", "x.status = 'marking'"), "1");
	T_SAME(count_of("exams", "x.status = 'published'"), "1");
	T_SAME(count_of("regrades", "x.status = 'open'"), "1");
	T_SAME(count_of("regrades", "x.status = 'kept'"), "1");
	T_SAME(count_of("transcripts", "x.revoked_at is null"), "1");
	T_SAME(count_of("signing_keys", "true"), "1");
	T_SAME(ask("select count(*) from academics.enrollments e join "
	    "academics.schools s on s.id = e.school_id left join "
	    "grading.finals f on f.enrollment_id = e.id and f.letter is not "
	    "null where s.code = $1 and e.status = 'completed' and f.final "
	    "is distinct from e.grade_final", "SEED-TEST"), "0");
	T_TRUE(strtol(count_of("finals", "true"), NULL, 10) > 50);
}

static const char *
money_of(const char *table, const char *where)
{
	return ask(arena_printf(&arena, "select count(*) from billing.%s x "
	    "join academics.schools s on s.id = x.school_id where s.code = $1 "
	    "and %s", table, where), "SEED-TEST");
}

/* In the smallest university too there is one of each. */
static void
money_has_what_the_help_says(void)
{
	static const char *const some[][2] = {
		{ "invoices", "x.status = 'paid'" },
		{ "invoices", "x.status = 'open' and x.paid_minor = 0" },
		{ "invoices", "x.status = 'open' and x.paid_minor > 0" },
		{ "invoices", "x.status = 'void'" },
		{ "invoices", "x.status = 'uncollectible'" },
		{ "invoices", "x.status = 'draft'" },
		{ "invoices", "x.discount_minor > 0" },
		{ "invoices", "x.subscription_id is not null" },
		{ "credit_notes", "x.tax_minor > 0" },
		{ "payments", "x.status = 'failed'" },
		{ "payments", "x.dispute_status = 'needs_response'" },
		{ "payments", "x.dispute_status = 'won'" },
		{ "payments", "x.dispute_status = 'lost'" },
		{ "payments", "x.method = 'bank'" },
		{ "payments", "x.method = 'visa 4242' and x.receipt_number "
		    "like 'REC-20%'" },
		{ "refunds", "x.status = 'succeeded'" },
		{ "holds", "x.status = 'held'" },
		{ "holds", "x.status = 'paid'" },
		{ "subscriptions", "x.status = 'active'" },
		{ "subscriptions", "x.status = 'trialing'" },
	};

	T_EQ(seed("SEED-TEST", "5", "--force"), 0);
	for (size_t i = 0; i < NITEMS(some); i++)
		if (strcmp(money_of(some[i][0], some[i][1]), "0") == 0)
			T_SAME(some[i][0], some[i][1]);	/* none is there */
	T_EQ(ctl(NULL, "ledger", "verify", "--school", "SEED-TEST",
	    (char *)NULL), 0);
}

/* What the product makes of the same payments is what is there. */
static void
money_is_as_if_it_had_come(void)
{
	const char *entries = money_of("ledger", "true");

	T_SAME(ask("select count(*) from billing.settle_payments(array(select "
	    "p.id from billing.payments p join academics.schools s on s.id = "
	    "p.school_id where s.code = $1))", "SEED-TEST"), "0");
	T_SAME(money_of("ledger", "true"), entries);
	T_SAME(ask("select count(*) from billing.stripe_events e join "
	    "billing.payments p on p.id = e.payment_id join academics.schools "
	    "s on s.id = p.school_id join billing.stripe_objects o on o.id = "
	    "e.object_id cross join lateral billing.read_object(e.body::jsonb "
	    "#> '{data,object}', e.type, (e.body::jsonb ->> 'created')::bigint,"
	    " e.id) r where s.code = $1 and (r.kind, r.status, r.rank, "
	    "r.weight, r.at, r.intent, r.amount_minor, r.currency, r.data) is "
	    "distinct from (o.kind, o.status, o.rank, o.weight, o.at, o.intent,"
	    " o.amount_minor, o.currency, o.data)", "SEED-TEST"), "0");
}

static void
what_it_does_not_take(void)
{
	T_EQ(ctl(NULL, "seed", "--students", "49", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--students", "100001", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--students", "many", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--students", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--date", "2026-02-30", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--school", "a b", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--password", "12345678", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--wrong", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "word", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seeds", (char *)NULL), 2);
	T_EQ(ctl(NULL, "seed", "--config", "/nowhere", (char *)NULL), 1);
	setenv("LYCEUM_ENVIRONMENT", "production", 1);
	T_EQ(seed("SEED-TEST3", "5", NULL), 1);
	setenv("LYCEUM_ENVIRONMENT", "test", 1);
	T_SAME(ask("select count(*) from academics.schools where code = $1",
	    "SEED-TEST3"), "0");
}

static void
a_school_and_its_first_admin(void)
{
	static const char email[] = "First@seed-real.example";

	T_EQ(ctl(NULL, "school", "create", "--code", "SEED-REAL", "--name",
	    "Real", "--timezone", "Asia/Tokyo", (char *)NULL), 0);
	T_EQ(ctl(NULL, "school", "create", "--code", "SEED-REAL", "--name",
	    "Real", (char *)NULL), 1);
	T_EQ(ctl(NULL, "school", "create", "--code", "real", "--name",
	    "Real", (char *)NULL), 1);
	T_EQ(ctl(NULL, "school", "create", "--code", "SEED-REAL2", "--name",
	    "Real", "--timezone", "Mars", (char *)NULL), 1);
	T_EQ(ctl("correct horse battery\n", "user", "create", "--email", email,
	    "--name", "Zoë Ünal", "--role", "admin", "--school", "SEED-REAL",
	    "--password-stdin", (char *)NULL), 0);
	T_EQ(password_verify(ask("select password_hash from identity.users "
	    "where email = $1", email), "correct horse battery"),
	    PASSWORD_OK);
	T_EQ(ctl("correct horse battery\n", "user", "create", "--email",
	    "first@seed-real.example", "--name", "B", "--role", "student",
	    "--school", "SEED-REAL", "--password-stdin", (char *)NULL), 1);
	T_EQ(ctl("12345678\n", "user", "create", "--email",
	    "second@seed-real.example", "--name", "B", "--role", "student",
	    "--school", "SEED-REAL", "--password-stdin", (char *)NULL), 1);
	T_EQ(ctl("a", "user", "create", "--email", "x", "--name", "B",
	    "--role", "student", (char *)NULL), 2);
	T_EQ(ctl("a", "user", "create", "--email", "x@y", "--name", "B",
	    "--role", "king", (char *)NULL), 2);
	T_SAME(ask("select count(*) from platform.outbox o join "
	    "identity.users u on u.id = o.object_id where u.email = $1 and "
	    "o.type = 'UserCreated'", email), "1");
}

static void
a_new_password_ends_the_sessions(void)
{
	static const char email[] = "first@seed-real.example";

	ask("insert into identity.sessions (user_id, school_id, kind) select "
	    "id, school_id, 'api' from identity.users where lower(email) = $1",
	    email);
	T_EQ(ctl("another horse, another\n", "user", "password", "--email",
	    email, "--password-stdin", (char *)NULL), 0);
	T_EQ(password_verify(ask("select password_hash from identity.users "
	    "where lower(email) = $1", email), "another horse, another"),
	    PASSWORD_OK);
	T_SAME(ask("select count(*) from identity.sessions s join "
	    "identity.users u on u.id = s.user_id where lower(u.email) = $1 "
	    "and s.revoked_at is null", email), "0");
	T_EQ(ctl("another horse, another\n", "user", "password", "--email",
	    "nobody@seed-real.example", "--password-stdin", (char *)NULL), 1);
	T_EQ(ctl(NULL, "user", "password", "--email", email,
	    "--password-stdin", (char *)NULL), 1);
}

static void
keys_are_made_once_and_rotate(void)
{
	char *dir = suite_folder();

	setenv("LYCEUM_KEYS_DIR", dir, 1);
	T_EQ(ctl(NULL, "keys", "list", (char *)NULL), 1);
	T_EQ(ctl(NULL, "keys", "create", (char *)NULL), 0);
	T_EQ(ctl(NULL, "keys", "create", (char *)NULL), 1);
	T_EQ(ctl(NULL, "keys", "rotate", (char *)NULL), 1);	/* too early */
	T_EQ(ctl(NULL, "keys", "rotate", "--now", (char *)NULL), 0);
	T_EQ(ctl(NULL, "keys", "list", (char *)NULL), 0);
	T_EQ(ctl(NULL, "keys", (char *)NULL), 2);
	unsetenv("LYCEUM_KEYS_DIR");
	suite_folder_remove(dir);
}

static void
migrate_has_nothing_to_do(void)
{
	const char *sql = arena_printf(&arena, "%s/sql",
	    getenv("LYCEUM_SRCDIR"));

	T_EQ(ctl(NULL, "migrate", "--sql", sql, (char *)NULL), 0);
	T_EQ(ctl(NULL, "migrate", "--status", "--sql", sql, (char *)NULL), 0);
	T_EQ(ctl(NULL, "migrate", "--sql", "/nowhere", (char *)NULL), 1);
	T_EQ(ctl(NULL, "prune", (char *)NULL), 0);
	T_EQ(ctl(NULL, "routes", (char *)NULL), 0);
	T_EQ(ctl(NULL, "openapi", (char *)NULL), 0);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "the same each time", the_same_each_time },
		{ "its accounts can sign in, and no others",
		    its_accounts_can_sign_in_and_no_others },
		{ "a session is open today", a_session_is_open_today },
		{ "grading has what the help says",
		    grading_has_what_the_help_says },
		{ "money has what the help says",
		    money_has_what_the_help_says },
		{ "money is as if it had come", money_is_as_if_it_had_come },
		{ "what it does not take", what_it_does_not_take },
		{ "a school and its first admin",
		    a_school_and_its_first_admin },
		{ "a new password ends the sessions",
		    a_new_password_ends_the_sessions },
		{ "keys are made once and rotate",
		    keys_are_made_once_and_rotate },
		{ "migrate has nothing to do", migrate_has_nothing_to_do },
		CU_TEST_INFO_NULL,
	};
	const char *where = getenv("LYCEUM_TEST_DB");
	const char *build = getenv("LYCEUM_BUILDDIR");
	char why[COPY_WHY_MAX];
	int rc;

	if (where == NULL || build == NULL)
		return SKIP;
	snprintf(program, sizeof(program), "%s/lyceumctl", build);
	setenv("LYCEUM_DATABASE", where, 1);
	setenv("LYCEUM_ENVIRONMENT", "test", 1);
	unsetenv("LYCEUM_CONFIG");
	db = copy_open(where, "lyceum_ctl", why, sizeof(why));
	if (db == NULL) {
		fprintf(stderr, "%s\n", why);
		return 1;
	}
	rc = suite_run("seed_db", tests);
	copy_close(db);
	arena_free(&arena);
	return rc;
}
