-- Deploy grading:imports
begin;

-- A file of grades as it was imported, and what undoing it came to.  What it
-- changed is in grade_history, whose rows name it.
create table grading.imports (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	course_id	uuid not null,
	actor		uuid not null,
	at		timestamptz not null default now(),
	reason		text not null,
	added		int not null,
	changed		int not null,
	undone_at	timestamptz,
	undone_by	uuid,
	undone_reason	text,
	restored	int,
	removed		int,
	left_changed	int,
	left_deleted	int,
	left_maximum	int,
	version		int not null default 1,
	check (num_nulls(undone_at, undone_by, undone_reason, restored, removed,
	    left_changed, left_deleted, left_maximum) in (0, 8))
);
create index imports_of_course on grading.imports (course_id, id);

alter table grading.grade_history add column import_id uuid;
create index grade_history_of_import on grading.grade_history (import_id, id)
	where import_id is not null;

-- As before, and of which import a change is: the one in lyceum.import.
create or replace function grading.note_history() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
	why text := nullif(current_setting('lyceum.reason', true), '');
	import uuid := nullif(current_setting('lyceum.import', true), '')::uuid;
begin
	if tg_op = 'INSERT' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version,
		    assignment_name, new_score, new_max_score, new_weight, new_comments,
		    new_state, new_days_late, reason, import_id)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'insert', n.version, n.assignment_name, n.score,
		       n.max_score, n.weight, n.comments, n.state, n.days_late,
		       coalesce(why, n.reason), import
		  from new_rows n;
	elsif tg_op = 'UPDATE' then
		insert into grading.grade_history (grade_id, school_id, course_id,
		    enrollment_id, student_id, actor, action, version, assignment_name,
		    old_score, new_score, old_max_score, new_max_score, old_weight,
		    new_weight, old_comments, new_comments, old_state, new_state,
		    old_days_late, new_days_late, reason, import_id)
		select n.id, n.school_id, n.course_id, n.enrollment_id, n.student_id,
		       coalesce(who, n.graded_by), 'update', n.version,
		       n.assignment_name, o.score, n.score, o.max_score, n.max_score, o.weight, n.weight,
		       o.comments, n.comments, o.state, n.state, o.days_late, n.days_late,
		       coalesce(why, n.reason), import
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

-- What to undo an import would do to each of its grades, in the order in which
-- it changed them: put back what was there (restored), take away what was not
-- (removed); or leave it alone, for somebody has changed it since, or taken it
-- away, or what was there is more than the maximum is now.  What a grade got
-- from its assignment since is nobody's change of it.
create function grading.import_effects(import uuid, after bigint, n int)
returns table (id bigint, grade_id uuid, enrollment_id uuid, student_id uuid,
    assignment_name text, score numeric, state text, days_late int, comments text,
    now_score numeric, now_state text, effect text)
language sql stable rows 10000
begin atomic
	select h.id, h.grade_id, h.enrollment_id, h.student_id,
	       coalesce(g.assignment_name, h.assignment_name), h.old_score,
	       coalesce(h.old_state, 'graded'), coalesce(h.old_days_late, 0),
	       h.old_comments, g.score, g.state,
	       case when g.id is null then 'deleted'
		when exists (select from grading.grade_history x
		    where x.grade_id = h.grade_id and x.id > h.id
		      and (x.action <> 'update' or (x.old_score, x.old_comments,
			    coalesce(x.old_state, 'graded'), coalesce(x.old_days_late, 0))
			is distinct from (x.new_score, x.new_comments,
			    coalesce(x.new_state, 'graded'), coalesce(x.new_days_late, 0))))
		then 'changed'
		when h.action = 'insert' then 'removed'
		when h.old_score > g.max_score then 'maximum'
		else 'restored' end
	  from (select y.* from grading.grade_history y
		 where y.import_id = import and y.id > after
		 order by y.id limit n) h
	  left join grading.grades g on g.id = h.grade_id;
end;

-- An import that is to be undone, and all that it touched, held: its course's
-- assignments first and in their order, as an import holds them.  Who grades
-- meanwhile comes before or after.  No row: it is not the actor's to undo, or
-- another version than the actor saw.
create function grading.hold_import(import uuid, course uuid, school uuid,
    actor uuid, role text, seen int) returns setof grading.imports
language plpgsql as $$
declare
	i grading.imports;
begin
	select x.* into i from grading.imports x
	 where x.id = import and x.course_id = course and x.school_id = school
	   and (seen is null or x.version = seen)
	   and grading.may_grade(course, school, hold_import.actor, role)
	   for update;
	if not found then
		return;
	end if;
	perform i.undone_at is null
	    or platform.fail('conflict', 'This import was undone before.');
	perform from grading.assignments a where a.course_id = course
	  order by a.id for no key update;
	perform from grading.grades g
	  where g.id in (select h.grade_id from grading.grade_history h
		where h.import_id = import)
	  order by g.id for update;
	return next i;
end
$$;

-- The next 10000 grades of an import that is held, behind `after`; last is
-- null at the end.  Whoever's grade changes is told, of many all at once.
create function grading.undo_import(import uuid, actor uuid, why text, after bigint,
    out last bigint, out restored bigint, out removed bigint, out left_changed bigint,
    out left_deleted bigint, out left_maximum bigint)
language plpgsql as $$
begin
	perform grading.sign(actor, why);
	with e as materialized (
		select * from grading.import_effects(import, after, 10000)
	), d as (
		delete from grading.grades g using e
		 where e.effect = 'removed' and g.id = e.grade_id
		returning g.*
	), u as (
		update grading.grades g
		   set score = e.score, state = e.state, days_late = e.days_late,
		       comments = e.comments, reason = why, graded_by = actor,
		       graded_at = now(), version = g.version + 1
		  from e
		 where e.effect = 'restored' and g.id = e.grade_id
		returning g.*
	), o as (
		insert into platform.outbox (school_id, type, object_id, payload)
		select n.school_id, case n.grades when 1 then 'GradeChanged'
			else 'GradesImportUndone' end,
		       case n.grades when 1 then n.id else n.enrollment_id end,
		       jsonb_build_object('student_id', n.student_id,
			'course_id', n.course_id, 'enrollment_id', n.enrollment_id,
			'actor', actor) || case when n.grades > 1
			then jsonb_build_object('grades', n.grades)
			when n.is_gone then jsonb_build_object(
			    'assignment_name', n.name, 'deleted', true)
			else jsonb_build_object('assignment_name', n.name,
			    'score', n.score, 'max_score', n.max_score,
			    'version', n.version) end
		  from (select x.school_id, x.course_id, x.enrollment_id, x.student_id,
			       count(*) as grades, bool_and(x.is_gone) as is_gone,
			       (array_agg(x.id))[1] as id, min(x.assignment_name) as name,
			       min(x.score) as score, min(x.max_score) as max_score,
			       min(x.version) as version
			  from (select true as is_gone, d.* from d
				union all select false, u.* from u) x
			 group by x.school_id, x.course_id, x.enrollment_id,
				x.student_id) n
	)
	select max(e.id), count(*) filter (where e.effect = 'restored'),
	       count(*) filter (where e.effect = 'removed'),
	       count(*) filter (where e.effect = 'changed'),
	       count(*) filter (where e.effect = 'deleted'),
	       count(*) filter (where e.effect = 'maximum')
	  into last, restored, removed, left_changed, left_deleted, left_maximum
	  from e;
end
$$;

grant select, insert, update on grading.imports to lyceum_grades;
grant execute on function grading.import_effects(uuid, bigint, int),
    grading.hold_import(uuid, uuid, uuid, uuid, text, int),
    grading.undo_import(uuid, uuid, text, bigint) to lyceum_grades;

commit;
