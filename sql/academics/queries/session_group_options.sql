-- session_group_options(id uuid, school_id uuid, ticked json) many
select g.id, g.name,
       coalesce(:ticked::jsonb ? g.id::text,
	   exists (select from academics.session_groups x
		where x.session_id = :id and x.group_id = g.id)) as chosen
  from academics.groups g
 where g.school_id = :school_id
   and (g.is_active or exists (select from academics.session_groups x
	where x.session_id = :id and x.group_id = g.id))
 order by chosen desc, g.name
