select sid, '', '', class_sid, org_sid, user_sid, role, is_lead, since, '', completed
  from (select c.place, 0 as rank, u.place as person,
	platform.sourced_id(c.school_id, 'enrollment',
	    platform.derived_id(c.id || ' teacher ' || u.id)) as sid,
	c.class_sid, c.org_sid, u.sid as user_sid, 'teacher' as role,
	t.is_lead::text as is_lead, '' as since, '' as completed
	  from chosen c join academics.course_teachers t on t.course_id = c.id
	  join people u on u.id = t.teacher_id
	union all
	select e.place, 1, u.place, platform.sourced_id(e.school_id, 'enrollment', e.id),
	e.class_sid, e.org_sid, u.sid, 'student', 'false',
	coalesce((e.enrolled_at at time zone e.timezone)::date::text, ''),
	(e.status = 'completed')::text
	  from seats e join people u on u.id = e.student_id) x
 order by place, rank, person
