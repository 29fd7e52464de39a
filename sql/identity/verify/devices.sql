-- Verify identity:devices
begin;
select revoked_by from identity.devices where false;
do $$
begin
	assert not identity.take_device(platform.uuid7(), platform.uuid7(),
	    platform.uuid7(), platform.uuid7());
	assert not exists (select from identity.last_device(platform.uuid7(), now()));
	assert not exists (select from identity.bind_device(platform.uuid7(),
	    platform.uuid7(), platform.uuid7(), true, 'x', '\x00', '\x00'));
end
$$;
select 'identity.devices_newest'::regclass where false;
rollback;
