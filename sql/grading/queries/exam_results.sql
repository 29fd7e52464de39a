-- exam_results(id uuid, school_id uuid, me uuid, my_role text, limit bigint,
--	after_key text, after_id uuid) many
-- By seat; one's own only, and only once it is published.
select r.id, r.enrollment_id, r.student_id, p.full_name, p.student_number, r.seat,
       r.state, case when a.runs then r.entered end as entered, r.score, r.remark,
       case when a.runs then b.full_name end as entered_by_name,
       case when a.runs then r.entered_at end as entered_at,
       g.id as grade_id, g.score as grade_score, case when a.runs then r.version end as version,
       lpad(coalesce(r.seat, 0)::text, 6, '0') as _key
  from grading.exam_results r
  join grading.exams x on x.id = r.exam_id
  join identity_api.people p on p.id = r.student_id
  left join identity_api.people b on b.id = r.entered_by
  left join grading.assignments s on s.id = x.assignment_id
  left join grading.grades g on g.enrollment_id = r.enrollment_id
   and g.assignment_name = s.name
 cross join lateral (select grading.runs_exam(x.course_id, x.school_id,
	:me::uuid, :my_role::text) as runs) a
 where r.exam_id = :id and x.school_id = :school_id
   and (a.runs or (x.status = 'published'
	and grading.is_own(r.student_id, :me::uuid, :my_role::text)))
   and (coalesce(r.seat, 0), r.id) > (coalesce(nullif(:after_key::text, '')::int, -1),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by coalesce(r.seat, 0), r.id limit :limit::bigint
