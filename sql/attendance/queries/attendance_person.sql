-- attendance_person(id uuid, me uuid, my_role text, limit bigint, after_key text,
--	after_id uuid) many
-- The newest first, of somebody whom its head has shown to be the reader's to
-- see; a teacher sees the own courses.
select r.id, r.course_id, c.code as course_code, r.enrollment_id, r.student_id,
       r.session_id, r.signature_id, r.date, r.status, r.marked_at, r.marked_by,
       r.notes, r.version, r.date::text as _key
  from attendance.records r
  join academics_api.courses c on c.id = r.course_id
 where r.student_id = :id
   and (:my_role::text <> 'teacher' or academics_api.teaches(:me, r.course_id))
   and (:after_key::text is null
	or (r.date, r.id) < (:after_key::text::date, :after_id::uuid))
 order by r.date desc, r.id desc limit :limit::bigint
