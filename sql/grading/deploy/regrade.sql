-- Deploy grading:regrade
begin;

-- A student asks for a grade of their own to be looked at again.  One request
-- a grade at a time: regrade_open.
create function grading.regrade_ask(grade uuid, school uuid, student uuid,
    why text) returns setof grading.regrades
language plpgsql as $$
declare
	r grading.regrades;
begin
	insert into grading.regrades (school_id, course_id, grade_id,
	    enrollment_id, student_id, assignment_name, reason, old_score)
	select g.school_id, g.course_id, g.id, g.enrollment_id, g.student_id,
	       g.assignment_name, why, g.score
	  from grading.grades g
	 where g.id = grade and g.school_id = school and g.student_id = student
	returning * into r;
	if not found then
		return;
	end if;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'RegradeAsked', r.id, jsonb_build_object(
	    'student_id', r.student_id, 'course_id', r.course_id,
	    'grade_id', r.grade_id, 'assignment_name', r.assignment_name));
	return next r;
end
$$;

-- An open request, held; no row: not there, not theirs, or changed since.
create function grading.regrade_hold(regrade uuid, school uuid, actor uuid,
    role text, if_match int) returns grading.regrades
language plpgsql as $$
declare
	r grading.regrades;
begin
	select x.* into r from grading.regrades x
	 where x.id = regrade and x.school_id = school
	   and (if_match is null or x.version = if_match)
	   and (x.student_id = actor and role = 'student'
		or grading.may_grade(x.course_id, school, actor, role))
	   for update of x;
	perform r.id is null or r.status = 'open' or platform.fail('conflict',
	    format('This request was %s already.', case r.status
		when 'withdrawn' then 'withdrawn' else 'answered' end));
	return r;
end
$$;

-- With another score the grade changes, and its history says why; without one,
-- or with the same, it is kept.
create function grading.regrade_answer(regrade uuid, school uuid, actor uuid,
    role text, if_match int, words text, new_score numeric)
returns setof grading.regrades
language plpgsql as $$
declare
	r grading.regrades := grading.regrade_hold(regrade, school, actor, role, if_match);
	g grading.grades;
	is_new boolean;
begin
	if r.id is null or role = 'student' then
		return;
	end if;
	select x.* into g from grading.grades x where x.id = r.grade_id for update;
	perform g.id is not null or new_score is null or platform.fail('conflict',
	    'The grade was taken away meanwhile. Answer without a score.');
	perform coalesce(new_score, 0) <= coalesce(g.max_score, 0) or new_score is null
	    or platform.fail('score_range', format('"%s" is out of %s.',
		g.assignment_name, g.max_score), 'score');
	is_new := new_score is not null and new_score is distinct from g.score;
	if is_new then
		perform set_config('lyceum.actor', actor::text, true),
		    set_config('lyceum.reason', '', true);
		update grading.grades x
		   set score = trim_scale(new_score), state = 'graded', graded_by = actor,
		       graded_at = now(), version = x.version + 1,
		       reason = left('Looked at again: ' || words, 1000)
		 where x.id = g.id;
		insert into platform.outbox (school_id, type, object_id, payload)
		values (school, 'GradeChanged', g.id, jsonb_build_object(
		    'student_id', g.student_id, 'course_id', g.course_id,
		    'enrollment_id', g.enrollment_id, 'assignment_name', g.assignment_name,
		    'score', new_score, 'max_score', g.max_score,
		    'version', g.version + 1, 'actor', actor));
	end if;
	update grading.regrades x
	   set status = case when is_new then 'changed' else 'kept' end,
	       answer = words, old_score = g.score,
	       new_score = case when is_new then trim_scale(regrade_answer.new_score)
		else g.score end,
	       answered_at = now(), answered_by = actor, version = x.version + 1
	 where x.id = regrade
	returning * into r;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'RegradeAnswered', r.id, jsonb_build_object(
	    'student_id', r.student_id, 'course_id', r.course_id,
	    'grade_id', r.grade_id, 'assignment_name', r.assignment_name,
	    'status', r.status, 'actor', actor));
	return next r;
end
$$;

create function grading.regrade_withdraw(regrade uuid, school uuid, actor uuid,
    role text, if_match int) returns setof grading.regrades
language plpgsql as $$
declare
	r grading.regrades;
begin
	if role <> 'student' then
		return;
	end if;
	r := grading.regrade_hold(regrade, school, actor, role, if_match);
	if r.id is null then
		return;
	end if;
	return query update grading.regrades x
	   set status = 'withdrawn', version = x.version + 1
	 where x.id = regrade
	returning x.*;
end
$$;

grant execute on function grading.regrade_ask(uuid, uuid, uuid, text),
    grading.regrade_hold(uuid, uuid, uuid, text, int),
    grading.regrade_answer(uuid, uuid, uuid, text, int, text, numeric),
    grading.regrade_withdraw(uuid, uuid, uuid, text, int)
    to lyceum_grades;

commit;
