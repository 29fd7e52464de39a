-- sessions_head(id uuid, school_id uuid, me uuid, my_role text) one
-- A course whose sessions, or some of them, are the caller's to see.
select c.id, c.code, c.name, c.semester, c.year, c.meets, c.room,
       hashtext(c.code) & 7 as hue, t.starts_on, t.ends_on,
       academics.school_today(c.school_id) as today,
       academics.may_plan(c.id, c.school_id, :me, :my_role) as may_plan,
       h.ui_modification_disabled, h.default_signature_delay_minutes,
       h.teacher_can_modify_delay or :my_role::text = 'admin' as may_delay
  from academics.courses c
  join academics.schools h on h.id = c.school_id
  left join academics.terms t on t.school_id = c.school_id
   and t.semester = c.semester and t.year = c.year
 where c.id = :id and c.school_id = :school_id
   and (academics.course_open_to(c.id, :me, :my_role)
	or exists (select from academics.sessions s where s.course_id = c.id
	    and academics.session_open_to(s.id, :me, :my_role)))
