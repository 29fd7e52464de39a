-- Revert messaging:base
begin;
drop schema messaging_api;
drop schema messaging;
commit;
