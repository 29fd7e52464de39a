-- session_cancel(id uuid, school_id uuid, me uuid, my_role text,
--	is_page boolean, if_match int) one
select s.id, s.course_id
  from academics.sessions s
 where s.id = :id and s.school_id = :school_id
   and academics.session_change(s.id, s.school_id, :me, :my_role,
	:is_page::boolean, :if_match::int, null, null, null, null, null, true, null, null,
	null, false, false) is not null
