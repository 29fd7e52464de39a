-- Revert attendance:records
begin;
drop view attendance_api.records;
drop table attendance.records;
drop schema attendance_api;
drop schema attendance;
commit;
