-- Deploy academics:enrollments
begin;

-- One student in one course; given up and taken again is the same row.  times
-- is a copy of the course's: with it the database itself refuses to seat a
-- student in two places at once, whoever writes.  The index holds the student
-- as 64 bits of hash: ids made one after another share their first bytes, and
-- GiST, which weighs those, then takes ten times as long for each row.
create table academics.enrollments (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	student_id	uuid not null,
	course_id	uuid not null references academics.courses,
	enrolled_at	timestamptz,
	waitlisted_at	timestamptz,
	dropped_at	timestamptz,
	waitlist_place	int,		-- waitlist_seq of the course, as it was
	version		int not null default 1,
	status		academics.enrollment_status not null,
	grade_final	academics.percent,
	times		int4multirange not null,
	constraint already_enrolled unique (student_id, course_id),
	constraint time_conflict exclude using gist
	    (uuid_hash_extended(student_id, 0) with =, times with &&)
	    where (status = 'enrolled')
) with (fillfactor = 80);
-- The waitlist in its order, then everybody else (null is last).
create index enrollments_of_course
    on academics.enrollments (course_id, waitlist_place);

-- Who enrolled today.
create index enrollments_when on academics.enrollments using brin (enrolled_at)
    with (pages_per_range = 32);

-- A row that is loaded or written by hand takes its course's times.
create function academics.enrollment_times() returns trigger
language plpgsql set search_path = '' as $$
begin
	if new.times is null then
		select c.times into new.times
		  from academics.courses c where c.id = new.course_id;
	end if;
	return new;
end
$$;
create trigger enrollment_times before insert on academics.enrollments
	for each row when (new.times is null)
	execute function academics.enrollment_times();

-- A course that moves takes its students along, or stays where it is.
create function academics.course_moved() returns trigger
language plpgsql set search_path = '' as $$
begin
	update academics.enrollments e set times = new.times
	 where e.course_id = new.id and e.times <> new.times;
	return null;
end
$$;
create trigger course_moved after update of schedule, semester, year
	on academics.courses
	for each row when (old.times <> new.times)
	execute function academics.course_moved();

grant select, insert, update on academics.enrollments to lyceum_courses;

commit;
