#include "core.h"

#include "arena.h"
#include "copy.h"
#include "ctl.h"
#include "seed.h"

static void
copy_id(struct copy *db, struct uuid id)
{
	copy_text(db, id.s);
}

static bool
load_school(const struct seed *s, struct copy *db)
{
	struct uuid id = seed_school_id(s);
	const char *const params[] = { id.s, s->want.school,
	    strcmp(s->want.school, "LYCEUM") == 0 ? "Lyceum University" :
	    arena_printf(s->arena, "University %s", s->want.school) };

	ctl_step("the school and its terms");
	if (!copy_ask(db, "insert into academics.schools (id, code, name, "
	    "timezone, self_registration, created_at, updated_at) "
	    "select $1::uuid, $2, $3, 'Europe/Madrid', true, t, t "
	    "from platform.uuid7_at($1::uuid) t", params, 3))
		return false;
	copy_begin(db, "academics.terms (school_id, semester, year, "
	    "starts_on, ends_on, enrollment_opens, enrollment_closes)");
	for (int i = 0; i < SEED_TERMS; i++) {
		const struct term *t = &s->term[i];
		char date[16];

		copy_text(db, id.s);
		copy_text(db, t->semester);
		copy_int(db, t->year);
		seed_date(t->starts, date);
		copy_text(db, date);
		seed_date(t->ends, date);
		copy_text(db, date);
		copy_time(db, t->opens);
		copy_time(db, t->closes);
		copy_row(db);
	}
	return copy_end(db) >= 0;
}

/* ---- People */

static void
load_person(const struct seed *s, struct copy *db, int i, const char *school,
    const char *hash)
{
	const struct person *p = &s->people[i];

	copy_id(db, seed_person_id(s, i));
	copy_text(db, school);
	copy_text(db, p->email);
	copy_text(db, hash);
	copy_text(db, p->role);
	copy_text(db, p->admin_role);
	copy_text(db, p->name);
	copy_text(db, p->number);
	copy_text(db, p->department);
	copy_bool(db, p->active);
	copy_time(db, p->created);
	copy_time(db, p->created);
	copy_row(db);
}

static bool
load_people(const struct seed *s, struct copy *db, const char *demo_hash,
    const char *other_hash)
{
	struct uuid school = seed_school_id(s);

	ctl_step("%d people", s->npeople);
	copy_begin(db, "identity.users (id, school_id, email, password_hash, "
	    "role, admin_role, full_name, student_number, department, "
	    "is_active, created_at, updated_at)");
	for (int i = 0; i < s->npeople; i++)
		load_person(s, db, i, school.s, s->people[i].demo ?
		    demo_hash : other_hash);
	copy_end(db);
	copy_begin(db, "identity.relations (person_id, relative_id, kind, "
	    "created_at)");
	for (int i = 0; i < s->nrelations; i++) {
		copy_id(db, seed_person_id(s, s->relations[i].parent));
		copy_id(db, seed_person_id(s, s->relations[i].ward));
		copy_text(db, "parent");
		copy_time(db, s->people[s->relations[i].parent].created);
		copy_row(db);
	}
	return copy_end(db) >= 0;
}

/* ---- Subjects */

/* The k-th of those who can teach a subject; -1: nobody. */
static int
able(const struct seed *s, int subject, int k)
{
	int dept = s->subjects[subject].dept, course;

	if (k >= SEED_TERMS)
		return seed_teacher(s, dept + s->depts *
		    ((subject + k) % (s->teachers / s->depts)));
	course = s->offered[k][subject];
	return course < 0 ? -1 : s->courses[course].teacher;
}

/* Who teaches it, and two more of the department who could. */
static void
load_subject_teachers(const struct seed *s, struct copy *db)
{
	copy_begin(db, "academics.subject_teachers (subject_id, teacher_id)");
	for (int i = 0; i < s->nsubjects; i++)
		for (int k = 0; k < SEED_TERMS + 2; k++) {
			bool again = able(s, i, k) < 0;

			for (int j = 0; j < k; j++)
				again = again ||
				    able(s, i, j) == able(s, i, k);
			if (again)
				continue;
			copy_id(db, seed_subject_id(s, i));
			copy_id(db, seed_person_id(s, able(s, i, k)));
			copy_row(db);
		}
	copy_end(db);
}

static bool
load_subjects(const struct seed *s, struct copy *db)
{
	struct uuid school = seed_school_id(s);
	int64_t made = (s->term[TERM_BEFORE].starts - 400) * DAY_MS;

	ctl_step("%d subjects", s->nsubjects);
	copy_begin(db, "academics.subjects (id, school_id, code, title, "
	    "description, credits, created_at, updated_at)");
	for (int i = 0; i < s->nsubjects; i++) {
		const struct subject *sub = &s->subjects[i];

		copy_id(db, seed_subject_id(s, i));
		copy_text(db, school.s);
		copy_text(db, sub->code);
		copy_text(db, sub->title);
		copy_text(db, sub->description);
		copy_int(db, sub->credits);
		copy_time(db, made + i);
		copy_time(db, made + i);
		copy_row(db);
	}
	copy_end(db);
	load_subject_teachers(s, db);
	copy_begin(db, "academics.subject_prerequisites (subject_id, "
	    "requires_id)");
	for (int i = 0; i < s->nsubjects; i++)
		if (s->subjects[i].requires >= 0) {
			copy_id(db, seed_subject_id(s, i));
			copy_id(db, seed_subject_id(s,
			    s->subjects[i].requires));
			copy_row(db);
		}
	return copy_end(db) >= 0;
}

/* ---- Courses */

/* Rooms fill the buildings evenly, each with its own row of numbers. */
static void
copy_room(struct copy *db, int room)
{
	int buildings = names_buildings(), building = room % buildings;
	int no = (room / buildings * 37 + building * 11) % 100;
	char text[64];

	if (room < 0) {
		copy_text(db, NULL);
		return;
	}
	snprintf(text, sizeof(text), "%s %d", names_building(building),
	    (no / 20 + 1) * 100 + no % 20 + 1);
	copy_text(db, text);
}

static void
load_course(const struct seed *s, struct copy *db, int i, const char *school)
{
	const struct course *c = &s->courses[i];
	const struct subject *sub = &s->subjects[c->subject];
	char schedule[256];

	copy_id(db, seed_course_id(s, i));
	copy_text(db, school);
	copy_id(db, seed_subject_id(s, c->subject));
	copy_text(db, sub->code);
	copy_text(db, sub->title);
	copy_text(db, sub->description);
	copy_id(db, seed_person_id(s, c->teacher));
	copy_int(db, c->capacity);
	copy_int(db, c->enrolled);
	copy_int(db, c->waiting);
	copy_int(db, c->waiting);
	copy_int(db, sub->credits);
	copy_text(db, s->term[c->term].semester);
	copy_int(db, s->term[c->term].year);
	week_json(&c->week, schedule, sizeof(schedule));
	copy_text(db, schedule);
	copy_room(db, c->room);
	copy_time(db, c->created);
	copy_time(db, c->created);
	copy_row(db);
}

static bool
load_courses(const struct seed *s, struct copy *db)
{
	struct uuid school = seed_school_id(s);

	ctl_step("%d courses", s->ncourses);
	copy_begin(db, "academics.courses (id, school_id, subject_id, code, "
	    "name, description, teacher_id, capacity, enrolled_count, "
	    "waitlist_count, waitlist_seq, credits, semester, year, schedule, "
	    "room, created_at, updated_at)");
	for (int i = 0; i < s->ncourses; i++)
		load_course(s, db, i, school.s);
	return copy_end(db) >= 0;
}

/* ---- Enrollments */

static const char *
status_name(enum status st)
{
	switch (st) {
	case ST_COMPLETED:
		return "completed";
	case ST_WAITLISTED:
		return "waitlisted";
	case ST_DROPPED:
		return "dropped";
	case ST_ENROLLED:
	default:
		return "enrolled";
	}
}

static void
load_enrollment(const struct seed *s, struct copy *db, int i,
    const char *school)
{
	const struct enrollment *e = &s->enrollments[i];
	const struct course *c = &s->courses[e->course];
	char times[256];

	copy_id(db, seed_enrollment_id(s, i));
	copy_text(db, school);
	copy_id(db, seed_person_id(s, seed_student(s, e->student)));
	copy_id(db, seed_course_id(s, e->course));
	copy_text(db, status_name(e->status));
	copy_time(db, e->enrolled);
	copy_time(db, e->waitlisted);
	copy_time(db, e->dropped);
	if (e->place > 0)
		copy_int(db, e->place);
	else
		copy_text(db, NULL);
	if (e->status == ST_COMPLETED)
		copy_decimal(db, seed_final(s, i).final, 2);
	else
		copy_text(db, NULL);
	week_times(&c->week, &s->term[c->term], times, sizeof(times));
	copy_text(db, times);
	copy_row(db);
}

static bool
load_enrollments(const struct seed *s, struct copy *db)
{
	struct uuid school = seed_school_id(s);

	ctl_step("%d enrollments", s->nenrollments);
	copy_begin(db, "academics.enrollments (id, school_id, student_id, "
	    "course_id, status, enrolled_at, waitlisted_at, dropped_at, "
	    "waitlist_place, grade_final, times)");
	for (int i = 0; i < s->nenrollments; i++)
		load_enrollment(s, db, i, school.s);
	return copy_end(db) >= 0;
}

/* ---- Grades, course by course: so a gradebook is read */

static int64_t
graded_at(const struct assignment *a, int enrollment)
{
	return a->graded + enrollment % 600 * INT64_C(1000);
}

static void
load_grade(const struct seed *s, struct copy *db, int e, int n,
    const struct assignment *a)
{
	const struct enrollment *of = &s->enrollments[e];
	struct total_mark m = seed_mark(s, e, n);

	copy_id(db, seed_id(s, ID_GRADE, (int64_t)e * SEED_ASSIGNMENTS + n,
	    graded_at(a, e)));
	copy_id(db, seed_school_id(s));
	copy_id(db, seed_course_id(s, of->course));
	copy_id(db, seed_enrollment_id(s, e));
	copy_id(db, seed_person_id(s, seed_student(s, of->student)));
	copy_id(db, seed_person_id(s, s->courses[of->course].teacher));
	copy_time(db, graded_at(a, e));
	if (m.state == TOTAL_EXCUSED)
		copy_text(db, NULL);
	else
		copy_decimal(db, m.score * 100 / TOTAL_UNIT, 2);
	copy_int(db, a->max);
	copy_decimal(db, a->weight, 3);
	copy_text(db, a->name);
	copy_text(db, seed_comment(s, e, n, &m));
	copy_text(db, m.state == TOTAL_MISSING ? "missing" :
	    m.state == TOTAL_EXCUSED ? "excused" : "graded");
	copy_int(db, m.days_late);
}

static void
load_grade_itself(const struct seed *s, struct copy *db, int e, int n,
    const struct assignment *a)
{
	load_grade(s, db, e, n, a);
	copy_text(db, a->type);
	copy_row(db);
}

static void
load_grade_history(const struct seed *s, struct copy *db, int e, int n,
    const struct assignment *a)
{
	load_grade(s, db, e, n, a);
	copy_text(db, "insert");
	copy_int(db, 1);
	copy_row(db);
}

/* Enrollments by course: counted, then laid out one course after another. */
static int *
by_course(const struct seed *s, int **begins)
{
	int *at = arena_alloc(s->arena, ((size_t)s->ncourses + 1) *
	    sizeof(int));
	int *list = arena_alloc(s->arena, ((size_t)s->nenrollments + 1) *
	    sizeof(int));
	int *next = arena_alloc(s->arena, ((size_t)s->ncourses + 1) *
	    sizeof(int));

	for (int i = 0; i < s->nenrollments; i++)
		at[s->enrollments[i].course + 1]++;
	for (int c = 0; c < s->ncourses; c++)
		at[c + 1] += at[c];
	memcpy(next, at, (size_t)s->ncourses * sizeof(int));
	for (int i = 0; i < s->nenrollments; i++)
		list[next[s->enrollments[i].course]++] = i;
	*begins = at;
	return list;
}

struct grading {
	const struct seed	*s;
	struct copy		*db;
	const int		*begins, *list;
};

/* Calls fn for every grade. */
static bool
each_grade(const struct grading *g, const char *what,
    void (*fn)(const struct seed *, struct copy *, int, int,
    const struct assignment *))
{
	const struct seed *s = g->s;
	int done = 0;

	for (int c = 0; copy_ok(g->db) && c < s->ncourses; c++) {
		if (c % 100 == 0)
			ctl_step("%d %s", done, what);
		for (int n = 0; n < s->courses[c].graded; n++) {
			struct assignment a = seed_assignment(s, c, n);

			for (int i = g->begins[c]; i < g->begins[c + 1]; i++)
				if (seed_mark(s, g->list[i], n).state !=
				    TOTAL_UNGRADED) {
					fn(s, g->db, g->list[i], n, &a);
					done++;
				}
		}
	}
	ctl_step("%d %s ...", done, what);
	return copy_end(g->db) >= 0;
}

/*
 * The trigger would write the history as of now; what was graded in October
 * was graded in October.  seed_check() looks that none is missing.
 */
static bool
load_grades(const struct seed *s, struct copy *db)
{
	struct grading g = { .s = s, .db = db };
	int *begins;

	g.list = by_course(s, &begins);
	g.begins = begins;
	copy_run(db, "alter table grading.grades disable trigger note_insert");
	copy_begin(db, "grading.grades (id, school_id, course_id, "
	    "enrollment_id, student_id, graded_by, graded_at, score, "
	    "max_score, weight, assignment_name, comments, state, days_late, "
	    "assignment_type)");
	each_grade(&g, "grades", load_grade_itself);
	copy_run(db, "alter table grading.grades enable trigger note_insert");
	copy_begin(db, "grading.grade_history (grade_id, school_id, "
	    "course_id, enrollment_id, student_id, actor, at, new_score, "
	    "new_max_score, new_weight, assignment_name, new_comments, "
	    "new_state, new_days_late, action, version)");
	return each_grade(&g, "histories", load_grade_history);
}

bool
seed_load(const struct seed *s, struct copy *db, const char *demo_hash,
    const char *other_hash)
{
	return load_school(s, db) &&
	    load_people(s, db, demo_hash, other_hash) &&
	    load_subjects(s, db) && load_courses(s, db) &&
	    load_enrollments(s, db) && seed_policies(s, db) &&
	    seed_assignments(s, db) && load_grades(s, db) &&
	    seed_finals(s, db);
}
