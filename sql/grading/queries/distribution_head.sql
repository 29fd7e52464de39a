-- distribution_head(id uuid, school_id uuid, me uuid, my_role text) one
-- No row: the assignment is not the reader's to look into, and neither is what
-- is asked in the same round trip.
select a.id, a.name, a.type, trim_scale(a.max_score) as max_score, a.course_id,
       c.code as course_code, c.name as course_name,
       (select count(*) from academics_api.enrollments e
	 where e.course_id = a.course_id and e.status in ('enrolled', 'completed'))
	as students
  from grading.assignments a
  join academics_api.courses c on c.id = a.course_id
 cross join lateral grading.sees_book(a.course_id, :me, :my_role)
 where a.id = :id and c.school_id = :school_id
