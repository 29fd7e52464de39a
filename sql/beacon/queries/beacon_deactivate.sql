-- beacon_deactivate(id uuid, school_id uuid) exec
-- Its tokens end with it.
with t as (
	delete from beacon.tokens t using beacon.beacons b
	 where b.id = :id and b.school_id = :school_id and t.beacon_id = b.id
)
update beacon.beacons b
   set is_active = false, updated_at = now(), version = b.version + b.is_active::int
 where b.id = :id and b.school_id = :school_id
