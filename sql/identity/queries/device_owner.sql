-- device_owner(id uuid, school_id uuid, me uuid, my_role text) one
-- A student, seen by oneself and by those who run the school.
select u.id, u.full_name, u.id = :me as is_self,
       exists (select from identity_api.device_at(u.id)) as has_device,
       (select d.active_from from identity.devices d
	 where d.user_id = u.id and d.revoked_at is null and d.active_from > now())
	   as waits_until,
       case when l.id is not null
	    and (l.revoked_at is null or l.revoked_by is not distinct from u.id)
	    then true else false end as must_wait
  from identity.users u
  left join lateral identity.last_device(u.id, now()) l on true
 where u.id = :id and u.school_id = :school_id and u.role = 'student'
   and (u.id = :me or :my_role::text in ('admin', 'dev'))
