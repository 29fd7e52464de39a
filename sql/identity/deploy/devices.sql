-- Deploy identity:devices
begin;

-- Who took a device away decides when the next one counts.
alter table identity.devices add column revoked_by uuid;
create index devices_newest on identity.devices (user_id, active_from);

-- The last device of a student that has counted; it may count still.
create function identity.last_device(student uuid, at timestamptz)
returns setof identity.devices
language sql stable rows 1
begin atomic
	select d.* from identity.devices d
	 where d.user_id = student and d.active_from <= at
	   and (d.revoked_at is null or d.revoked_at > d.active_from)
	 order by d.active_from desc, d.id desc limit 1;
end;

-- Binds another device.  The first one counts at once, and so does one that an
-- administrator binds, or that follows one that an administrator took away.
-- Else it counts a day later, and the old one until then: whoever lends an
-- account for a lecture has lent it for a day.  No row: no such student.
create function identity.bind_device(owner uuid, school uuid, actor uuid,
    by_office boolean, name text, public_key bytea, flash_key bytea)
returns setof identity.devices
language plpgsql set search_path = '' as $$
declare
	last identity.devices;
	since timestamptz := now();
begin
	perform from identity.users u
	  where u.id = owner and u.school_id = school and u.role = 'student'
	    and (u.id = actor or by_office) for update;
	if not found then
		return;
	end if;
	if exists (select from identity.devices d where d.public_key = bind_device.public_key) then
		perform platform.fail('device_taken',
		    'A device is bound once, to one account: make a new key on it.',
		    'public_key');
	end if;
	if by_office then
		update identity.devices d
		   set revoked_at = now(), revoked_by = actor
		 where d.user_id = owner and (d.revoked_at is null or d.revoked_at > now());
	elsif exists (select from identity.devices d
	    where d.user_id = owner and d.revoked_at is null and d.active_from > now()) then
		perform platform.fail('device_bound',
		    'Another device waits to count already. Remove it first.');
	else
		select d.* into last from identity.last_device(owner, now()) d;
		if last.id is not null
		    and (last.revoked_at is null or last.revoked_by is not distinct from owner) then
			since := now() + interval '24 hours';
			update identity.devices d
			   set revoked_at = since, revoked_by = actor
			 where d.id = last.id and d.revoked_at is null;
		end if;
	end if;
	return query insert into identity.devices as d (school_id, user_id, name,
	    public_key, flash_key, bound_by, active_from)
	values (school, owner, btrim(bind_device.name), bind_device.public_key,
	    bind_device.flash_key, actor, since)
	returning d.*;
end
$$;

-- Takes a device away.  One that was still to come leaves the old one as it
-- was.  False: there is no such device, or it was taken away before.
create function identity.take_device(device uuid, owner uuid, school uuid,
    actor uuid) returns boolean
language plpgsql set search_path = '' as $$
declare
	gone identity.devices;
begin
	perform from identity.users u
	  where u.id = owner and u.school_id = school for update;
	update identity.devices d
	   set revoked_at = now(), revoked_by = actor
	 where d.id = device and d.user_id = owner and d.school_id = school
	   and (d.revoked_at is null or d.revoked_at > now())
	returning d.* into gone;
	if not found then
		return false;
	end if;
	if gone.active_from > now() then
		update identity.devices d
		   set revoked_at = null, revoked_by = null
		 where d.user_id = owner and d.revoked_at = gone.active_from;
	end if;
	return true;
end
$$;

grant execute on function identity.last_device(uuid, timestamptz),
    identity.bind_device(uuid, uuid, uuid, boolean, text, bytea, bytea),
    identity.take_device(uuid, uuid, uuid, uuid) to lyceum_auth;

commit;
