-- Revert grading:undo
begin;
create or replace function grading.grade(enrollment uuid, assignment uuid, name text,
    type text, max_score numeric, weight numeric, score numeric, comments text,
    actor uuid, school uuid, role text) returns grading.grades
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
	perform scale(trim_scale(score)) <= 2
	    or platform.fail('invalid', 'Two decimals at most.', 'score');
	perform score between 0 and a.max_score
	    or platform.fail('score_range', format('"%s" is out of %s.', a.name,
		trim_scale(a.max_score)), 'score');
	insert into grading.grades as x (school_id, course_id, enrollment_id,
	    student_id, graded_by, score, max_score, weight, assignment_type,
	    assignment_name, comments)
	values (school, e.course_id, e.id, e.student_id, actor, trim_scale(score), a.max_score,
	    a.weight, a.type, a.name, nullif(comments, ''))
	returning x.* into g;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'GradeAssigned', g.id, jsonb_build_object(
	    'student_id', g.student_id, 'course_id', g.course_id,
	    'enrollment_id', g.enrollment_id, 'assignment_name', g.assignment_name,
	    'score', g.score, 'max_score', g.max_score, 'actor', actor));
	return g;
end
$$;
drop function grading.put_scale(uuid, uuid, text, jsonb, int);
drop function grading.set_steps(uuid, jsonb);
drop function grading.undo(uuid, uuid, uuid, text, int, text);
drop function grading.give_back(grading.grade_history, uuid, text);
drop function grading.last_entry(uuid, uuid);
drop function grading.grade(uuid, uuid, text, text, numeric, numeric, numeric,
    text, uuid, uuid, text, text, int, text);
drop function grading.score_of(text, numeric, text, numeric);
drop index grading.policy_history_by_time;
drop index grading.grade_history_of_course;
create index grade_history_of_course on grading.grade_history (course_id, id);
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
	       weight = new.weight, version = g.version + 1
	 where g.course_id = new.course_id
	   and g.assignment_name in (old.name, new.name);
	return null;
end
$$;
drop trigger assignments_few on grading.assignments;
drop function grading.assignments_few();
drop function grading.sign(uuid, text);
drop function grading.instant(uuid, text);
commit;
