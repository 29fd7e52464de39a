-- device_owner(id uuid, school_id uuid, me uuid, my_role text) one
-- A student, seen by oneself and by those who run the school.
select u.id, u.full_name, u.id = :me as is_self, n.active_from as waits_until,
       n.id is null or u.id <> :me as may_add,
       coalesce(l.revoked_at is null and l.id is not null
	   or l.revoked_by = u.id, false) as must_wait
  from identity.users u
  left join lateral identity.last_device(u.id, now()) l on true
  left join identity.devices n on n.user_id = u.id and n.revoked_at is null
   and n.active_from > now()
 where u.id = :id and u.school_id = :school_id and u.role = 'student'
   and (u.id = :me or :my_role::text in ('admin', 'dev'))
