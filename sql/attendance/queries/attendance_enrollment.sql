-- attendance_enrollment(id uuid, limit bigint, after_key text, after_id uuid) many
-- The newest first, of an enrollment that its head has shown to be the
-- reader's to see.
select r.id, r.course_id, r.enrollment_id, r.student_id, r.session_id, r.signature_id,
       r.date, r.status, r.marked_at, r.marked_by, r.notes, r.version,
       r.date::text as _key
  from attendance.records r
 where r.enrollment_id = :id
   and (:after_key::text is null
	or (r.date, r.id) < (:after_key::text::date, :after_id::uuid))
 order by r.date desc, r.id desc limit :limit::bigint
