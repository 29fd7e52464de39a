-- Deploy grading:grade
begin;

-- Whether somebody may grade a course: an administrator of its school, or who
-- teaches it.
create function grading.may_grade(course uuid, school uuid, actor uuid, role text)
returns boolean
language sql stable
return exists (select from academics_api.courses c
	where c.id = course and c.school_id = school
	  and (role = 'admin' or (role = 'teacher' and exists (
		select from academics_api.course_teachers t
		 where t.course_id = c.id and t.teacher_id = actor))));

-- The assignment that a grade is for: the one with that id; or of that name,
-- made when there is none yet.  An existing one is as it is: other words about
-- its type, maximum or weight are a conflict, not a change.  Locked, so that
-- it cannot change while a grade takes a copy of it.
create function grading.assignment_for(course uuid, school uuid, assignment uuid,
    name text, type text, max_score numeric, weight numeric)
returns grading.assignments
language plpgsql as $$
declare
	a grading.assignments;
begin
	if assignment is null then
		perform name is not null and btrim(name) <> ''
		    or platform.fail('invalid', 'Say which assignment.',
			'assignment_name');
		name := btrim(name);
		select x.* into a from grading.assignments x
		 where x.course_id = course and x.name = assignment_for.name for share;
		if found then
			perform (type is null or type = a.type)
			    and (max_score is null or max_score = a.max_score)
			    and (weight is null or weight = a.weight)
			    or platform.fail('conflict', format(
				'"%s" is a %s out of %s with weight %s; change the assignment instead.',
				a.name, a.type, trim_scale(a.max_score), trim_scale(a.weight)));
			return a;
		end if;
		perform type is not null or platform.fail('invalid',
		    'A new assignment needs a type.', 'assignment_type');
		perform max_score is not null or platform.fail('invalid',
		    'A new assignment needs a maximum.', 'max_score');
		insert into grading.assignments as x (school_id, course_id, name, type,
		    max_score, weight, position)
		values (school, course, assignment_for.name, type, trim_scale(max_score),
		    trim_scale(coalesce(weight, 1)), (select coalesce(max(p.position), 0) + 1
			from grading.assignments p where p.course_id = course))
		on conflict on constraint assignment_taken do update set name = x.name
		returning x.* into a;
		return a;
	end if;
	select x.* into a from grading.assignments x
	 where x.id = assignment and x.course_id = course for share;
	if not found then
		perform platform.fail('invalid', 'There is no such assignment in this course.',
		    'assignment_id');
	end if;
	return a;
end
$$;

-- A new grade.
create function grading.grade(enrollment uuid, assignment uuid, name text,
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

grant execute on function grading.may_grade(uuid, uuid, uuid, text),
    grading.assignment_for(uuid, uuid, uuid, text, text, numeric, numeric),
    grading.grade(uuid, uuid, text, text, numeric, numeric, numeric, text, uuid,
	uuid, text)
    to lyceum_grades;

commit;
