-- import_apply(course_id uuid, school_id uuid, me uuid, my_role text, changes text,
--	why text) one
select i.added, i.changed
  from grading.import(:course_id, :school_id, :me, :my_role, :changes, :why) i
