-- Deploy grading:ledger
begin;

-- ---- Grades: what the history of a grade has to say besides
alter table grading.grade_history
	add column old_state text,
	add column new_state text,
	add column old_days_late int,
	add column new_days_late int,
	add column reason text;
create index grade_history_of_course on grading.grade_history (course_id, id);
create index grade_history_of_enrollment
	on grading.grade_history (enrollment_id, assignment_name, id);

-- Why a grade goes away, and why many change at once, is in lyceum.reason.
create or replace function grading.note_history() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
	why text := nullif(current_setting('lyceum.reason', true), '');
begin
	if tg_op = 'INSERT' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, new_score, new_max_score, new_weight, new_comments,
		    new_state, new_days_late, reason)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'insert', n.version, n.assignment_name, n.score,
		       n.max_score, n.weight, n.comments, n.state, n.days_late,
		       coalesce(why, n.reason)
		  from new_rows n;
	elsif tg_op = 'UPDATE' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version, assignment_name,
		    old_score, new_score, old_max_score, new_max_score, old_weight,
		    new_weight, old_comments, new_comments, old_state, new_state,
		    old_days_late, new_days_late, reason)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'update', n.version,
		       n.assignment_name, o.score, n.score, o.max_score, n.max_score, o.weight, n.weight,
		       o.comments, n.comments, o.state, n.state, o.days_late, n.days_late,
		       coalesce(why, n.reason)
		  from new_rows n join old_rows o on o.id = n.id
		 where (n.version, n.score, n.max_score, n.weight, n.comments, n.state,
			n.days_late)
		       is distinct from
		       (o.version, o.score, o.max_score, o.weight, o.comments, o.state,
			o.days_late);
	else
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, old_score, old_max_score, old_weight, old_comments,
		    old_state, old_days_late, reason)
		select o.id, o.school_id, o.course_id, o.enrollment_id, o.student_id,
		       who, 'delete', o.version + 1, o.assignment_name, o.score,
		       o.max_score, o.weight, o.comments, o.state, o.days_late, why
		  from old_rows o;
	end if;
	return null;
end
$$;

-- ---- Rules: every version of every row, whole, so that a gradebook can be
-- computed as it stood.  kind says of which table value is a row.
create table grading.policy_history (
	id		bigint generated always as identity primary key,
	kind		text collate "C" not null check (kind in
			    ('assignment', 'category', 'course_rules', 'final')),
	object_id	uuid not null,
	school_id	uuid not null,
	course_id	uuid not null,
	at		timestamptz not null default now(),
	actor		uuid,
	reason		text,
	action		text collate "C" not null
			check (action in ('insert', 'update', 'delete')),
	version		int not null,
	value		jsonb not null
);
create index policy_history_of_course on grading.policy_history (course_id, kind, object_id, id);
create trigger append_only before update or delete on grading.policy_history
	for each row execute function platform.refuse();
create trigger append_only_truncate before truncate on grading.policy_history
	for each statement execute function platform.refuse();

-- tg_argv: the kind, and the column that names the object.
create function grading.note_policy() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
	why text := nullif(current_setting('lyceum.reason', true), '');
begin
	if tg_op = 'DELETE' then
		insert into grading.policy_history (kind, object_id, school_id,
		    course_id, actor, reason, action, version, value)
		select tg_argv[0], (v.j ->> tg_argv[1])::uuid, o.school_id, o.course_id,
		       who, why, 'delete', o.version + 1, v.j
		  from old_rows o, lateral (select to_jsonb(o) as j) v;
	else
		insert into grading.policy_history (kind, object_id, school_id,
		    course_id, actor, reason, action, version, value)
		select tg_argv[0], (v.j ->> tg_argv[1])::uuid, n.school_id, n.course_id,
		       who, why, lower(tg_op), n.version, v.j
		  from new_rows n, lateral (select to_jsonb(n) as j) v;
	end if;
	return null;
end
$$;

-- ---- Final grades: what was computed, what was given, and why another.
-- academics has the grade itself, this how it came to be.
create table grading.finals (
	enrollment_id	uuid primary key,
	school_id	uuid not null,
	course_id	uuid not null,
	student_id	uuid not null,
	computed	numeric,
	final		grading.percent not null,
	letter		text,
	points		numeric,
	passed		boolean not null,
	is_override	boolean not null default false,
	reason		text check (length(reason) <= 1000),
	actor		uuid,
	at		timestamptz not null default now(),
	version		int not null default 1,
	check (not is_override or reason is not null)
);
create index finals_of_student on grading.finals (student_id);
create index finals_of_course on grading.finals (course_id);

do $$
declare
	t record;
begin
	for t in select * from (values ('assignments', 'assignment', 'id'),
	    ('categories', 'category', 'id'),
	    ('course_rules', 'course_rules', 'course_id'),
	    ('finals', 'final', 'enrollment_id')) as t (tab, kind, key)
	loop
		execute format('create trigger note_insert after insert on grading.%I
		    referencing new table as new_rows for each statement
		    execute function grading.note_policy(%L, %L)', t.tab, t.kind, t.key);
		execute format('create trigger note_update after update on grading.%I
		    referencing new table as new_rows for each statement
		    execute function grading.note_policy(%L, %L)', t.tab, t.kind, t.key);
		execute format('create trigger note_delete after delete on grading.%I
		    referencing old table as old_rows for each statement
		    execute function grading.note_policy(%L, %L)', t.tab, t.kind, t.key);
	end loop;
end
$$;

grant select on grading.policy_history to lyceum_grades;
grant select, insert, update, delete on grading.finals to lyceum_grades;

commit;
