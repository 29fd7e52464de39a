#include "core.h"

#include "arena.h"
#include "copy.h"
#include "ctl.h"
#include "seed.h"

#define MIDTERM 3
#define FINAL 6
#define AHEAD 14 /* days until the first of the final exams */
#define APART 3  /* days, so that no weekend makes them one */

/* An exam, in its course's room or in one that has enough seats. */
static const char exam_sql[] =
    "insert into grading.exams (id, school_id, course_id, title, type,"
    " starts_at, ends_at, classroom_id, seats, max_score, weight, category_id,"
    " status, assignment_id, created_at, updated_at)"
    " select $1, w.school_id, c.id, $3, $4, t.at, t.at + interval '2 hours',"
    "  k.id, k.seats, $6, trim_scale($7::numeric / 1000), $8::uuid, $9,"
    "  $10::uuid, c.created_at, c.created_at"
    "  from seed_want w join academics.schools h on h.id = w.school_id"
    "  join academics.courses c on c.id = $2::uuid"
    " cross join lateral (select ($5::timestamp) at time zone h.timezone)"
    "  t (at)"
    "  left join lateral (select r.id, r.seats from academics.classrooms r"
    "    where r.school_id = w.school_id and r.seats >= c.enrolled_count"
    "    order by (r.name = c.room) is true desc, r.seats, r.id limit 1) k"
    "   on true";

/* Who is enrolled has a seat; of three, two have their points already. */
static const char seats_sql[] =
    "insert into grading.exam_results (id, exam_id, school_id, course_id,"
    " enrollment_id, student_id, seat, state, entered, score, entered_by,"
    " entered_at)"
    " select pg_temp.seed_id('result', x.id::text || e.id, x.created_at),"
    "  x.id, x.school_id, x.course_id, e.id, e.student_id,"
    "  row_number() over (order by p.full_name, e.id),"
    "  case when m.is_in then 'scored' else 'pending' end,"
    "  m.points, m.points, case when m.is_in then w.teacher_id end,"
    "  case when m.is_in then w.until - interval '20 hours' end"
    "  from seed_want w, grading.exams x"
    "  join academics.enrollments e on e.course_id = x.course_id"
    "   and e.status = 'enrolled'"
    "  join identity.users p on p.id = e.student_id"
    " cross join lateral (select x.status = 'marking'"
    "   and pg_temp.chance(x.id::text || e.id) < 667) i (is_in)"
    " cross join lateral (select i.is_in, case when i.is_in then"
    "   trim_scale(round(x.max_score * (500 + pg_temp.chance(e.id::text) / 2)"
    "    / 500) / 2) end) m (is_in, points)"
    " where x.id = $1";

/* What was published is what the gradebook says. */
static const char results_sql[] =
    "insert into grading.exam_results (id, exam_id, school_id, course_id,"
    " enrollment_id, student_id, seat, state, entered, score, entered_by,"
    " entered_at)"
    " select pg_temp.seed_id('result', x.id::text || g.id, x.created_at),"
    "  x.id, x.school_id, x.course_id, g.enrollment_id, g.student_id,"
    "  row_number() over (order by p.full_name, g.id),"
    "  case g.state when 'graded' then 'scored' when 'missing' then 'absent'"
    "   else 'excused' end,"
    "  case g.state when 'graded' then g.score end,"
    "  case g.state when 'graded' then g.score end, g.graded_by,"
    "  g.graded_at - interval '1 day'"
    "  from grading.exams x join grading.grades g"
    "   on g.course_id = x.course_id and g.assignment_name = x.title"
    "  join identity.users p on p.id = g.student_id"
    " where x.id = $1";
static const char published_sql[] =
    "update grading.exams x set published_at = g.at, published_by = g.who,"
    " moderated_by = g.who, moderation = 'Nothing had to be corrected.',"
    " updated_at = g.at"
    "  from (select max(y.graded_at), min(y.graded_by::text)::uuid"
    "   from grading.grades y join grading.exams z"
    "    on z.course_id = y.course_id and z.title = y.assignment_name"
    "  where z.id = $1) g (at, who) where x.id = $1";

/* The demo's student asks; one of the same course was answered. */
static const char asked_sql[] =
    "insert into grading.regrades (id, school_id, course_id, grade_id,"
    " enrollment_id, student_id, assignment_name, reason, status, answer,"
    " old_score, new_score, asked_at, answered_at, answered_by)"
    " select pg_temp.seed_id('regrade', g.id::text, g.graded_at),"
    "  g.school_id, g.course_id, g.id, g.enrollment_id, g.student_id,"
    "  g.assignment_name, case when g.is_open then"
    "   'Question 2 has no points, and my answer is on the back of the page.'"
    "   else 'The sum of the points on page 3 seems to be two more.' end,"
    "  case when g.is_open then 'open' else 'kept' end,"
    "  case when not g.is_open then"
    "   'I have added them up again: the sum is right.' end, g.score,"
    "  case when not g.is_open then g.score end,"
    "  g.graded_at + interval '4 hours',"
    "  case when not g.is_open then g.graded_at + interval '8 hours' end,"
    "  case when not g.is_open then g.graded_by end"
    "  from (select x.*, x.student_id = w.student_id as is_open,"
    "    row_number() over (partition by x.student_id = w.student_id"
    "     order by x.graded_at desc, x.id) as nth"
    "    from seed_want w join academics.courses c"
    "     on c.school_id = w.school_id and c.teacher_id = w.teacher_id"
    "      and c.semester = w.semester and c.year = w.year"
    "    join grading.grades x on x.course_id = c.id and x.state = 'graded'"
    "     and x.assignment_type in ('homework', 'quiz')) g"
    " where g.nth = 1";

/* Exams are not on weekends: those ahead are later, those past earlier. */
static int64_t
weekday(int64_t day, bool later)
{
	int of_week = (int)((day + 3) % 7); /* Monday is 0 */

	if (of_week < 5)
		return day;
	return later ? day + 7 - of_week : day + 4 - of_week;
}

static const char *
when(const struct seed *s, const struct course *c, const struct assignment *a)
{
	int64_t day = a->exam == EXAM_PLANNED ?
	    weekday(s->want.day + AHEAD + APART * c->demo, true) :
	    weekday(a->exam == EXAM_MARKING ? s->want.day - 3 :
	    a->graded / DAY_MS - 7, false);

	return arena_printf(s->arena, "%s %s", seed_date_text(s, day),
	    a->exam == EXAM_PUBLISHED ? "15:00" : "10:00");
}

static bool
load_exam(const struct seed *s, struct copy *db, int c, int n,
    const struct assignment *a)
{
	static const char *const status[] = { NULL, "planned", "marking",
		"published" };
	const struct uuid id = seed_id(s, ID_EXAM, c * SEED_ASSIGNMENTS + n,
	    s->courses[c].created + n), course = seed_course_id(s, c),
	    category = seed_category_id(s, c, a->category < 0 ? 0 :
	    a->category), work = seed_assignment_id(s, c, n);
	const char *const params[] = { id.s, course.s, a->name, a->type,
		when(s, &s->courses[c], a),
		arena_printf(s->arena, "%d", a->max),
		arena_printf(s->arena, "%d", a->weight),
		a->category < 0 ? NULL : category.s, status[a->exam],
		a->exam == EXAM_PUBLISHED ? work.s : NULL };

	if (!copy_ask(db, exam_sql, params, NITEMS(params)))
		return false;
	if (a->exam != EXAM_PUBLISHED)
		return copy_ask(db, seats_sql, params, 1);
	return copy_ask(db, results_sql, params, 1) &&
	    copy_ask(db, published_sql, params, 1);
}

bool
seed_exams(const struct seed *s, struct copy *db)
{
	static const int which[] = { MIDTERM, FINAL };

	ctl_step("exams");
	for (int c = s->per_term; c < s->ncourses; c++)
		for (size_t i = 0; s->courses[c].demo != 0 &&
		    i < NITEMS(which); i++) {
			struct assignment a = seed_assignment(s, c, which[i]);

			if (a.exam != EXAM_NONE &&
			    !load_exam(s, db, c, which[i], &a))
				return false;
		}
	return copy_run(db, asked_sql);
}
