-- exam_result_get(id uuid, result_id uuid, school_id uuid, me uuid, my_role text) one
-- One's own only once it is published.
select r.id, r.exam_id, r.enrollment_id, r.student_id, p.full_name,
       p.student_number, r.seat, r.state,
       case when a.runs then r.entered end as entered, r.score, x.max_score,
       r.remark, case when a.runs then b.full_name end as entered_by_name,
       case when a.runs then r.entered_at end as entered_at,
       case when a.runs then r.version end as version
  from grading.exam_results r
  join grading.exams x on x.id = r.exam_id
  join identity_api.people p on p.id = r.student_id
  left join identity_api.people b on b.id = r.entered_by
 cross join lateral (select grading.runs_exam(x.course_id, x.school_id,
	:me::uuid, :my_role::text) as runs) a
 where r.id = :result_id and r.exam_id = :id and x.school_id = :school_id
   and (a.runs or (x.status = 'published'
	and grading.is_own(r.student_id, :me::uuid, :my_role::text)))
