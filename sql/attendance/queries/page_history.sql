-- page_history(id uuid, me uuid, my_role text, school_id uuid) many
-- What the calendars stand out by: absent, late, excused; the newest first.
select r.id, r.date, r.status, r.notes, c.id as course_id, c.code, c.name,
       hashtext(c.code) & 7 as hue,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts
  from attendance.records r
  join academics_api.courses c on c.id = r.course_id
  left join academics_api.sessions s on s.id = r.session_id
 where r.student_id = :id and r.school_id = :school_id
   and r.status <> 'present'
   and (:my_role::text <> 'teacher' or r.student_id = :me
	or academics_api.teaches(:me, r.course_id))
 order by r.date desc, s.starts_at desc nulls last, r.id
 limit 100
