-- regrade_get(id uuid, school_id uuid, me uuid, my_role text) one
select r.id, r.grade_id, r.course_id, c.code, c.name as course_name, r.enrollment_id,
       r.student_id, p.full_name, p.student_number, r.assignment_name, r.reason,
       r.status, r.answer, r.old_score, r.new_score, r.asked_at, r.answered_at,
       b.full_name as answered_by_name,
       g.score, g.max_score, g.version as grade_version, r.version,
       r.status = 'open' and :my_role::text <> 'student' and grading.may_grade(r.course_id,
	:school_id, :me::uuid, :my_role::text) as can_answer,
       r.status = 'open' and :my_role::text = 'student' as can_withdraw
  from grading.regrades r
  join academics_api.courses c on c.id = r.course_id
  join identity_api.people p on p.id = r.student_id
  left join identity_api.people b on b.id = r.answered_by
  left join grading.grades g on g.id = r.grade_id
 where r.id = :id and r.school_id = :school_id
   and (exists (select from grading.sees_book(r.course_id, :me, :my_role))
	or grading.is_own(r.student_id, :me::uuid, :my_role::text))
