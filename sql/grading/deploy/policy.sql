-- Deploy grading:policy
begin;

create domain grading.percent as numeric
	check (value between 0 and 100 and scale(value) <= 2);

-- ---- Scales of letters.  One without a school is everybody's to use and
-- nobody's to change.
create table grading.scales (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid,
	name		text not null check (length(name) between 1 and 100),
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	constraint scale_taken unique (school_id, name)
);
-- A total of at_least or more, and less than the next step's, has the letter.
create table grading.scale_steps (
	scale_id	uuid not null references grading.scales on delete cascade,
	at_least	grading.percent not null,
	letter		text not null check (length(letter) between 1 and 12),
	points		numeric check (points between 0 and 100 and scale(points) <= 2),
	primary key (scale_id, at_least),
	constraint letter_taken unique (scale_id, letter)
);

insert into grading.scales (id, name) values
	('00000000-0000-7000-8000-000000000001', 'Letters A to F'),
	('00000000-0000-7000-8000-000000000002', 'Letters with + and −'),
	('00000000-0000-7000-8000-000000000003', 'Pass or fail');
insert into grading.scale_steps (scale_id, at_least, letter, points)
select ('00000000-0000-7000-8000-00000000000' || s.n)::uuid, s.at_least, s.letter, s.points
  from (values (1, 90, 'A', 4.0), (1, 80, 'B', 3.0), (1, 70, 'C', 2.0),
	(1, 60, 'D', 1.0), (1, 0, 'F', 0.0),
	(2, 97, 'A+', 4.0), (2, 93, 'A', 4.0), (2, 90, 'A−', 3.7),
	(2, 87, 'B+', 3.3), (2, 83, 'B', 3.0), (2, 80, 'B−', 2.7),
	(2, 77, 'C+', 2.3), (2, 73, 'C', 2.0), (2, 70, 'C−', 1.7),
	(2, 67, 'D+', 1.3), (2, 63, 'D', 1.0), (2, 60, 'D−', 0.7), (2, 0, 'F', 0.0),
	(3, 60, 'Pass', null), (3, 0, 'Fail', null))
    as s (n, at_least, letter, points);

-- ---- Rules of a school and of a course; what has no row has the defaults.
create table grading.school_rules (
	school_id	uuid primary key,
	scale_id	uuid not null references grading.scales,
	pass_mark	grading.percent not null default 60,
	-- Which attempt at a subject counts for the cumulative average.
	repeats		text not null default 'best'
			check (repeats in ('best', 'latest', 'all')),
	honours_from	numeric not null default 3.5
			check (honours_from between 0 and 100),
	probation_below	numeric not null default 2
			check (probation_below between 0 and 100),
	updated_at	timestamptz not null default now(),
	version		int not null default 1
);
create table grading.course_rules (
	course_id	uuid primary key,
	school_id	uuid not null,
	-- Assignments weigh by their weight, or by the points they give.
	weigh_by	text not null default 'weight'
			check (weigh_by in ('weight', 'points')),
	scale_id	uuid references grading.scales,
	pass_mark	grading.percent,
	updated_at	timestamptz not null default now(),
	version		int not null default 1
);

create view grading.rules_of_schools as
select s.id as school_id,
       coalesce(r.scale_id, '00000000-0000-7000-8000-000000000001') as scale_id,
       coalesce(r.pass_mark, 60) as pass_mark, coalesce(r.repeats, 'best') as repeats,
       coalesce(r.honours_from, 3.5) as honours_from,
       coalesce(r.probation_below, 2) as probation_below,
       coalesce(r.version, 0) as version
  from academics_api.schools s
  left join grading.school_rules r on r.school_id = s.id;

create view grading.rules_of_courses as
select c.id as course_id, c.school_id, coalesce(r.weigh_by, 'weight') as weigh_by,
       coalesce(r.scale_id, s.scale_id) as scale_id,
       coalesce(r.pass_mark, s.pass_mark) as pass_mark,
       r.scale_id as own_scale_id, r.pass_mark as own_pass_mark,
       coalesce(r.version, 0) as version
  from academics_api.courses c
  join grading.rules_of_schools s on s.school_id = c.school_id
  left join grading.course_rules r on r.course_id = c.id;

-- ---- Categories of a course
create table grading.categories (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	name		text not null check (length(name) between 1 and 100),
	weight		grading.weight not null,
	drop_lowest	int not null default 0 check (drop_lowest between 0 and 100),
	is_extra	boolean not null default false,
	position	int not null default 0,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	constraint category_taken unique (course_id, name)
);

-- A curve of 'add' gives everybody that many points; of 'best', points count
-- as out of that many instead of the maximum.  Neither goes over the maximum.
alter table grading.assignments
	add column category_id uuid references grading.categories,
	add column is_extra boolean not null default false,
	add column due_at timestamptz,
	add column late_per_day grading.percent not null default 0,
	add column late_max grading.percent not null default 100,
	add column curve text not null default 'none'
	    check (curve in ('none', 'add', 'best')),
	add column curve_value grading.points,
	add check ((curve = 'none') = (curve_value is null)),
	add constraint curve_range check (curve_value > 0 and curve_value <= max_score);

-- An excused grade has no score and counts nowhere; one that is missing
-- counts as nothing handed in.  reason is why the grade was last changed.
alter table grading.grades
	alter column score drop not null,
	add column state text collate "C" not null default 'graded'
	    check (state in ('graded', 'missing', 'excused')),
	add column days_late int not null default 0
	    check (days_late between 0 and 365),
	add column reason text check (length(reason) <= 1000),
	add check ((state = 'excused') = (score is null)),
	add check (state <> 'missing' or score = 0);

grant select on grading.scales, grading.scale_steps, grading.school_rules,
    grading.course_rules, grading.categories, grading.rules_of_schools,
    grading.rules_of_courses to lyceum_grades;
grant insert, update, delete on grading.scales, grading.scale_steps,
    grading.school_rules, grading.course_rules, grading.categories to lyceum_grades;

commit;
