-- subject_options(school_id uuid) many
-- With the retired ones that still have a course.
select s.id, s.code, s.title, s.is_active from academics.subjects s
 where s.school_id = :school_id
   and (s.is_active or exists (select from academics.courses c
	where c.subject_id = s.id and c.is_active))
 order by s.is_active desc, s.code
