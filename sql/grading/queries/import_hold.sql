-- import_hold(course_id uuid, id uuid, school_id uuid, me uuid, my_role text,
--	if_match int) one
select i.id, i.reason
  from grading.hold_import(:id, :course_id, :school_id, :me, :my_role, :if_match) i
