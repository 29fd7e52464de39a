-- grade_undo(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	reason text) one
-- Also of one that was taken away.
select g.id, g.enrollment_id
  from grading.undo(:id, :school_id, :me, :my_role, :if_match, :reason) g
