-- distribution_scores(id uuid) many
-- Only beside distribution_head.  Scores in their order, as they were entered;
-- grades of students who have dropped the course are not asked about.
select g.score, g.state
  from grading.assignments a
  join grading.grades g on g.course_id = a.course_id and g.assignment_name = a.name
  join academics_api.enrollments e on e.id = g.enrollment_id
   and e.status in ('enrolled', 'completed')
 where a.id = :id
 order by g.score
