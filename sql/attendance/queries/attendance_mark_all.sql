-- attendance_mark_all(school_id uuid, me uuid, my_role text, session_id uuid,
--	course_id uuid, date date, records json, request_id text,
--	remote_addr text) many
select r.id, r.enrollment_id, r.student_id, r.session_id, r.date, r.status,
       r.notes, r.version
  from attendance.mark_all(:school_id, :me, :my_role, :session_id, :course_id,
    :date, :records, :request_id, :remote_addr) r
