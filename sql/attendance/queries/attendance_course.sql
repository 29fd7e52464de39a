-- attendance_course(id uuid, from text, to text, limit bigint, after_key text,
--	after_id uuid) many
-- The newest first, of a course that its head has shown to be the reader's.
select r.id, r.course_id, r.enrollment_id, r.student_id, p.full_name as student_name,
       p.student_number, r.session_id, r.signature_id, r.date, r.status, r.marked_at,
       r.marked_by, r.notes, r.version, r.date::text as _key
  from attendance.records r
  join identity_api.people p on p.id = r.student_id
 where r.course_id = :id
   and (:from::text is null or r.date >= :from::text::date)
   and (:to::text is null or r.date <= :to::text::date)
   and (:after_key::text is null
	or (r.date, r.id) < (:after_key::text::date, :after_id::uuid))
 order by r.date desc, r.id desc limit :limit::bigint
