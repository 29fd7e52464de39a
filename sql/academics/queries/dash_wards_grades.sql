-- dash_wards_grades(me uuid, school_id uuid) many
select w.student_id, g.id, g.course_id, c.code, g.assignment_name,
       trim_scale(g.score) as score, trim_scale(g.max_score) as max_score,
       g.graded_at
  from identity_api.wards w
 cross join lateral (
	select r.* from grading_api.recent_grades r
	 where r.student_id = w.student_id and r.school_id = :school_id
	 order by r.graded_at desc, r.id desc limit 5) g
  join academics.courses c on c.id = g.course_id
 where w.parent_id = :me
 order by w.student_id, g.graded_at desc, g.id desc
