-- Revert attendance:signatures
begin;
drop table attendance.secrets;
drop table attendance.signatures;
drop view attendance_api.records;
drop index attendance.records_of_enrollment;
drop index attendance.records_of_student;
drop index attendance.record_of_day;
drop index attendance.record_of_session;
delete from attendance.records where enrollment_id is null;
delete from attendance.records r using attendance.records o
 where o.enrollment_id = r.enrollment_id and o.date = r.date and o.id < r.id;
alter table attendance.records
	drop column signature_id,
	drop column session_id,
	alter column enrollment_id set not null,
	add constraint records_once unique (enrollment_id, date);
create view attendance_api.records as
select id, school_id, course_id, enrollment_id, student_id, date, status
  from attendance.records;
grant select on attendance_api.records to lyceum_courses, lyceum_grades;
commit;
