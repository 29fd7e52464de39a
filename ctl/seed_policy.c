#include "core.h"

#include "arena.h"
#include "copy.h"
#include "ctl.h"
#include "seed.h"

static const struct uuid *
scale_id(const struct seed *s, struct uuid *id)
{
	*id = seed_id(s, ID_SCALE, 0,
	    (s->term[TERM_BEFORE].starts - 500) * DAY_MS);
	return id;
}

static bool
load_scale(const struct seed *s, struct copy *db)
{
	struct uuid id, school = seed_school_id(s);
	size_t n;
	const struct total_step *step = seed_scale(&n);
	const char *const params[] = { scale_id(s, &id)->s, school.s };

	if (!copy_ask(db, "insert into grading.scales (id, school_id, name, "
	    "created_at, updated_at) select $1::uuid, $2::uuid, "
	    "'Letters of the university', t, t "
	    "from platform.uuid7_at($1::uuid) t", params, 2))
		return false;
	copy_begin(db, "grading.scale_steps (scale_id, at_least, letter, "
	    "points)");
	for (size_t i = 0; i < n; i++) {
		copy_text(db, id.s);
		copy_int(db, step[i].at_least / 100);
		copy_text(db, step[i].letter);
		copy_text(db, step[i].points);
		copy_row(db);
	}
	return copy_end(db) >= 0 && copy_ask(db,
	    "insert into grading.school_rules (school_id, scale_id, pass_mark,"
	    " repeats, honours_from, probation_below, updated_at) select $2,"
	    " $1::uuid, 60, 'best', 3.5, 2, t from platform.uuid7_at($1::uuid)"
	    " t", params, 2);
}

static void
load_course_rules(const struct seed *s, struct copy *db, const char *school)
{
	copy_begin(db, "grading.course_rules (course_id, school_id, weigh_by, "
	    "updated_at)");
	for (int c = 0; c < s->ncourses; c++) {
		if (!seed_policy(s, c).by_points)
			continue;
		copy_text(db, seed_course_id(s, c).s);
		copy_text(db, school);
		copy_text(db, "points");
		copy_time(db, s->courses[c].created);
		copy_row(db);
	}
	copy_end(db);
}

static void
load_category(const struct seed *s, struct copy *db, int c, int k,
    const char *school)
{
	const struct seed_category *cat = &seed_categories[k];

	copy_text(db, seed_category_id(s, c, k).s);
	copy_text(db, school);
	copy_text(db, seed_course_id(s, c).s);
	copy_text(db, cat->name);
	copy_decimal(db, cat->weight, 3);
	copy_int(db, cat->drop);
	copy_int(db, k + 1);
	copy_time(db, s->courses[c].created + k);
	copy_time(db, s->courses[c].created + k);
	copy_row(db);
}

bool
seed_policies(const struct seed *s, struct copy *db)
{
	struct uuid school = seed_school_id(s);

	ctl_step("rules of grading");
	if (!load_scale(s, db))
		return false;
	load_course_rules(s, db, school.s);
	copy_begin(db, "grading.categories (id, school_id, course_id, name, "
	    "weight, drop_lowest, position, created_at, updated_at)");
	for (int c = 0; c < s->ncourses; c++)
		for (int k = 0; seed_policy(s, c).categories &&
		    k < SEED_CATEGORIES; k++)
			load_category(s, db, c, k, school.s);
	return copy_end(db) >= 0;
}

/* ---- Assignments */

static void
copy_maybe(struct copy *db, bool is_there, int64_t ms)
{
	if (is_there)
		copy_time(db, ms);
	else
		copy_text(db, NULL);
}

static const char *
curve_name(enum total_curve curve)
{
	return curve == TOTAL_NO_CURVE ? "none" :
	    curve == TOTAL_CURVE_ADD ? "add" : "best";
}

static void
load_assignment(const struct seed *s, struct copy *db, int c, int n,
    const struct assignment *a)
{
	int64_t made = s->courses[c].created + n;

	copy_text(db, seed_assignment_id(s, c, n).s);
	copy_text(db, seed_school_id(s).s);
	copy_text(db, seed_course_id(s, c).s);
	copy_text(db, a->name);
	copy_text(db, a->type);
	copy_int(db, a->max);
	copy_decimal(db, a->weight, 3);
	copy_int(db, n + 1);
	copy_text(db, a->category < 0 ? NULL :
	    seed_category_id(s, c, a->category).s);
	copy_bool(db, a->is_extra);
	copy_maybe(db, a->due != 0, a->due);
	copy_int(db, a->late_per_day);
	copy_int(db, a->late_per_day > 0 ? 50 : 100);
	copy_text(db, curve_name(a->curve));
	if (a->curve == TOTAL_NO_CURVE)
		copy_text(db, NULL);
	else
		copy_int(db, a->curve_value);
	copy_time(db, made);
	copy_time(db, made);
	copy_row(db);
}

bool
seed_assignments(const struct seed *s, struct copy *db)
{
	copy_begin(db, "grading.assignments (id, school_id, course_id, name, "
	    "type, max_score, weight, position, category_id, is_extra, due_at,"
	    " late_per_day, late_max, curve, curve_value, created_at, "
	    "updated_at)");
	for (int c = 0; c < s->ncourses; c++)
		for (int n = 0; n < SEED_ASSIGNMENTS; n++) {
			struct assignment a = seed_assignment(s, c, n);

			if (seed_is_assigned(&a))
				load_assignment(s, db, c, n, &a);
		}
	return copy_end(db) >= 0;
}

/* ---- Final grades, on the last afternoon of the term */

static void
load_final(const struct seed *s, struct copy *db, int i, const char *school)
{
	const struct enrollment *e = &s->enrollments[i];
	const struct seed_final f = seed_final(s, i);
	const struct course *c = &s->courses[e->course];

	copy_text(db, seed_enrollment_id(s, i).s);
	copy_text(db, school);
	copy_text(db, seed_course_id(s, e->course).s);
	copy_text(db, seed_person_id(s, seed_student(s, e->student)).s);
	copy_decimal(db, f.computed, 2);
	copy_decimal(db, f.final, 2);
	copy_text(db, f.step->letter);
	copy_text(db, f.step->points);
	copy_bool(db, f.final >= SEED_PASS);
	copy_bool(db, f.is_override);
	copy_text(db, f.is_override ?
	    "Passed the oral examination of those who just missed." : NULL);
	copy_text(db, seed_person_id(s, c->teacher).s);
	copy_time(db, s->term[c->term].ends * DAY_MS +
	    16 * INT64_C(3600000) - i % 7200 * INT64_C(1000));
	copy_row(db);
}

bool
seed_finals(const struct seed *s, struct copy *db)
{
	struct uuid school = seed_school_id(s);

	ctl_step("final grades");
	copy_begin(db, "grading.finals (enrollment_id, school_id, course_id, "
	    "student_id, computed, final, letter, points, passed, "
	    "is_override, reason, actor, at)");
	for (int i = 0; i < s->nenrollments; i++)
		if (s->enrollments[i].status == ST_COMPLETED)
			load_final(s, db, i, school.s);
	return copy_end(db) >= 0;
}
