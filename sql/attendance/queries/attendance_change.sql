-- attendance_change(id uuid, school_id uuid, me uuid, my_role text, status text,
--	notes text, clear_notes boolean, if_match int, request_id text,
--	remote_addr text) one
select r.id, r.course_id, r.enrollment_id, r.student_id, p.full_name as student_name,
       r.session_id, r.signature_id, r.date, r.status, r.marked_at, r.marked_by,
       r.notes, r.version
  from attendance.change(:id, :status, :notes, :clear_notes, :if_match,
    :school_id, :me, :my_role, :request_id, :remote_addr) r
  join identity_api.people p on p.id = r.student_id
