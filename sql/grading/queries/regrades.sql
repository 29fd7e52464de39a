-- regrades(school_id uuid, me uuid, my_role text, course_id uuid, grade_id uuid,
--	status text, limit bigint, after_key text, after_id uuid) many
-- The newest first: ids of version 7 grow with time.
select r.id, r.grade_id, r.course_id, c.code, c.name as course_name, r.enrollment_id,
       r.student_id, p.full_name, p.student_number, r.assignment_name, r.reason,
       r.status, r.answer, r.old_score, r.new_score, r.asked_at, r.answered_at,
       b.full_name as answered_by_name, r.version, r.id::text as _key
  from grading.regrades r
  join academics_api.courses c on c.id = r.course_id
  join identity_api.people p on p.id = r.student_id
  left join identity_api.people b on b.id = r.answered_by
 where r.school_id = :school_id
   and (:course_id::uuid is null or r.course_id = :course_id::uuid)
   and (:grade_id::uuid is null or r.grade_id = :grade_id::uuid)
   and (:status::text is null or r.status = :status::text)
   and (exists (select from grading.sees_book(r.course_id, :me, :my_role))
	or grading.is_own(r.student_id, :me::uuid, :my_role::text))
   and (:after_key::text is null
	or r.id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by r.id desc limit :limit::bigint
