#include "core.h"

#include "copy.h"
#include "ctl.h"
#include "seed.h"

static const char *const noted[] = {
	"grading.assignments",
	"grading.categories",
	"grading.course_rules",
	"grading.finals",
	"grading.school_rules",
	"grading.scale_steps",
	"grading.exams",
	"grading.exam_results",
	"billing.invoice_lines",
	"billing.redemptions",
};

/* clang-format off */
static const struct seed_step steps[] = {
	{ "the history of rules",
	  "insert into grading.policy_history (kind, object_id, school_id,"
	  " course_id, at, actor, action, version, value)"
	  " select x.kind, x.id, x.school_id, x.course_id, x.at, c.teacher_id,"
	  "  'insert', 1, x.value"
	  "  from seed_want w, lateral ("
	  "   select 'category' as kind, k.id, k.school_id, k.course_id,"
	  "    k.created_at as at, to_jsonb(k) as value"
	  "    from grading.categories k where k.school_id = w.school_id"
	  "   union all select 'course_rules', r.course_id, r.school_id,"
	  "    r.course_id, r.updated_at, to_jsonb(r)"
	  "    from grading.course_rules r where r.school_id = w.school_id"
	  "   union all select 'assignment', a.id, a.school_id, a.course_id,"
	  "    a.created_at, to_jsonb(a)"
	  "    from grading.assignments a where a.school_id = w.school_id) x"
	  "  join academics.courses c on c.id = x.course_id"
	  " order by x.at, x.id" },
	{ "the history of final grades",
	  "insert into grading.policy_history (kind, object_id, school_id,"
	  " course_id, at, actor, reason, action, version, value)"
	  " select 'final', f.enrollment_id, f.school_id, f.course_id, f.at,"
	  "  f.actor, f.reason, 'insert', 1, to_jsonb(f)"
	  "  from seed_want w"
	  "  join grading.finals f on f.school_id = w.school_id"
	  " order by f.at, f.enrollment_id" },
	{ "the history of the school's rules",
	  "insert into grading.policy_history (kind, object_id, school_id, at,"
	  " action, version, value)"
	  " select 'scale', s.id, s.school_id, s.created_at, 'insert', 1,"
	  "  jsonb_build_object('name', s.name, 'steps', (select jsonb_agg("
	  "   to_jsonb(t) order by t.at_least) from grading.scale_steps t"
	  "   where t.scale_id = s.id))"
	  "  from seed_want w"
	  "  join grading.scales s on s.school_id = w.school_id"
	  " union all select 'school_rules', r.school_id, r.school_id,"
	  "  r.updated_at, 'insert', 1, to_jsonb(r)"
	  "  from seed_want w join grading.school_rules r"
	  "   on r.school_id = w.school_id" },
	{ "the history of exams",
	  "insert into grading.exam_history (exam_id, result_id, school_id, at,"
	  " actor, action, version, value)"
	  " select x.exam_id, x.result_id, x.school_id, x.at, x.actor,"
	  "  'insert', 1, x.value"
	  "  from seed_want w, lateral ("
	  "   select e.id as exam_id, null::uuid as result_id, e.school_id,"
	  "    e.created_at as at, w.teacher_id as actor, to_jsonb(e) as value"
	  "    from grading.exams e where e.school_id = w.school_id"
	  "   union all select r.exam_id, r.id, r.school_id,"
	  "    coalesce(r.entered_at, e.created_at), w.teacher_id, to_jsonb(r)"
	  "    from grading.exam_results r join grading.exams e"
	  "     on e.id = r.exam_id where r.school_id = w.school_id) x"
	  " order by x.at, x.exam_id, x.result_id" },
};
/* clang-format on */

static bool
set_triggers(struct copy *db, const char *state)
{
	char sql[96];

	for (size_t i = 0; i < NITEMS(noted); i++) {
		snprintf(sql, sizeof(sql), "alter table %s %s trigger user",
		    noted[i], state);
		if (!copy_run(db, sql))
			return false;
	}
	return true;
}

bool
seed_unnoted(struct copy *db)
{
	return set_triggers(db, "disable");
}

bool
seed_noted(struct copy *db)
{
	return seed_steps(db, steps, NITEMS(steps)) &&
	    copy_run(db, "set constraints all immediate") &&
	    set_triggers(db, "enable");
}
