-- grade_create(school_id uuid, me uuid, my_role text, enrollment_id uuid,
--	assignment_id uuid, assignment_name text, assignment_type text,
--	max_score numeric, weight numeric, score numeric, comments text,
--	state text, days_late int, reason text) one
-- The assignment by its id, or by its name: then it is made when it is new.
-- That one is seen by the next statement only, which reads the whole grade.
select g.id, g.enrollment_id
  from grading.grade(:enrollment_id, :assignment_id, :assignment_name,
    :assignment_type, :max_score, :weight, :score, :comments, :me, :school_id,
    :my_role, :state, :days_late, :reason) g
