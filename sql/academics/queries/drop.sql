-- drop(id uuid, enrollment_id uuid, me uuid, school_id uuid, my_role text) one
select d.id, d.student_id, d.course_id, d.status, d.dropped_at, d.version
  from academics.drop(:enrollment_id, :id, :me, :school_id, :my_role) d
