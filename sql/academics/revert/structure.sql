-- Revert academics:structure
begin;
drop function academics.remove_group(uuid, uuid);
drop function academics.remove_classroom(uuid, uuid);
drop function academics_api.hold_classroom(uuid, uuid);
drop function academics.open_to_change(uuid, boolean);
alter table academics.holidays drop column created_at, drop column updated_at,
	drop column version;
commit;
