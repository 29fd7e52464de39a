-- signatures(school_id uuid, me uuid, my_role text, session_id uuid,
--	student_id uuid, status text, limit bigint, after_key text,
--	after_id uuid) many
-- The newest first.  A teacher sees those of the own courses, and by session_id
-- also those of any session to teach.
select g.id, g.session_id, g.person_id, p.full_name as person_name, g.person_role,
       g.method, g.status, g.reason, g.message, g.signed_at, g.notes, g.version,
       g.signed_at::text as _key
  from attendance.signatures g
  left join identity_api.people p on p.id = g.person_id
   and p.school_id = g.school_id
 where g.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or g.person_id = :me
	or (:my_role::text = 'teacher' and case when :session_id::uuid is null
	    then g.session_id in (select k.id
		from academics_api.course_teachers t
		join academics_api.sessions k on k.course_id = t.course_id
		where t.teacher_id = :me)
	    else academics_api.validate_teacher_session(:me, :session_id::uuid) end))
   and (:session_id::uuid is null or g.session_id = :session_id::uuid)
   and (:student_id::uuid is null or g.person_id = :student_id::uuid)
   and (:status::text is null or g.status = :status::text)
   and (:after_key::text is null
	or (g.signed_at, g.id) < (:after_key::text::timestamptz, :after_id::uuid))
 order by g.signed_at desc, g.id desc limit :limit::bigint
