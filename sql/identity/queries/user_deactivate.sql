-- user_deactivate(id uuid, school_id uuid, me uuid, if_match int) exec
-- Done already is done.
update identity.users u
   set is_active = false, updated_at = now(),
       version = u.version + u.is_active::int
 where u.id = :id and u.school_id = :school_id
   and (:if_match::int is null or u.version = :if_match::int)
   and (u.id <> :me or platform.fail('self_lockout',
	'Another administrator can deactivate you.'))
