-- teacher_options(school_id uuid) many
-- With those who left but still have a course, so that its form can keep them.
select p.id, p.full_name, p.department, p.is_active from identity_api.people p
 where p.school_id = :school_id and p.role = 'teacher'
   and (p.is_active or exists (select from academics.course_teachers t
	where t.teacher_id = p.id))
 order by p.is_active desc, p.full_name, p.id
