-- session_form(id uuid, school_id uuid, me uuid, my_role text) one
-- What the form of a session begins with.
select s.id, s.course_id, l.code, l.course_name, l.name, l.hue, l.state, s.title as topic, l.date,
       l.starts as start, to_char(s.ends_at at time zone l.timezone, 'HH24:MI') as "end",
       s.is_online, s.closing_delay_minutes, s.is_cancelled, s.closed_at,
       academics.session_signed(s.id) as is_signed,
       s.closed_at is not null or academics.session_signed(s.id) as keeps_times,
       (s.ends_at at time zone l.timezone)::date > l.date as ends_next_day,
       (select string_agg(c.words, ' ')
	  from academics.room_clashes(s.id) c) as room_clash,
       h.ui_modification_disabled, h.default_signature_delay_minutes,
       h.teacher_can_modify_delay or :my_role::text = 'admin' as may_delay,
       :my_role::text = 'admin' or not (s.closed_at is not null
	   or academics.session_signed(s.id)) as may_cancel, s.version
  from academics.sessions s
  join academics.session_lines l on l.id = s.id
  join academics.schools h on h.id = s.school_id
 where s.id = :id and s.school_id = :school_id
   and academics.may_plan(s.course_id, s.school_id, :me, :my_role)
