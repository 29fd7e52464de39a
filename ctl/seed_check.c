#include "core.h"

#include "arena.h"
#include "copy.h"
#include "seed.h"

/* Of a university for measurements, one course in eight. */
#define SOME								\
	"((select count(*) <= 1000 from academics.courses"		\
	" where school_id = $1) or hashtext(e.course_id::text) % 8 = 0)"

/* Each counts what breaks a rule; $1 is the school. */
static const struct {
	const char *words, *sql;
} rules[] = {
	{ "courses whose seats taken are not their enrollments",
	  "select count(*) from academics.courses c left join ("
	  " select e.course_id, count(*) filter"
	  "  (where e.status in ('enrolled', 'completed')) as taken,"
	  "  count(*) filter (where e.status = 'waitlisted') as waiting,"
	  "  max(e.waitlist_place) as last,"
	  "  count(distinct e.waitlist_place) as places"
	  " from academics.enrollments e where e.school_id = $1"
	  " group by e.course_id) e on e.course_id = c.id"
	  " where c.school_id = $1 and (c.enrolled_count, c.waitlist_count,"
	  "  c.waitlist_seq, c.waitlist_count) is distinct from"
	  "  (coalesce(e.taken, 0), coalesce(e.waiting, 0),"
	  "  coalesce(e.last, 0), coalesce(e.places, 0))" },
	{ "courses with a waitlist and free seats",
	  "select count(*) from academics.courses where school_id = $1"
	  " and waitlist_count > 0 and enrolled_count < capacity" },
	{ "courses whose times are not those of their schedule",
	  "select count(*) from academics.courses c where c.school_id = $1"
	  " and (c.times, c.meets) is distinct from"
	  " (academics.times_of(c.schedule, c.semester, c.year),"
	  "  academics.meets_of(c.schedule))" },
	{ "courses without a meeting or with one out of hours",
	  "select count(*) from academics.courses c where c.school_id = $1"
	  " and (select count(*) filter (where m.starts >= 480"
	  "   and m.ends <= 1200 and m.day <= 5) <> count(*) or count(*) = 0"
	  "  or count(*) <> (select count(*)"
	  "   from academics.slots(c.schedule))"
	  "  from academics.meetings m where m.course_id = c.id)" },
	{ "courses without their teacher",
	  "select count(*) from academics.courses c where c.school_id = $1"
	  " and not exists (select from academics.course_teachers t"
	  "  where t.course_id = c.id and t.teacher_id = c.teacher_id"
	  "  and t.is_lead and t.times = c.times)" },
	{ "enrollments of another time than their course",
	  "select count(*) from academics.enrollments e"
	  " join academics.courses c on c.id = e.course_id"
	  " where e.school_id = $1 and e.times <> c.times" },
	{ "students in two places at once",
	  "select count(*) from academics.enrollments a"
	  " join academics.enrollments b on b.student_id = a.student_id"
	  "  and b.id > a.id and b.times && a.times"
	  " where a.school_id = $1"
	  " and a.status in ('enrolled', 'completed', 'waitlisted')"
	  " and b.status in ('enrolled', 'completed', 'waitlisted')" },
	{ "students without what their course requires",
	  "select count(*) from academics.enrollments e"
	  " join academics.courses c on c.id = e.course_id"
	  " join academics.subject_prerequisites p"
	  "  on p.subject_id = c.subject_id"
	  " where e.school_id = $1 and not exists ("
	  "  select from academics.enrollments d"
	  "  join academics.courses k on k.id = d.course_id"
	  "  where d.student_id = e.student_id and d.status = 'completed'"
	  "  and k.subject_id = p.requires_id)" },
	{ "enrollments of nobody, or teaching by one who is no teacher",
	  "select (select count(*) from academics.enrollments e"
	  "  left join identity.users u on u.id = e.student_id"
	  "   and u.school_id = e.school_id and u.role = 'student'"
	  "  where e.school_id = $1 and u.id is null)"
	  " + (select count(*) from academics.courses c"
	  "  left join identity.users u on u.id = c.teacher_id"
	  "   and u.school_id = c.school_id and u.role = 'teacher'"
	  "  where c.school_id = $1 and u.id is null)" },
	{ "gradebooks whose weights are not one in all",
	  "select count(*) from (select from (select course_id, weight"
	  "  from grading.assignments where school_id = $1"
	  "  union all select course_id, weight from grading.exams"
	  "  where school_id = $1 and status <> 'published') w"
	  " group by course_id having sum(weight) <> 1) x" },
	{ "grades unlike their assignment or their enrollment",
	  "select count(*) from grading.grades g"
	  " left join grading.assignments a on a.course_id = g.course_id"
	  "  and a.name = g.assignment_name and a.school_id = g.school_id"
	  " left join academics.enrollments e on e.id = g.enrollment_id"
	  " where g.school_id = $1 and (a.type, a.max_score, a.weight,"
	  "  e.student_id, e.course_id, e.school_id) is distinct from"
	  "  (g.assignment_type, g.max_score, g.weight, g.student_id,"
	  "  g.course_id, g.school_id)" },
	{ "final grades that are not what the marks come to",
	  "with r as materialized (select g.enrollment_id, a.category_id,"
	  "  a.is_extra, coalesce(k.weight, 1) as of_category,"
	  "  coalesce(k.drop_lowest, 0) as lowest,"
	  "  case o.weigh_by when 'points' then a.max_score else a.weight end"
	  "   as w, case g.state when 'missing' then 0 else least(a.max_score,"
	  "   case a.curve when 'add' then g.score + a.curve_value"
	  "    when 'best' then g.score * a.max_score / a.curve_value"
	  "    else g.score end) / a.max_score * (1 - least(a.late_max,"
	  "    g.days_late * a.late_per_day) / 100) end as r"
	  "  from academics.enrollments e"
	  "  join grading.grades g on g.enrollment_id = e.id"
	  "  join grading.assignments a on a.course_id = g.course_id"
	  "   and a.name = g.assignment_name"
	  "  left join grading.categories k on k.id = a.category_id"
	  "  left join grading.course_rules o on o.course_id = g.course_id"
	  "  where e.school_id = $1 and e.status = 'completed'"
	  "   and g.state <> 'excused' and " SOME
	  "), c as (select enrollment_id, category_id, of_category, lowest,"
	  "  count(*) filter (where not is_extra) as n, sum(w * r) as top,"
	  "  sum(w) filter (where not is_extra) as bottom"
	  "  from r group by 1, 2, 3, 4"
	  "), s as (select c.enrollment_id, c.of_category,"
	  "  c.top / c.bottom as score"
	  "  from c where c.n > 0 and c.lowest = 0"
	  "  union all select c.enrollment_id, c.of_category,"
	  "   case when c.n < 2 then c.top / c.bottom else max((c.top - r.w"
	  "    * r.r) / nullif(c.bottom - r.w, 0)) end"
	  "  from c join r on r.enrollment_id = c.enrollment_id"
	  "   and r.category_id = c.category_id and not r.is_extra"
	  "  where c.lowest = 1 group by c.enrollment_id, c.category_id,"
	  "   c.of_category, c.n, c.top, c.bottom"
	  "), t as (select enrollment_id, least(100, 100 * sum(of_category"
	  "  * score) / sum(of_category)) as total from s group by 1"
	  ") select count(*) from academics.enrollments e"
	  " left join t on t.enrollment_id = e.id"
	  " left join grading.finals f on f.enrollment_id = e.id"
	  " where e.school_id = $1 and e.status = 'completed' and " SOME
	  " and (abs(f.computed - t.total) <= 0.005000001 and e.grade_final ="
	  "  f.final and (f.final = f.computed or f.is_override))"
	  "  is not true" },
	{ "letters that are not those of their scale",
	  "select count(*) from grading.finals f"
	  " join grading.rules_of_courses o on o.course_id = f.course_id"
	  " cross join lateral (select t.letter, t.points"
	  "  from grading.scale_steps t where t.scale_id = o.scale_id"
	  "   and t.at_least <= f.final order by t.at_least desc limit 1) t"
	  " where f.school_id = $1 and (f.letter, f.points, f.passed) is"
	  "  distinct from (t.letter, t.points, f.final >= o.pass_mark)" },
	{ "exams without their candidates, a seat for each and a room",
	  "select count(*) from grading.exams x left join ("
	  " select r.exam_id, count(*) as n, max(r.seat) as last"
	  "  from grading.exam_results r join academics.enrollments e"
	  "   on e.id = r.enrollment_id and e.course_id = r.course_id"
	  "    and e.student_id = r.student_id group by 1) r"
	  "  on r.exam_id = x.id"
	  " where x.school_id = $1 and (r.n > 0 and r.n = r.last"
	  "  and r.last <= x.seats and x.classroom_id is not null)"
	  "  is not true" },
	{ "rules and final grades without their history",
	  "select (select count(*) from grading.assignments"
	  "  where school_id = $1) + (select count(*) from grading.categories"
	  "  where school_id = $1) + (select count(*) from grading.course_rules"
	  "  where school_id = $1) + (select count(*) from grading.finals"
	  "  where school_id = $1) + 2 - (select count(*)"
	  "  from grading.policy_history where school_id = $1)" },
	{ "grades without the first line of their history",
	  "select abs((select count(*) from grading.grades"
	  "  where school_id = $1) - (select count(*)"
	  "  from grading.grade_history h join grading.grades g"
	  "   on g.id = h.grade_id and (g.score, g.state, g.days_late) is not"
	  "    distinct from (h.new_score, h.new_state, h.new_days_late)"
	  "  where h.school_id = $1 and h.action = 'insert'))" },
	{ "sessions in another room than their course",
	  "select count(*) from academics.sessions s"
	  " join academics.courses c on c.id = s.course_id"
	  " where s.school_id = $1 and s.slot_on is not null"
	  " and (c.room is not null) <> exists (select"
	  "  from academics.session_classrooms x join academics.classrooms k"
	  "   on k.id = x.classroom_id and k.name = c.room"
	  "  where x.session_id = s.id)" },
	{ "sessions at other times than their course meets, or on a holiday",
	  "select count(*) from academics.sessions s"
	  " join academics.schools h on h.id = s.school_id"
	  " where s.school_id = $1 and s.slot_on is not null"
	  " and (not exists (select from academics.meetings m"
	  "   where m.course_id = s.course_id and m.starts = s.slot_start"
	  "   and m.day = extract(isodow from s.slot_on)"
	  "   and (s.slot_on + make_interval(mins => m.starts),"
	  "    s.slot_on + make_interval(mins => m.ends)) ="
	  "    (s.starts_at at time zone h.timezone,"
	  "    s.ends_at at time zone h.timezone))"
	  "  or exists (select from academics.holidays o"
	  "   where o.school_id = $1"
	  "   and s.slot_on between o.starts_on and o.ends_on))" },
	{ "closed sessions without a record of each who was expected",
	  "select count(*) from academics.sessions s"
	  " join academics.enrollments e on e.course_id = s.course_id"
	  "  and e.status in ('enrolled', 'completed')"
	  "  and e.enrolled_at <= s.starts_at"
	  " left join attendance.records r on r.session_id = s.id"
	  "  and r.student_id = e.student_id"
	  "  and r.enrollment_id = e.id and r.course_id = s.course_id"
	  "  and r.school_id = s.school_id and r.date = s.slot_on"
	  " where s.school_id = $1 and s.closed_at is not null"
	  " and r.id is null" },
	{ "signatures unlike their record",
	  "select count(*) from attendance.signatures g"
	  " left join attendance.records r on r.session_id = g.session_id"
	  "  and r.student_id = g.person_id and r.signature_id = g.id"
	  "  and r.status = case g.status when 'late' then 'late'"
	  "   else 'present' end"
	  " where g.school_id = $1 and g.person_role = 'student'"
	  " and g.status in ('accepted', 'late') and r.id is null" },
	{ "things that are wrong with the ledger",
	  "select count(*) from billing.damage($1::uuid)" },
	{ "invoices that their lines do not come to",
	  "select count(*) from billing.invoices i"
	  " cross join lateral billing.priced(i.id, i.coupon_id) p"
	  " join billing.invoice_lines l on l.id = p.id"
	  " where i.school_id = $1 and (i.coupon_id is not null or"
	  "  i.semester is null) and (p.discount, p.tax) is distinct from"
	  "  (l.discount_minor, l.tax_minor)" },
	{ "times that have not come yet",
	  "select (select count(*) from grading.grades"
	  "  where school_id = $1 and graded_at > now())"
	  " + (select count(*) from attendance.signatures"
	  "  where school_id = $1 and signed_at > now())"
	  " + (select count(*) from billing.ledger"
	  "  where school_id = $1 and at > now())"
	  " + (select count(*) from billing.payments"
	  "  where school_id = $1 and greatest(updated_at, paid_at) > now())"
	  " + (select count(*) from academics.enrollments"
	  "  where school_id = $1 and greatest(enrolled_at, waitlisted_at,"
	  "  dropped_at) > now())" },
};

const char *
seed_check(struct arena *a, struct copy *db, const char *school_id, int *n)
{
	*n = (int)NITEMS(rules);
	for (size_t i = 0; i < NITEMS(rules); i++) {
		if (!copy_ask(db, rules[i].sql, &school_id, 1))
			return NULL;
		if (copy_number(db, 0, 0) != 0)
			return arena_printf(a, "%" PRId64 " %s",
			    copy_number(db, 0, 0), rules[i].words);
	}
	return NULL;
}
