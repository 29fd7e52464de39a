-- dash_newest_grades(me uuid) many
select g.id, g.course_id, c.code, c.name, g.assignment_name,
       trim_scale(g.score) as score, trim_scale(g.max_score) as max_score,
       g.graded_at
  from (select r.* from grading_api.recent_grades r where r.student_id = :me
	 order by r.graded_at desc, r.id desc limit 8) g
  join academics.courses c on c.id = g.course_id
 order by g.graded_at desc, g.id desc
