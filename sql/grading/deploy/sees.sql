-- Deploy grading:sees
begin;

-- Who may see what of a course's grades, for the queries: each answers one row
-- or none, and stands in a from.  A function of rows is inlined there, one of
-- a boolean that asks a table is not, and would be planned at each call.  What
-- is of another school is left out by the query.  Where a role changes things,
-- it is may_grade that says so.

-- A course's gradebook: whoever runs the school, or teaches the course.
create function grading.sees_book(course uuid, actor uuid, role text)
returns setof boolean
language sql stable rows 1
begin atomic
	select true
	 where role in ('admin', 'dev') or (role = 'teacher' and exists (
		select from academics_api.course_teachers t
		 where t.course_id = course and t.teacher_id = actor));
end;

-- What a student was given in a course: who sees its gradebook, the student,
-- a parent.  sees_book is written out once more: as a question of its own for
-- each of many rows it could not be hashed.
create function grading.sees_marks(course uuid, student uuid, actor uuid, role text)
returns setof boolean
language sql stable rows 1
begin atomic
	select true
	 where role in ('admin', 'dev') or student = actor
	    or (role = 'teacher' and exists (
		select from academics_api.course_teachers t
		 where t.course_id = course and t.teacher_id = actor))
	    or (role = 'parent' and exists (select from identity_api.wards w
		 where w.parent_id = actor and w.student_id = student));
end;

-- What is graded in a course, and how: who sees its gradebook, who takes it,
-- and who looks after somebody who does.
create function grading.sees_course(course uuid, actor uuid, role text)
returns setof boolean
language sql stable rows 1
begin atomic
	select true
	 where exists (select from grading.sees_book(course, actor, role))
	    or exists (select from academics_api.enrollments e
		where e.course_id = course and e.status in ('enrolled', 'completed')
		  and (e.student_id = actor or (role = 'parent' and exists (
			select from identity_api.wards w
			 where w.parent_id = actor and w.student_id = e.student_id))));
end;

grant execute on function grading.sees_book(uuid, uuid, text),
    grading.sees_marks(uuid, uuid, uuid, text),
    grading.sees_course(uuid, uuid, text) to lyceum_grades;

commit;
