-- admins_hold(id uuid, school_id uuid) one
-- Locks a school's administrators, so that two cannot depose each other, and
-- says whether one of them is the last.
select coalesce(bool_or(a.id = :id), false) and count(*) = 1 as is_last
  from (select u.id from identity.users u
	 where u.school_id = :school_id and u.role = 'admin' and u.is_active
	 order by u.id for no key update) a
