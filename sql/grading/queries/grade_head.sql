-- grade_head(id uuid, school_id uuid, me uuid, my_role text) one
-- What a history is of; also of a grade that is gone.
select g.grade_id as id, g.assignment_name, p.full_name, c.code, g.course_id,
       g.enrollment_id, g.new_score as score, g.new_max_score as max_score,
       g.version, g.action = 'delete' as is_gone, g.new_state as state,
       nullif(g.new_state, 'graded') as _state,
       grading.may_grade(g.course_id, :school_id, :me::uuid, :my_role::text) as is_own,
       (grading.last_entry(g.grade_id, :school_id)).action <> 'insert' as may_undo
  from grading.grade_history g
  join academics_api.courses c on c.id = g.course_id
  join identity_api.people p on p.id = g.student_id
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.grade_id = :id and g.school_id = :school_id
 order by g.id desc limit 1
