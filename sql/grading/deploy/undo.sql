-- Deploy grading:undo
begin;

-- A time as somebody says it: with its zone, or by the school's clock.
create function grading.instant(school uuid, said text) returns timestamptz
language sql stable
return case when nullif(said, '') is null then null
	when said ~ '([Zz]|[+-][0-9]{2}:[0-9]{2})$' then said::timestamptz
	else said::timestamp at time zone (select s.timezone
	    from academics_api.schools s where s.id = school) end;

-- Who changes things in this transaction, and why: what every history reads.
create function grading.sign(actor uuid, reason text) returns boolean
language sql volatile
begin atomic
	select set_config('lyceum.actor', actor::text, true) is not null
	   and set_config('lyceum.reason', coalesce(reason, ''), true) is not null;
end;

-- ---- At most 200 assignments in a course, whoever makes them.  Two who come
-- near that number at once wait for each other, so that each counts both.
create function grading.assignments_few() returns trigger
language plpgsql set search_path = '' as $$
declare
	c uuid;
begin
	for c in
		select n.course_id from (select distinct x.course_id from new_rows x) n
		 where (select count(*) from grading.assignments a
			 where a.course_id = n.course_id) > 100
		 order by 1
	loop
		perform pg_advisory_xact_lock(hashtextextended(c::text, 0));
		perform (select count(*) from grading.assignments a
			  where a.course_id = c) <= 200
		    or platform.fail('conflict', 'A course has 200 assignments at most.');
	end loop;
	return null;
end
$$;
create trigger assignments_few after insert on grading.assignments
	referencing new table as new_rows
	for each statement execute function grading.assignments_few();

-- Grades that follow their assignment do so for the reason it changed.
create or replace function grading.assignment_changed() returns trigger
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
	       weight = new.weight, version = g.version + 1,
	       reason = nullif(current_setting('lyceum.reason', true), '')
	 where g.course_id = new.course_id
	   and g.assignment_name in (old.name, new.name);
	return null;
end
$$;

-- The changes of a course, by time.
drop index grading.grade_history_of_course;
create index grade_history_of_course on grading.grade_history (course_id, at, id);
create index policy_history_by_time on grading.policy_history (course_id, at, id);

-- What there was before rules had a history stands in it as it is.
insert into grading.policy_history (kind, object_id, school_id, course_id, at,
    action, version, value)
select 'assignment', a.id, a.school_id, a.course_id, a.created_at, 'insert',
       a.version, to_jsonb(a)
  from grading.assignments a
 where not exists (select from grading.policy_history p
	where p.course_id = a.course_id and p.kind = 'assignment' and p.object_id = a.id);

-- ---- A grade that is entered

-- The score that goes with a state; in words, when they do not go together.
create function grading.score_of(state text, score numeric, name text,
    max_score numeric) returns numeric
language plpgsql stable as $$
begin
	if state = 'excused' then
		perform score is null or platform.fail('invalid',
		    'An excused grade has no score.', 'score');
		return null;
	elsif state = 'missing' then
		perform coalesce(score, 0) = 0 or platform.fail('invalid',
		    'What is missing has no points.', 'score');
		return 0;
	end if;
	perform score is not null or platform.fail('invalid', 'is required', 'score');
	perform scale(trim_scale(score)) <= 2
	    or platform.fail('invalid', 'Two decimals at most.', 'score');
	perform score between 0 and max_score
	    or platform.fail('score_range', format('"%s" is out of %s.', name,
		trim_scale(max_score)), 'score');
	return trim_scale(score);
end
$$;

-- A new grade, of any state.
create function grading.grade(enrollment uuid, assignment uuid, name text,
    type text, max_score numeric, weight numeric, score numeric, comments text,
    actor uuid, school uuid, role text, state text, days_late int, reason text)
returns grading.grades
language plpgsql as $$
declare
	e record;
	a grading.assignments;
	g grading.grades;
begin
	select x.id, x.course_id, x.student_id, x.status into e
	  from academics_api.enrollments x
	 where x.id = enrollment and x.school_id = school
	   and grading.may_grade(x.course_id, school, actor, role);
	if not found then
		perform platform.fail('not_found', 'There is no such enrollment.');
	elsif e.status not in ('enrolled', 'completed') then
		perform platform.fail('not_enrolled',
		    format('This enrollment is %s.', e.status));
	end if;
	a := grading.assignment_for(e.course_id, school, assignment, name, type,
	    max_score, weight);
	insert into grading.grades as x (school_id, course_id, enrollment_id,
	    student_id, graded_by, score, max_score, weight, assignment_type,
	    assignment_name, comments, state, days_late, reason)
	values (school, e.course_id, e.id, e.student_id, actor,
	    grading.score_of(coalesce(state, 'graded'), score, a.name, a.max_score),
	    a.max_score, a.weight, a.type, a.name, nullif(comments, ''),
	    coalesce(state, 'graded'), coalesce(days_late, 0), nullif(reason, ''))
	returning x.* into g;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'GradeAssigned', g.id, jsonb_build_object(
	    'student_id', g.student_id, 'course_id', g.course_id,
	    'enrollment_id', g.enrollment_id, 'assignment_name', g.assignment_name,
	    'score', g.score, 'max_score', g.max_score, 'state', g.state,
	    'actor', actor));
	return g;
end
$$;

create or replace function grading.grade(enrollment uuid, assignment uuid, name text,
    type text, max_score numeric, weight numeric, score numeric, comments text,
    actor uuid, school uuid, role text) returns grading.grades
language sql
return grading.grade(enrollment, assignment, name, type, max_score, weight, score,
    comments, actor, school, role, null::text, null::int, null::text);

-- ---- Undo

-- The last change of what somebody entered: what came with its assignment is
-- not undone here.
create function grading.last_entry(grade uuid, school uuid)
returns grading.grade_history
language sql stable
return (select x from grading.grade_history x
	 where x.grade_id = grade and x.school_id = school
	   and (x.action <> 'update' or (x.old_score, x.old_comments,
		coalesce(x.old_state, 'graded'), coalesce(x.old_days_late, 0))
	       is distinct from (x.new_score, x.new_comments,
		coalesce(x.new_state, 'graded'), coalesce(x.new_days_late, 0)))
	 order by x.id desc limit 1);

-- A grade that was taken away, once more, as it was then; its assignment may
-- have got another name since.
create function grading.give_back(h grading.grade_history, actor uuid, why text)
returns grading.grades
language plpgsql as $$
declare
	a grading.assignments;
	g grading.grades;
begin
	perform (select e.status in ('enrolled', 'completed')
		   from academics_api.enrollments e where e.id = h.enrollment_id)
	    or platform.fail('not_enrolled', '');
	select x.* into a from grading.assignments x
	 where x.id = (select p.object_id from grading.policy_history p
		where p.course_id = h.course_id and p.kind = 'assignment'
		  and p.value ->> 'name' = h.assignment_name and p.at <= h.at
		order by p.id desc limit 1) for share;
	perform found or platform.fail('conflict', format('"%s" is no longer there.',
	    h.assignment_name));
	insert into grading.grades as x (id, school_id, course_id, enrollment_id,
	    student_id, graded_by, version, score, max_score, weight,
	    assignment_type, assignment_name, comments, state, days_late, reason)
	values (h.grade_id, h.school_id, h.course_id, h.enrollment_id, h.student_id,
	    actor, h.version + 1, grading.score_of(coalesce(h.old_state, 'graded'),
		h.old_score, a.name, a.max_score), a.max_score, a.weight, a.type,
	    a.name, h.old_comments, coalesce(h.old_state, 'graded'),
	    coalesce(h.old_days_late, 0), why)
	returning x.* into g;
	return g;
end
$$;

-- Back to what was before the last change, as a new version.  No row: it is
-- not the actor's to change, or it is another version than the actor saw.
create function grading.undo(grade uuid, school uuid, actor uuid, role text,
    seen int, why text) returns setof grading.grades
language plpgsql as $$
declare
	g grading.grades;
	h grading.grade_history;
	said text;
	is_there boolean;
begin
	select x.* into g from grading.grades x
	 where x.id = grade and x.school_id = school for update;
	if not found then	-- of two who give it back, one does
		perform pg_advisory_xact_lock(hashtextextended(grade::text, 0));
		select x.* into g from grading.grades x
		 where x.id = grade and x.school_id = school for update;
	end if;
	is_there := g.id is not null;
	h := grading.last_entry(grade, school);
	if h.id is null or not grading.may_grade(h.course_id, school, actor, role)
	    or (is_there and seen <> g.version) then
		return;
	end if;
	perform is_there or coalesce(seen, h.version) = h.version
	    or platform.fail('stale', 'The grade was taken away.');
	perform h.action <> 'insert'
	    or platform.fail('conflict', 'Before this version there was no grade.');
	said := coalesce(nullif(why, ''), format('Back to version %s.', h.version - 1));
	if is_there then
		update grading.grades x
		   set score = grading.score_of(coalesce(h.old_state, 'graded'),
			h.old_score, x.assignment_name, x.max_score),
		       comments = h.old_comments,
		       state = coalesce(h.old_state, 'graded'),
		       days_late = coalesce(h.old_days_late, 0), graded_by = actor,
		       graded_at = now(), version = x.version + 1, reason = said
		 where x.id = grade
		returning x.* into g;
	else
		g := grading.give_back(h, actor, said);
	end if;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'GradeChanged', g.id, jsonb_build_object(
	    'student_id', g.student_id, 'course_id', g.course_id,
	    'enrollment_id', g.enrollment_id, 'assignment_name', g.assignment_name,
	    'score', g.score, 'max_score', g.max_score, 'state', g.state,
	    'version', g.version, 'actor', actor));
	return next g;
end
$$;

-- ---- Scales

-- The steps of a scale, instead of those that it has: [{"at_least": "90",
-- "letter": "A", "points": "4"}], which whoever asks has looked through.
create function grading.set_steps(scale uuid, steps jsonb) returns void
language plpgsql as $$
begin
	delete from grading.scale_steps s where s.scale_id = scale;
	insert into grading.scale_steps (scale_id, at_least, letter, points)
	select scale, trim_scale(s.at_least), s.letter, trim_scale(s.points)
	  from jsonb_to_recordset(steps) as s (at_least numeric, letter text,
		points numeric);
end
$$;

-- A new scale of a school, or an old one changed.  No row: there is none, it is
-- everybody's, or it is another version than was seen.
create function grading.put_scale(scale uuid, school uuid, name text, steps jsonb,
    seen int) returns setof grading.scales
language plpgsql as $$
declare
	s grading.scales;
begin
	if scale is null then
		insert into grading.scales as x (school_id, name)
		values (school, btrim(put_scale.name)) returning x.* into s;
	else
		update grading.scales x
		   set name = coalesce(btrim(put_scale.name), x.name),
		       updated_at = now(), version = x.version + 1
		 where x.id = scale and x.school_id = school
		   and (seen is null or x.version = seen)
		returning x.* into s;
	end if;
	if s.id is null then
		return;
	elsif steps is not null then
		perform grading.set_steps(s.id, steps);
	end if;
	return next s;
end
$$;

grant execute on function grading.instant(uuid, text), grading.sign(uuid, text),
    grading.score_of(text, numeric, text, numeric),
    grading.grade(uuid, uuid, text, text, numeric, numeric, numeric, text, uuid,
	uuid, text, text, int, text),
    grading.last_entry(uuid, uuid),
    grading.give_back(grading.grade_history, uuid, text),
    grading.undo(uuid, uuid, uuid, text, int, text),
    grading.set_steps(uuid, jsonb),
    grading.put_scale(uuid, uuid, text, jsonb, int)
    to lyceum_grades;

commit;
