-- grades(school_id uuid, me uuid, my_role text, course_id uuid, student_id uuid,
--	enrollment_id uuid, limit bigint, after_id uuid) many
-- As far as the reader may see them, in the order in which they were given.
select g.id, g.course_id, g.enrollment_id, g.student_id, a.id as assignment_id,
       g.assignment_name, g.assignment_type, g.score, g.max_score, g.weight,
       g.comments, g.graded_by, p.full_name as graded_by_name, g.graded_at,
       g.version, g.id::text as _key
  from grading.grades g
  join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name
  left join identity_api.people p on p.id = g.graded_by
 where g.school_id = :school_id
   and (:course_id::uuid is null or g.course_id = :course_id::uuid)
   and (:student_id::uuid is null or g.student_id = :student_id::uuid)
   and (:enrollment_id::uuid is null or g.enrollment_id = :enrollment_id::uuid)
   and (:my_role::text in ('admin', 'dev') or g.student_id = :me
	or (:my_role::text = 'teacher' and exists (
	    select from academics_api.course_teachers t
	     where t.course_id = g.course_id and t.teacher_id = :me))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = g.student_id)))
   and g.id > coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000')
 order by g.id limit :limit::bigint
