-- assignments(course_id uuid) many
-- Only beside assignments_course.
select a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.version
  from grading.assignments a
 where a.course_id = :course_id
 order by a.position, a.name
