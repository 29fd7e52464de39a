-- enrollment_marks(enrollment_id uuid) many
-- What the average of an enrollment is made of, for whoever may see it.
select g.score, g.max_score, g.weight
  from grading.grades g
 where g.enrollment_id = :enrollment_id
