-- attendance_mark(school_id uuid, me uuid, my_role text, session_id uuid,
--	enrollment_id uuid, student_id uuid, date date, status text, notes text,
--	request_id text, remote_addr text) one
select r.id, r.course_id, r.enrollment_id, r.student_id, p.full_name as student_name,
       r.session_id, r.signature_id, r.date, r.status, r.marked_at, r.marked_by,
       r.notes, r.version
  from attendance.mark(:school_id, :me, :my_role, :session_id, null,
    :enrollment_id, :student_id, :date, :status, :notes, :request_id,
    :remote_addr) r
  join identity_api.people p on p.id = r.student_id
