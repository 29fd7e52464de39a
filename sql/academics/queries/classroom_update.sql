-- classroom_update(id uuid, school_id uuid, if_match int, name text,
--	building text, seats int, is_active boolean, clear_building boolean,
--	clear_seats boolean) one
-- An empty building or number of seats takes it away.
update academics.classrooms k
   set name = coalesce(btrim(:name), k.name),
       building = case when not :clear_building::boolean
	   then nullif(btrim(coalesce(:building, k.building)), '') end,
       seats = case when not :clear_seats::boolean
	   then coalesce(:seats::int, k.seats) end,
       is_active = coalesce(:is_active::boolean, k.is_active),
       updated_at = now(), version = k.version + 1
 where k.id = :id and k.school_id = :school_id
   and (:if_match::int is null or k.version = :if_match::int)
   and (coalesce(:name::text, 'as it is') <> ''
	or platform.fail('invalid', 'is required', 'name'))
returning k.id, k.name, k.building, k.seats, k.is_active, k.created_at,
    k.updated_at, k.version
