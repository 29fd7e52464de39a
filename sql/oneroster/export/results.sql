select platform.sourced_id(g.school_id, 'result', g.id), '', '', a.sid, u.sid,
       case g.state when 'excused' then 'exempt' when 'missing' then 'not submitted'
	   else 'fully graded' end,
       case g.state when 'graded' then g.score::text else '' end,
       (g.graded_at at time zone e.timezone)::date::text, coalesce(g.comments, ''), '',
       e.class_sid, 'false', 'false', (g.days_late > 0)::text, (g.state = 'missing')::text,
       g.days_late::text
  from seats e
  join grading.grades g on g.course_id = e.course_id and g.enrollment_id = e.id
  join items a on a.course_id = g.course_id and a.name = g.assignment_name
  join people u on u.id = e.student_id
 order by a.place, u.place
