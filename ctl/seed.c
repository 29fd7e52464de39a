#include "core.h"

#include <time.h>

#include "clock.h"
#include "copy.h"
#include "crypto.h"
#include "ctl.h"
#include "password.h"
#include "newpass.h"
#include "seed.h"

const char seed_help[] =
    "A university of its own in the database, in one transaction: all of\n"
    "it, or nothing. By default 2,000 students, 120 teachers, 100 parents,\n"
    "25 departments, 200 subjects with descriptions (50 of them require\n"
    "another one), 300 courses over the term of today and the one before,\n"
    "in rooms and at times that never clash. The term before is over:\n"
    "every enrollment completed, seven assignments graded, final grades.\n"
    "This term runs: two to four assignments graded, some only in part,\n"
    "courses that are full and have waitlists, some seats given up.\n"
    "Half of the courses grade by categories and drop the lowest homework;\n"
    "some give extra credit, curve the midterm, weigh by points or take\n"
    "off for lateness. Some work is missing, some excused. Letters have +\n"
    "and −. The teacher below has exams ahead, one that is being marked\n"
    "and one that is out; a regrade is asked for, one is answered; the\n"
    "student below has a transcript.\n"
    "Its sessions are planned around holidays; those that are over have\n"
    "signatures and attendance. One is open to sign for the next hour: of\n"
    "the teacher below, with the student below in it.\n"
    "Both terms are billed: tuition, services, books, seats of two courses,\n"
    "a gym by the month; paid by card, by bank transfer, in parts, late or\n"
    "not at all, with coupons, credit notes, refunds and disputes. The\n"
    "student below pays this term in four parts. At Stripe there is nothing\n"
    "of it: what looks like a card is made up.\n"
    "\n"
    "Accounts, all with the password " DEMO_PASSWORD ":\n"
    "  admin@lyceum.example    Amara Okafor, may do everything\n"
    "  teacher@lyceum.example  Ingrid Sørensen teaches four courses of\n"
    "                          computer science, one of them full\n"
    "  student@lyceum.example  Mateo García takes five courses, two of them\n"
    "                          hers, and is on the waitlist of a sixth; his\n"
    "                          marks of last term are complete\n"
    "  parent@lyceum.example   Lucía García, mother of Mateo and a second\n"
    "                          student\n"
    "  dev@lyceum.example      Kenji Watanabe sees what admins see\n"
    "So have the students of the session that is open. Nobody can sign in\n"
    "to the other accounts, unless --password is given.\n"
    "\n"
    "The same --students, --seed, --school and --date make the same rows,\n"
    "ids included, except for what has to be chance (salts, keys) and, of\n"
    "today, the session that is open. Up to\n"
    "100,000 students; 50,000 make 10,000 courses, 200,000 enrollments and\n"
    "a million grades. A term is January to May, June to August or\n"
    "September to December. What was loaded is checked before it counts.";

struct seeding {
	struct ctl	*ctl;
	struct copy	*db;
	struct seed	 seed;
	const char	*password;
	bool		 force;
};

static double
seconds_since(int64_t us)
{
	return (double)(clock_us() - us) / 1e6;
}

/* ---- The wishes */

static bool
read_wishes(struct ctl *c, struct seed_want *w, const char *students,
    const char *seed, const char *date)
{
	size_t n = strlen(w->school);

	w->students = 2000;
	w->seed = 1;
	w->day = (int64_t)time(NULL) / 86400;
	if (!opt_number(c, "students", students, SEED_STUDENTS_MIN,
	    SEED_STUDENTS_MAX, &w->students) ||
	    !opt_number(c, "seed", seed, 0, INT32_MAX, &w->seed))
		return false;
	if (date != NULL && !seed_read_day(date, &w->day)) {
		c->status = ctl_usage(c, "--date is a day of 2001 to 2099 "
		    "like 2026-03-15, not %s", date);
		return false;
	}
	if (n < 2 || n > 20 || strspn(w->school,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != n) {
		c->status = ctl_usage(c, "--school is 2 to 20 of A-Z, 0-9 "
		    "and -, not %s", w->school);
		return false;
	}
	return true;
}

/* ---- What is there already */

/* True: go on.  With --force what is there goes, and is named first. */
static bool
make_room(struct seeding *g)
{
	struct seed *s = &g->seed;
	const char *params[] = { s->want.school };
	const char *id, *words;

	if (!copy_ask(g->db, "select id from academics.schools "
	    "where code = $1", params, 1) || copy_rows(g->db) == 0)
		return copy_ok(g->db);
	id = arena_strdup(&g->ctl->arena, copy_at(g->db, 0, 0));
	if (!seed_counts(g->db, &g->ctl->arena, id, &words))
		return false;
	if (!g->force) {
		g->ctl->status = ctl_fail(g->ctl, "the school %s is there "
		    "already (%s); --force removes all of that first, "
		    "--school CODE makes another one", s->want.school, words);
		return false;
	}
	ctl_step_done("removing the school %s: %s", s->want.school, words);
	return seed_clear(g->db, id);
}

/* ---- Loading */

static const char *
other_hash(struct seeding *g)
{
	uint8_t random[32];
	char text[HEX_SIZE(sizeof(random))];

	if (g->password != NULL)
		return newpass_hash(g->ctl, g->password);
	crypto_random(random, sizeof(random));
	hex_encode(text, random, sizeof(random));
	return newpass_hash(g->ctl, text);
}

static int
failed(struct seeding *g)
{
	if (copy_ok(g->db))
		copy_forgive(g->db);	/* said already; undo */
	else
		g->ctl->status = ctl_fail(g->ctl, "nothing was loaded: %s%s",
		    copy_error(g->db), strcmp(copy_state(g->db), "42P01") == 0
		    ? "; lyceumctl migrate first" : "");
	copy_close(g->db);
	return g->ctl->status;
}

static bool
load(struct seeding *g)
{
	const char *demo, *other;

	demo = newpass_hash(g->ctl, g->password != NULL ? g->password :
	    DEMO_PASSWORD);
	other = g->password != NULL ? demo : other_hash(g);
	return demo != NULL && other != NULL &&
	    seed_unnoted(g->db) &&
	    seed_load(&g->seed, g->db, demo, other) &&
	    seed_want(&g->seed, g->db, demo) &&
	    seed_presence(&g->seed, g->db) && seed_exams(&g->seed, g->db) &&
	    seed_transcript(&g->seed, g->db) && seed_money(g->db) &&
	    seed_noted(g->db) && seed_wanted(g->db);
}

/*
 * The planner is told what was loaded before the check asks about it; without
 * a vacuum the first readers would do its work.
 */
#define TABLES								\
    "academics.schools, academics.terms, identity.users, "		\
    "identity.relations, academics.subjects, academics.subject_teachers, " \
    "academics.subject_prerequisites, academics.courses, "		\
    "academics.course_teachers, academics.meetings, "			\
    "academics.enrollments, grading.assignments, grading.grades, "	\
    "grading.grade_history, grading.categories, grading.course_rules, "	\
    "grading.finals, grading.policy_history, grading.exams, "		\
    "grading.exam_results, academics.classrooms, academics.groups, "	\
    "academics.group_members, academics.holidays, academics.sessions, "	\
    "academics.session_classrooms, attendance.signatures, "		\
    "attendance.records, billing.invoices, billing.invoice_lines, "	\
    "billing.charges, billing.instalments, billing.payments, "		\
    "billing.payment_history, billing.stripe_objects, billing.ledger"

static bool
check(struct seeding *g)
{
	struct uuid id = seed_school_id(&g->seed);
	const char *wrong;
	int rules;

	ctl_step("checking");
	copy_run(g->db, "analyze " TABLES);
	wrong = seed_check(&g->ctl->arena, g->db, id.s, &rules);
	if (!copy_ok(g->db))
		return false;
	if (wrong != NULL) {
		g->ctl->status = ctl_fail(g->ctl, "nothing was loaded: the "
		    "check found %s", wrong);
		return false;
	}
	ctl_step_done("checked: %d rules hold", rules);
	return true;
}

static void
make(struct seeding *g, const struct seed_want *want)
{
	seed_start(&g->seed, &g->ctl->arena, want);
	seed_people(&g->seed);
	seed_subjects(&g->seed);
	seed_courses(&g->seed);
	seed_enrollments(&g->seed);
	seed_rooms(&g->seed);
}

static int
seed(struct seeding *g, const struct seed_want *want)
{
	int64_t start = clock_us();

	g->db = ctl_db(g->ctl);
	if (g->db == NULL)
		return g->ctl->status;
	make(g, want);
	copy_run(g->db, "begin");
	if (!copy_ok(g->db) || !make_room(g) || !load(g))
		return failed(g);
	ctl_step_done("loaded: %d people, %d courses, %d enrollments in "
	    "%.1f s", g->seed.npeople, g->seed.ncourses,
	    g->seed.nenrollments, seconds_since(start));
	if (!check(g))
		return failed(g);
	ctl_step("vacuum");
	if (!copy_run(g->db, "commit") || !copy_run(g->db, "vacuum " TABLES))
		return ctl_db_failed(g->ctl, g->db, "the end failed");
	ctl_step_done("ready in %.1f s", seconds_since(start));
	copy_close(g->db);
	return CTL_OK;
}

int
cmd_seed(struct ctl *c, char **argv)
{
	const char *students = NULL, *number = NULL, *date = NULL;
	struct seeding *g = arena_alloc(&c->arena, sizeof(*g));
	struct seed_want want = { .school = "LYCEUM" };
	const struct opt opts[] = {
		{ "students", "N", "how many, 50 to 100000 (2000)", &students,
		    NULL },
		{ "seed", "S", "another S, another university (1)", &number,
		    NULL },
		{ "school", "CODE", "its code (LYCEUM)", &want.school, NULL },
		{ "date", "DAY", "as if today were 2026-03-15", &date, NULL },
		{ "password", "P", "of every account, for tests and "
		    "measurements", &g->password, NULL },
		{ "force", NULL, "remove the school of that code first",
		    NULL, &g->force },
	};

	g->ctl = c;
	if (!opt_read(c, argv, opts, NITEMS(opts)) ||
	    !read_wishes(c, &want, students, number, date) || !ctl_conf(c))
		return c->status;
	if (strcmp(c->conf.environment, "production") == 0)
		return ctl_fail(c, "these settings say environment = "
		    "production, and the demo's passwords are known to all; "
		    "nothing was loaded");
	if (g->password != NULL) {
		const char *why = password_check(g->password, NULL, NULL);

		if (why != NULL)
			return ctl_usage(c, "--password: %s", why);
	}
	return seed(g, &want);
}
