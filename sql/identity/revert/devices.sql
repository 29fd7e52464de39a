-- Revert identity:devices
begin;
drop function identity.take_device(uuid, uuid, uuid, uuid);
drop function identity.bind_device(uuid, uuid, uuid, boolean, text, bytea, bytea);
drop function identity.last_device(uuid, timestamptz);
drop index identity.devices_newest;
alter table identity.devices drop column revoked_by;
commit;
