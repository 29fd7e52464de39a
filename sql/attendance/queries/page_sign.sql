-- page_sign(me uuid, school_id uuid) many
-- The sessions that a student can sign now, the one that closes first on top.
select s.id, s.code, s.name, hashtext(s.code) & 7 as hue, s.closes_at, s.ends_at,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       to_char(s.closes_at at time zone s.timezone, 'HH24:MI') as closes,
       now() <= s.closes_at as in_time,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id) as rooms,
       g.id as signature_id, g.status,
       to_char(g.signed_at at time zone s.timezone, 'HH24:MI') as signed
  from academics_api.sessions s
  left join attendance.signatures g on g.session_id = s.id
   and g.person_id = :me and g.status <> 'refused'
 where s.school_id = :school_id and s.closed_at is null and not s.is_cancelled
   and s.starts_at between now() - interval '24 hours' and now() + interval '10 minutes'
   and s.ends_at > now()
   and (s.course_id in (select e.course_id from academics_api.enrollments e
		where e.student_id = :me and e.status in ('enrolled', 'completed'))
	or (academics_api.validate_student_session(:me, s.id)).is_allowed)
 order by s.ends_at, s.code, s.id
