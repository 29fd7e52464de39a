-- session_get(id uuid, school_id uuid, me uuid, my_role text) one
select l.id, l.course_id, l.code, l.course_name, l.title, l.name, l.hue, l.date,
       l.day_number, l.starts, l.ends, l.starts_at, l.ends_at, l.opens_at,
       l.closes_at, l.closing_delay_minutes, l.rooms, l.is_online, l.is_cancelled,
       l.closed_at, l.state, l.state_words,
       (select coalesce(json_agg(json_build_object('id', k.id, 'name', k.name)
		order by k.name), '[]')
	  from academics.session_classrooms x
	  join academics.classrooms k on k.id = x.classroom_id
	 where x.session_id = l.id) as classrooms,
       (select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name)
		order by g.name), '[]')
	  from academics.session_groups x
	  join academics.groups g on g.id = x.group_id
	 where x.session_id = l.id) as groups,
       (select coalesce(json_agg(json_build_object('id', p.id, 'full_name',
		p.full_name) order by p.full_name), '[]')
	  from academics.session_teachers x
	  join identity_api.people p on p.id = x.teacher_id
	 where x.session_id = l.id) as teachers,
       case when academics.may_plan(l.course_id, l.school_id, :me, :my_role)
	   then (select string_agg(c.words, ' ')
	     from academics.room_clashes(l.id) c) end as room_clash,
       l.updated_at, l.version
  from academics.session_lines l
 where l.id = :id and l.school_id = :school_id
   and academics.session_open_to(l.id, :me, :my_role)
