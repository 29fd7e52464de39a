-- Revert identity:presence
begin;
drop function identity_api.validate_student_device(uuid, uuid);
drop function identity_api.device_at(uuid, timestamptz);
drop table identity.devices;
create temporary table added on commit drop as
select name from identity.permissions
 where name ~ '^(classrooms|groups|sessions|signatures|attendance|beacons|devices)\.'
    or name = 'schools.update';
delete from identity.role_permissions where permission in (select name from added);
delete from identity.default_permissions where permission in (select name from added);
delete from identity.permissions where name in (select name from added);
commit;
