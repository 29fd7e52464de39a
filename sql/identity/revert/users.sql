-- Revert identity:users
begin;
drop table identity.relations;
drop table identity.users;
drop schema identity;
commit;
