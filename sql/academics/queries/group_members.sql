-- group_members(id uuid, school_id uuid, limit bigint, after_key text,
--	after_id uuid) many
select p.id, p.full_name, p.student_number, p.is_active, m.added_at,
       g.id as group_id, p.full_name as _key
  from academics.groups g
  join academics.group_members m on m.group_id = g.id
  join identity_api.people p on p.id = m.student_id
 where g.id = :id and g.school_id = :school_id
   and (p.full_name, p.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by p.full_name, p.id limit :limit::bigint
