-- session_close(id uuid, school_id uuid, me uuid, my_role text) one
select c.id, c.closed_at, c.closed_now, c.present, c.late, c.absent, c.excused
  from attendance.close(:id, :school_id, :me, :my_role) c
