/* The demo's university before it is loaded. */
#include "core.h"
#include "text.h"
#include "suite.h"
#include "university.h"

/* ---- Days */

static void
days_go_there_and_back(void)
{
	char text[16];
	int64_t day = 0;

	T_EQ(seed_day(1970, 1, 1), 0);
	T_EQ(seed_day(2000, 3, 1), 11017);
	T_EQ(seed_day(2026, 11, 21), NOVEMBER);
	seed_date(seed_day(2028, 2, 29), text);
	T_SAME(text, "2028-02-29");
	T_TRUE(seed_read_day("2026-12-31", &day));
	T_EQ(day, seed_day(2026, 12, 31));
	T_FALSE(seed_read_day("2026-02-29", &day));
	T_FALSE(seed_read_day("2026-13-01", &day));
	T_FALSE(seed_read_day("2026-1-1", &day));
	T_FALSE(seed_read_day("2026/01/01", &day));
	T_FALSE(seed_read_day("2026-0a-01", &day));
	T_FALSE(seed_read_day("0001-01-01", &day));
	T_FALSE(seed_read_day("2026-01-01x", &day));
	T_FALSE(seed_read_day("yesterday", &day));
}

static void
every_day_has_a_term_and_one_before(void)
{
	for (int64_t d = seed_day(2027, 12, 1); d < seed_day(2029, 2, 1);
	    d++) {
		struct arena a = { 0 };
		const struct seed_want want = { .students = 50, .day = d,
		    .school = "LYCEUM" };
		struct seed s;

		seed_start(&s, &a, &want);
		T_TRUE(s.term[TERM_NOW].starts <= d);
		T_TRUE(s.term[TERM_NOW].ends >= d);
		T_EQ(s.term[TERM_BEFORE].ends + 1, s.term[TERM_NOW].starts);
		T_TRUE(s.term[TERM_BEFORE].starts <
		    s.term[TERM_BEFORE].ends);
		arena_free(&a);
	}
}

/* ---- Sameness and ids */

static void
same_wishes_same_university(void)
{
	struct arena a = { 0 }, b = { 0 };
	struct seed s, t;

	make(&s, &a, 500, 7, NOVEMBER);
	make(&t, &b, 500, 7, NOVEMBER);
	T_EQ(s.nenrollments, t.nenrollments);
	T_EQ(memcmp(s.enrollments, t.enrollments, (size_t)s.nenrollments *
	    sizeof(*s.enrollments)), 0);
	T_EQ(memcmp(s.courses, t.courses, (size_t)s.ncourses *
	    sizeof(*s.courses)), 0);
	for (int i = 0; i < s.npeople; i++)
		if (strcmp(s.people[i].email, t.people[i].email) != 0 ||
		    strcmp(s.people[i].name, t.people[i].name) != 0)
			T_SAME(s.people[i].email, t.people[i].email);
	T_SAME(seed_person_id(&s, 99).s, seed_person_id(&t, 99).s);
	arena_free(&b);
	make(&t, &b, 500, 8, NOVEMBER);
	T_TRUE(strcmp(seed_person_id(&s, 0).s, seed_person_id(&t, 0).s) != 0);
	arena_free(&a);
	arena_free(&b);
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct uuid *)a)->s, ((const struct uuid *)b)->s);
}

static void
ids_are_uuid7_and_differ(void)
{
	struct arena a = { 0 };
	struct seed s;
	struct uuid *ids;
	int n = 0;

	make(&s, &a, 2000, 1, NOVEMBER);
	ids = arena_alloc(&a, (size_t)(s.npeople + s.nenrollments +
	    s.ncourses) * sizeof(*ids));
	for (int i = 0; i < s.npeople; i++)
		ids[n++] = seed_person_id(&s, i);
	for (int i = 0; i < s.nenrollments; i++)
		ids[n++] = seed_enrollment_id(&s, i);
	for (int i = 0; i < s.ncourses; i++)
		ids[n++] = seed_course_id(&s, i);
	qsort(ids, (size_t)n, sizeof(*ids), by_id);
	for (int i = 0; i < n; i++) {
		if (!text_is_uuid(ids[i].s) || ids[i].s[14] != '7' ||
		    strchr("89ab", ids[i].s[19]) == NULL)
			T_SAME(ids[i].s, "a UUID of version 7");
		if (i > 0 && strcmp(ids[i].s, ids[i - 1].s) == 0)
			T_SAME(ids[i].s, "an id of its own");
	}
	arena_free(&a);
}

/* ---- People */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
addresses_are_ascii_and_differ(void)
{
	struct arena a = { 0 };
	const char **all;
	struct seed s;

	make(&s, &a, 20000, 1, NOVEMBER);
	all = arena_alloc(&a, (size_t)s.npeople * sizeof(*all));
	for (int i = 0; i < s.npeople; i++) {
		const char *e = s.people[i].email;

		all[i] = e;
		if (strspn(e, "abcdefghijklmnopqrstuvwxyz0123456789.@") !=
		    strlen(e) || !text_is_utf8(s.people[i].name,
		    strlen(s.people[i].name)))
			T_SAME(e, "an address of plain letters");
	}
	qsort(all, (size_t)s.npeople, sizeof(*all), by_text);
	for (int i = 1; i < s.npeople; i++)
		if (strcmp(all[i], all[i - 1]) == 0)
			T_SAME(all[i], "an address of its own");
	T_SAME(s.people[0].email, "admin@lyceum.example");
	T_SAME(s.people[seed_student(&s, 0)].email, "student@lyceum.example");
	arena_free(&a);
}

/* ---- Courses */

static void
check_places(const struct seed *s)
{
	bool ok = true;

	for (int i = 0; i < s->ncourses; i++) {
		const struct course *a = &s->courses[i];

		ok = ok && a->capacity >= a->enrolled && a->capacity <= 500 &&
		    a->capacity > 0 && (a->room < 0 ||
		    s->rooms[a->room].seats >= a->capacity);
		ok = ok && (a->waiting == 0 || a->enrolled == a->capacity);
		for (int k = 0; k < i; k++) {
			const struct course *b = &s->courses[k];

			if (a->term == b->term && week_meets(&a->week,
			    &b->week) && (a->teacher == b->teacher ||
			    (a->room >= 0 && a->room == b->room)))
				ok = false;
		}
	}
	T_TRUE(ok);
}

static void
no_teacher_and_no_room_is_in_two_courses(void)
{
	each(check_places);
}

static void
check_subjects(const struct seed *s)
{
	bool ok = true;

	for (int i = 0; i < s->nsubjects; i++) {
		const struct subject *a = &s->subjects[i];
		size_t letters = strspn(a->code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

		ok = ok && letters >= 2 && letters <= 4 &&
		    strlen(a->code) == letters + 3;
		for (int k = 0; k < i; k++)
			ok = ok && strcmp(a->code, s->subjects[k].code) != 0;
	}
	T_TRUE(ok);
}

static void
codes_differ(void)
{
	each(check_subjects);
}

static void
schedules_read_as_people_write_them(void)
{
	struct week w = { { 0x06, 0, 0x06, 0, 0xe00000 } };
	const struct term t = { .semester = "fall", .year = 2000 };
	char text[256];

	week_json(&w, text, sizeof(text));
	T_SAME(text, "{\"monday\": [\"08:30-09:30\"], "
	    "\"wednesday\": [\"08:30-09:30\"], "
	    "\"friday\": [\"18:30-20:00\"]}");
	week_times(&w, &t, text, sizeof(text));
	T_SAME(text, "{[60500670,60500730),[60503550,60503610),"
	    "[60507030,60507120)}");
}

/* ---- Enrollments */

/* The status of a student in a subject, or -1. */
static int
status_in(const struct seed *s, int student, int subject)
{
	for (int i = s->first[student]; i >= 0; i = s->enrollments[i].next)
		if (course_of(s, &s->enrollments[i])->subject == subject)
			return (int)s->enrollments[i].status;
	return -1;
}

static bool
enrollment_fits(const struct seed *s, int i)
{
	const struct enrollment *e = &s->enrollments[i];
	const struct course *c = course_of(s, e);
	int needs = s->subjects[c->subject].requires;

	if (needs >= 0 && status_in(s, e->student, needs) != ST_COMPLETED)
		return false;
	for (int k = e->next; k >= 0; k = s->enrollments[k].next) {
		const struct enrollment *o = &s->enrollments[k];

		if (course_of(s, o)->subject == c->subject)
			return false;
		if (e->status != ST_DROPPED && o->status != ST_DROPPED &&
		    course_of(s, o)->term == c->term &&
		    week_meets(&c->week, &course_of(s, o)->week))
			return false;
	}
	return e->enrolled < s->now && e->waitlisted < s->now &&
	    e->dropped < s->now && (e->status == ST_DROPPED) ==
	    (e->dropped > 0) && (e->place > 0) == (e->status == ST_WAITLISTED);
}

static void
check_enrollments(const struct seed *s)
{
	int *taken = calloc((size_t)s->ncourses, sizeof(*taken));
	int *line = calloc((size_t)s->ncourses, sizeof(*line));
	int64_t *last = calloc((size_t)s->ncourses, sizeof(*last));
	bool ok = true;

	for (int i = 0; i < s->nenrollments; i++) {
		const struct enrollment *e = &s->enrollments[i];

		ok = ok && enrollment_fits(s, i);
		taken[e->course] += holds_seat(e);
		if (e->status != ST_WAITLISTED)
			continue;
		ok = ok && e->place == ++line[e->course] &&
		    e->waitlisted >= last[e->course];
		last[e->course] = e->waitlisted;
	}
	for (int c = 0; c < s->ncourses; c++)
		ok = ok && taken[c] == s->courses[c].enrolled &&
		    line[c] == s->courses[c].waiting;
	T_TRUE(ok);
	free(taken);
	free(line);
	free(last);
}

static void
nobody_is_in_two_places_or_unprepared(void)
{
	each(check_enrollments);
}

static void
check_demo(const struct seed *s)
{
	int now[4] = { 0 }, before = 0, hers = 0, teaches = 0, full = 0;
	int teacher = seed_teacher(s, 0);

	for (int i = s->first[0]; i >= 0; i = s->enrollments[i].next) {
		const struct enrollment *e = &s->enrollments[i];

		if (course_of(s, e)->term == TERM_BEFORE)
			before += e->status == ST_COMPLETED;
		else {
			now[e->status]++;
			hers += course_of(s, e)->teacher == teacher;
		}
	}
	for (int c = s->per_term; c < s->ncourses; c++) {
		teaches += s->courses[c].teacher == teacher;
		full += s->courses[c].waiting > 0;
	}
	T_EQ(now[ST_ENROLLED], 5);
	T_EQ(now[ST_WAITLISTED], 1);
	T_TRUE(before >= 3);
	T_TRUE(hers >= 2);
	T_EQ(teaches, 4);
	T_TRUE(full >= (s->students >= 2000 ? 8 : 1));
	T_EQ(s->relations[0].parent, s->relations[1].parent);
	T_EQ(s->relations[0].ward, seed_student(s, 0));
}

static void
the_demo_accounts_have_what_the_help_says(void)
{
	each(check_demo);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "days go there and back", days_go_there_and_back },
		{ "every day has a term and one before",
		    every_day_has_a_term_and_one_before },
		{ "same wishes, same university", same_wishes_same_university },
		{ "ids are UUIDs of version 7 and differ",
		    ids_are_uuid7_and_differ },
		{ "addresses are ASCII and differ",
		    addresses_are_ascii_and_differ },
		{ "no teacher and no room is in two courses",
		    no_teacher_and_no_room_is_in_two_courses },
		{ "codes differ", codes_differ },
		{ "schedules read as people write them",
		    schedules_read_as_people_write_them },
		{ "nobody is in two places or unprepared",
		    nobody_is_in_two_places_or_unprepared },
		{ "the demo accounts have what the help says",
		    the_demo_accounts_have_what_the_help_says },
		CU_TEST_INFO_NULL,
	};

	return suite_run("seed", tests);
}
