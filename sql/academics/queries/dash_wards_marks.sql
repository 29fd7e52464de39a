-- dash_wards_marks(me uuid, school_id uuid) many
-- What the average of each ward is made of.
select g.student_id, g.score, g.max_score, g.weight
  from identity_api.wards w
  join grading_api.recent_grades g on g.student_id = w.student_id
   and g.school_id = :school_id
 where w.parent_id = :me
