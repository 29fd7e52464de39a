-- holidays(school_id uuid, limit bigint, after_key text, after_id uuid) many
-- The latest first.
select h.id, h.name, h.starts_on, h.ends_on, h.ends_on - h.starts_on + 1 as days,
       h.ends_on < current_date as is_past, h.version, h.starts_on::text as _key
  from academics.holidays h
 where h.school_id = :school_id
   and (h.starts_on, h.id) < (coalesce(:after_key::date, 'infinity'),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by h.starts_on desc, h.id desc limit :limit::bigint
