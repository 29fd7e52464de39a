-- Deploy grading:history
begin;

-- What a grade was and became, who did it and when; written by the table
-- itself, so that nobody can grade past it.  Nothing in it is ever changed.
create table grading.grade_history (
	id		bigint generated always as identity primary key,
	grade_id	uuid not null,
	school_id	uuid not null,
	course_id	uuid not null,
	enrollment_id	uuid not null,
	student_id	uuid not null,
	at		timestamptz not null default now(),
	actor		uuid,
	action		text collate "C" not null
			check (action in ('insert', 'update', 'delete')),
	version		int not null,
	assignment_name	text not null,
	old_score	numeric,
	new_score	numeric,
	old_max_score	numeric,
	new_max_score	numeric,
	old_weight	numeric,
	new_weight	numeric,
	old_comments	text,
	new_comments	text
);
create index grade_history_of_grade on grading.grade_history (grade_id, id);
create trigger append_only before update or delete on grading.grade_history
	for each row execute function platform.refuse();
create trigger append_only_truncate before truncate on grading.grade_history
	for each statement execute function platform.refuse();

-- Statement triggers: a million grades that are loaded at once are one insert.
-- The definer's rights let nobody else write history.  Whoever deletes a grade
-- or changes it through its assignment says who they are in lyceum.actor; else
-- it was the grader.
create function grading.note_history() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
begin
	if tg_op = 'INSERT' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, new_score, new_max_score, new_weight, new_comments)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'insert', n.version, n.assignment_name, n.score,
		       n.max_score, n.weight, n.comments
		  from new_rows n;
	elsif tg_op = 'UPDATE' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version, assignment_name,
		    old_score, new_score, old_max_score, new_max_score, old_weight,
		    new_weight, old_comments, new_comments)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'update', n.version,
		       n.assignment_name, o.score, n.score, o.max_score, n.max_score, o.weight, n.weight,
		       o.comments, n.comments
		  from new_rows n join old_rows o on o.id = n.id
		 where (n.version, n.score, n.max_score, n.weight, n.comments)
		       is distinct from
		       (o.version, o.score, o.max_score, o.weight, o.comments);
	else
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, old_score, old_max_score, old_weight, old_comments)
		select o.id, o.school_id, o.course_id, o.enrollment_id, o.student_id,
		       who, 'delete', o.version + 1, o.assignment_name, o.score,
		       o.max_score, o.weight, o.comments
		  from old_rows o;
	end if;
	return null;
end
$$;
create trigger note_insert after insert on grading.grades
	referencing new table as new_rows
	for each statement execute function grading.note_history();
create trigger note_update after update on grading.grades
	referencing old table as old_rows new table as new_rows
	for each statement execute function grading.note_history();
create trigger note_delete after delete on grading.grades
	referencing old table as old_rows
	for each statement execute function grading.note_history();

-- Grades follow their assignment.  A new name has come to them by the foreign
-- key, before or after this, and is no version of theirs.
create function grading.assignment_changed() returns trigger
language plpgsql set search_path = '' as $$
declare
	above int;
begin
	select count(*) into above from grading.grades g
	 where g.course_id = new.course_id
	   and g.assignment_name in (old.name, new.name)
	   and g.score > new.max_score;
	if above > 0 then
		perform platform.fail('score_range',
		    format('%s students have more points than that.', above),
		    'max_score');
	end if;
	update grading.grades g
	   set assignment_type = new.type, max_score = new.max_score,
	       weight = new.weight, version = g.version + 1
	 where g.course_id = new.course_id
	   and g.assignment_name in (old.name, new.name);
	return null;
end
$$;
create trigger assignment_changed after update of type, max_score, weight
	on grading.assignments
	for each row when (old.type <> new.type or old.max_score <> new.max_score
	    or old.weight <> new.weight)
	execute function grading.assignment_changed();

grant select on grading.grade_history to lyceum_grades;

commit;
