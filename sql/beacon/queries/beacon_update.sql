-- beacon_update(id uuid, school_id uuid, if_match int, name text,
--	classroom_id uuid, clear_classroom_id boolean, firmware text,
--	is_active boolean) one
update beacon.beacons b
   set name = coalesce(btrim(:name), b.name),
       classroom_id = case when not coalesce(:clear_classroom_id::boolean, false)
	   then coalesce(:classroom_id::uuid, b.classroom_id) end,
       firmware = coalesce(:firmware, b.firmware),
       is_active = coalesce(:is_active::boolean, b.is_active),
       updated_at = now(), version = b.version + 1
 where b.id = :id and b.school_id = :school_id
   and (:if_match::int is null or b.version = :if_match::int)
   and (:classroom_id::uuid is null
	or :classroom_id::uuid is not distinct from b.classroom_id
	or academics_api.hold_classroom(:classroom_id::uuid, :school_id)
	or platform.fail('invalid', 'That is not a classroom of this school.',
	    'classroom_id'))
returning b.id, b.name, b.kind, b.classroom_id, b.firmware, b.is_active,
    b.created_at, b.updated_at, b.version
