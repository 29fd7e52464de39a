-- Revert identity:roles
begin;
drop function identity.set_permissions(uuid, text, jsonb, int);
drop table identity.role_versions;
drop table identity.role_permissions;
drop table identity.default_permissions;
drop table identity.permissions;
commit;
