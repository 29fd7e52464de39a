-- Revert platform:external_ids
begin;
drop function platform.sourced_id(uuid, text, uuid);
drop function platform.derived_id(text);
drop table platform.external_ids;
commit;
