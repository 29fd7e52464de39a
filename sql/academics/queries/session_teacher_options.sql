-- session_teacher_options(id uuid, school_id uuid, ticked json) many
select p.id, p.full_name,
       coalesce(:ticked::jsonb ? p.id::text,
	   exists (select from academics.session_teachers x
		where x.session_id = :id and x.teacher_id = p.id)) as chosen
  from identity_api.people p
 where p.school_id = :school_id and p.role = 'teacher'
   and (p.is_active or exists (select from academics.session_teachers x
	where x.session_id = :id and x.teacher_id = p.id))
 order by chosen desc, p.full_name, p.id
