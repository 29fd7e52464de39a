-- page_sign_next(me uuid, school_id uuid) many
-- When there is nothing to sign: what can be signed next, until tomorrow night.
select s.id, s.code, s.name, hashtext(s.code) & 7 as hue, s.opens_at, s.starts_at
  from academics_api.sessions s
 where s.school_id = :school_id and s.closed_at is null and not s.is_cancelled
   and s.starts_at > now() + interval '10 minutes'
   and s.starts_at < now() + interval '36 hours'
   and (s.course_id in (select e.course_id from academics_api.enrollments e
		where e.student_id = :me and e.status in ('enrolled', 'completed'))
	or (academics_api.validate_student_session(:me, s.id)).is_allowed)
 order by s.starts_at, s.id
 limit 3
