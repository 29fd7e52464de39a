-- student_subjects(id uuid, school_id uuid, me uuid, my_role text, limit bigint,
--	after_key text, after_id uuid) many
-- What a student takes and took, by subject.
select b.id, b.code, b.title, b.credits, e.id as enrollment_id, c.id as course_id,
       c.code as course_code, c.semester, c.year, e.status, e.grade_final,
       b.code || ' ' || academics.term_no(c.semester, c.year) as _key
  from academics.enrollments e
  join academics.courses c on c.id = e.course_id
  join academics.subjects b on b.id = c.subject_id
 where e.student_id = :id and e.school_id = :school_id and e.status <> 'dropped'
   and (:my_role::text in ('admin', 'dev') or e.student_id = :me
	or (:my_role::text = 'teacher' and exists (
	    select from academics.course_teachers t
	     where t.course_id = e.course_id and t.teacher_id = :me))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = e.student_id)))
   and (b.code || ' ' || academics.term_no(c.semester, c.year), b.id)
	> (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by b.code || ' ' || academics.term_no(c.semester, c.year), b.id
 limit :limit::bigint
