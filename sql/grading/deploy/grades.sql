-- Deploy grading:grades
begin;

create schema grading;
grant usage on schema grading to lyceum_grades;

-- The columns of a course's gradebook.  Decimals are kept as they were written
-- (numeric without a scale, at most 2 and 3 digits by CHECK): what was entered
-- as 18 is shown as 18, and nothing has to be trimmed when a class is read.
create table grading.assignments (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	name		text not null check (length(name) between 1 and 255),
	type		text collate "C" not null check (type in
			('homework', 'quiz', 'midterm', 'final', 'project')),
	max_score	numeric not null
			check (max_score > 0 and max_score < 10000 and scale(max_score) <= 2),
	weight		numeric not null
			check (weight between 0 and 1 and scale(weight) <= 3),
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
	score		numeric not null,
	max_score	numeric not null,
	weight		numeric not null,
	assignment_type	text collate "C" not null check (assignment_type in
			('homework', 'quiz', 'midterm', 'final', 'project')),
	assignment_name	text not null,
	comments	text check (length(comments) <= 4000),
	constraint already_graded unique (enrollment_id, assignment_name),
	constraint score_range
	    check (score between 0 and max_score and scale(score) <= 2),
	foreign key (course_id, assignment_name)
	    references grading.assignments (course_id, name) on update cascade
) with (fillfactor = 85);
create index grades_of_course on grading.grades (course_id);
create index grades_of_student on grading.grades (student_id, graded_at, id);

grant select, insert, update, delete on grading.assignments, grading.grades
    to lyceum_grades;

commit;
