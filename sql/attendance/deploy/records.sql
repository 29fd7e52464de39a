-- Deploy attendance:records
begin;

create schema attendance;
create schema attendance_api;
grant usage on schema attendance to lyceum_beacon;
grant usage on schema attendance_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

create table attendance.records (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	enrollment_id	uuid not null,
	student_id	uuid not null,
	date		date not null,
	status		text collate "C" not null
			check (status in ('present', 'absent', 'late', 'excused')),
	marked_at	timestamptz not null default now(),
	marked_by	uuid,
	notes		text check (length(notes) <= 2000),
	version		int not null default 1,
	constraint records_once unique (enrollment_id, date)
);
create index records_of_course on attendance.records (course_id, date);

create view attendance_api.records as
select id, school_id, course_id, enrollment_id, student_id, date, status
  from attendance.records;

grant select, insert, update on attendance.records to lyceum_beacon;
grant select on attendance_api.records to lyceum_courses, lyceum_grades;

commit;
