-- feed_head(person_id uuid, course_id uuid, token text) one
-- Whose calendar it is: of a person, or of a course that the person of the
-- link may see.
select p.full_name, h.name as school_name, h.timezone, c.code, c.name as course_name
  from academics.calendar_links l
  join identity_api.people p on p.id = l.user_id and p.is_active
  join identity_api.role_matrix m on m.school_id = p.school_id and m.role = p.role
   and 'sessions.read' = any (m.permissions)
  join academics.schools h on h.id = l.school_id
  left join academics.courses c on c.id = :course_id and c.school_id = l.school_id
 where sha256(decode(l.secret, 'hex')) = sha256(case
	when :token::text ~ '^[0-9a-f]{64}$' then decode(:token, 'hex') end)
   and (:person_id::uuid is null or l.user_id = :person_id::uuid)
   and (:course_id::uuid is null or academics.course_open_to(c.id, p.id, p.role))
