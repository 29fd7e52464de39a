-- exam_hold(id uuid, school_id uuid, me uuid, my_role text, if_match int) one
-- The exam, held to the end of the transaction.
select h.id, h.course_id from grading.exam_hold(:id, :school_id, :me, :my_role, :if_match) h
