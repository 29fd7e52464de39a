-- schools(school_id uuid, limit bigint, after_key text, after_id uuid) many
-- One's own: no request crosses schools.
select s.id, s.code, s.name, s.timezone, s.self_registration, s.code as _key
  from academics.schools s
 where s.id = :school_id
   and (s.code, s.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by s.code, s.id limit :limit::bigint
