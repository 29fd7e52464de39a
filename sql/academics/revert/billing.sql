-- Revert academics:billing
begin;
drop function academics_api.release_seat(uuid, uuid);
drop view academics_api.group_members;
drop view academics_api.groups;
commit;
