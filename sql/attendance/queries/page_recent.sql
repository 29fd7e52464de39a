-- page_recent(me uuid, my_role text, school_id uuid) many
-- The last sessions before today of who teaches them.
select s.id, s.course_id, s.code, s.name, s.starts_at, hashtext(s.code) & 7 as hue,
       t.present, t.late, t.absent, t.excused
  from academics_api.schools h
 cross join lateral (
	select s.* from academics_api.sessions s
	 where s.school_id = h.id and not s.is_cancelled
	   and s.starts_at < date_trunc('day', now() at time zone h.timezone)
		at time zone h.timezone
	   and s.starts_at > now() - interval '60 days'
	   and (s.course_id in (select x.course_id from academics_api.course_teachers x
			where x.teacher_id = :me)
		or academics_api.validate_teacher_session(:me, s.id))
	 order by s.starts_at desc, s.id limit 15) s
 cross join lateral (
	select count(*) filter (where r.status = 'present') as present,
	       count(*) filter (where r.status = 'late') as late,
	       count(*) filter (where r.status = 'absent') as absent,
	       count(*) filter (where r.status = 'excused') as excused
	  from attendance.records r where r.session_id = s.id) t
 where h.id = :school_id and :my_role::text = 'teacher'
 order by s.starts_at desc, s.id
