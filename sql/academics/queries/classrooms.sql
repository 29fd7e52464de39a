-- classrooms(school_id uuid, q text, active boolean, limit bigint,
--	after_key text, after_id uuid) many
select k.id, k.name, k.building, k.seats, k.is_active, k.name as _key
  from academics.classrooms k
 where k.school_id = :school_id
   and (:active::boolean is null or k.is_active = :active::boolean)
   and (:q::text is null
	or platform.fold(k.name || ' ' || coalesce(k.building, ''))
	like platform.like_words(:q::text))
   and (k.name, k.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by k.name, k.id limit :limit::bigint
