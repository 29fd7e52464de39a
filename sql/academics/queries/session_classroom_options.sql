-- session_classroom_options(id uuid, school_id uuid, ticked json) many
-- Of a session, or of a new one of a course, which begins with its room.
select k.id, k.name, k.building,
       coalesce(:ticked::jsonb ? k.id::text,
	   exists (select from academics.session_classrooms x
		where x.session_id = :id and x.classroom_id = k.id)
	   or exists (select from academics.courses c
		where c.id = :id and lower(c.room) = lower(k.name))) as chosen
  from academics.classrooms k
 where k.school_id = :school_id
   and (k.is_active or exists (select from academics.session_classrooms x
	where x.session_id = :id and x.classroom_id = k.id))
 order by chosen desc, k.name
