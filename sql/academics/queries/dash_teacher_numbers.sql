-- dash_teacher_numbers(me uuid, school_id uuid) one
select count(*) as courses, coalesce(sum(c.enrolled_count), 0) as students,
       coalesce(sum((select count(*) from academics.meetings m
	where m.course_id = c.id)), 0) as sessions
  from academics.course_teachers t
  join academics.courses c on c.id = t.course_id and c.is_active
 cross join lateral academics.current_term(:school_id) k
 where t.teacher_id = :me and c.semester = k.semester and c.year = k.year
