-- Deploy grading:grades
begin;

create schema grading;
grant usage on schema grading to lyceum_grades;

create domain grading.points as numeric
	constraint score_range
	check (value >= 0 and value < 10000 and scale(value) <= 2);
create domain grading.weight as numeric
	check (value between 0 and 1 and scale(value) <= 3);
create domain grading.kind as text collate "C"
	check (value in ('homework', 'quiz', 'midterm', 'final', 'project'));

-- The columns of a course's gradebook.  Decimals are kept as they were written
-- (numeric without a scale, at most 2 and 3 digits by the domain): what was entered
-- as 18 is shown as 18, and nothing has to be trimmed when a class is read.
create table grading.assignments (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	name		text not null check (length(name) between 1 and 255),
	type		grading.kind not null,
	max_score	grading.points not null check (max_score > 0),
	weight		grading.weight not null,
	position	int not null default 0,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	constraint assignment_taken unique (course_id, name)
);

-- One student's score in one assignment.  course_id and the assignment's
-- type, maximum and weight are copies: a whole gradebook is one scan of one
-- index, without a join.  They follow the assignment by trigger.
create table grading.grades (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	enrollment_id	uuid not null,
	student_id	uuid not null,
	graded_by	uuid,
	graded_at	timestamptz not null default now(),
	version		int not null default 1,
	score		grading.points not null,
	max_score	grading.points not null,
	weight		grading.weight not null,
	assignment_type	grading.kind not null,
	assignment_name	text not null,
	comments	text,
	constraint already_graded unique (enrollment_id, assignment_name),
	constraint score_range check (score <= max_score),
	foreign key (course_id, assignment_name)
	    references grading.assignments (course_id, name) on update cascade
) with (fillfactor = 85);
create index grades_of_course on grading.grades (course_id);
create index grades_of_student on grading.grades (student_id, graded_at, id);

grant select, insert, update, delete on grading.assignments, grading.grades
    to lyceum_grades;

commit;
