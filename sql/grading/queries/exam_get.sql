-- exam_get(id uuid, school_id uuid, me uuid, my_role text) one
-- Whoever takes it sees when and where, the own seat, and once it is published
-- the own result; not how many were marked, nor that it changed: no version.
select x.id, x.course_id, c.code, c.name as course_name, x.title, x.type,
       x.starts_at, x.ends_at, x.classroom_id,
       coalesce(k.name, x.room) as room, k.building, x.max_score, x.weight,
       trim_scale(x.weight * 100) as weight_percent,
       grading.exam_status(x.status, a.runs) as status,
       x.published_at, x.assignment_id, a.edits as can_edit, a.runs as is_staff,
       case when a.runs then x.seats end as seats,
       case when a.runs then coalesce(x.seats, k.seats) end as room_for,
       case when a.runs then x.category_id end as category_id,
       case when a.runs then x.moderation end as moderation,
       case when a.runs then m.full_name end as moderated_by_name,
       case when a.runs then b.full_name end as published_by_name,
       case when a.runs then n.sums end as results,
       case when a.runs then grading.exam_warnings(x.id) end as warnings,
       case when not a.runs then (select json_agg(json_build_object(
	    'student_id', r.student_id, 'full_name', p.full_name, 'seat', r.seat,
	    'result', case when x.status = 'published' then json_build_object(
		'id', r.id, 'state', r.state, 'score', r.score, 'remark', r.remark,
		'grade_id', g.id, 'grade_score', g.score,
		'is_changed', r.state = 'scored' and g.score <> r.score) end)
	    order by p.full_name)
	  from grading.exam_results r
	  join identity_api.people p on p.id = r.student_id
	  left join grading.assignments s on s.id = x.assignment_id
	  left join grading.grades g on g.enrollment_id = r.enrollment_id
	   and g.assignment_name = s.name
	 where r.exam_id = x.id
	   and grading.is_own(r.student_id, :me::uuid, :my_role::text)) end as mine,
       case when a.runs then x.version end as version,
       a.runs and grading.exam_warnings(x.id) <> '[]' as _has_warnings,
       a.edits and x.status in ('planned', 'marking') as _can_mark,
       a.edits and x.status in ('marking', 'moderated') as _can_moderate,
       a.edits and x.status = 'moderated' as _can_publish,
       a.edits and x.status in ('planned', 'marking', 'moderated') as _can_change
  from grading.exams x
  join academics_api.courses c on c.id = x.course_id
  left join academics_api.classrooms k on k.id = x.classroom_id
  left join identity_api.people m on m.id = x.moderated_by
  left join identity_api.people b on b.id = x.published_by
 cross join lateral (select
	grading.runs_exam(x.course_id, x.school_id, :me::uuid, :my_role::text) as runs,
	grading.may_grade(x.course_id, x.school_id, :me::uuid, :my_role::text) as edits) a
  left join lateral (select json_build_object('candidates', count(*),
	'pending', count(*) filter (where r.state = 'pending'),
	'scored', count(*) filter (where r.state = 'scored'),
	'absent', count(*) filter (where r.state = 'absent'),
	'excused', count(*) filter (where r.state = 'excused')) as sums
	  from grading.exam_results r where r.exam_id = x.id and a.runs) n on true
 where x.id = :id and x.school_id = :school_id
   and (a.runs or grading.takes_exam(x.course_id, :me::uuid, :my_role::text))
