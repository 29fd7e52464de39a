-- Deploy grading:import
begin;

-- The lines of a file with what they are about.  Not inlined, for what it says
-- of its rows: the planner would count on one line, and read all grades for
-- each of ten thousand.
create function grading.import_lines(course uuid, changes text)
returns table (enrollment_id uuid, student_id uuid, name text, type text,
    max_score numeric, weight numeric, v int, s numeric, t text, d int, c text)
language plpgsql stable rows 10000 as $$
begin
	return query
	select e.id, e.student_id, a.name, a.type::text, a.max_score::numeric,
	       a.weight::numeric, x.v, x.s, x.t, coalesce(x.d, 0), x.c
	  from json_to_recordset(changes::json) as x (e uuid, a uuid, v int,
		s numeric, t text, d int, c text)
	  join academics_api.enrollments e on e.id = x.e
	   and e.course_id = course and e.status in ('enrolled', 'completed')
	  join grading.assignments a on a.id = x.a and a.course_id = course;
end
$$;

-- Many grades of one course at once, as somebody was shown them: one line of
-- changes for each, {e: enrollment, a: assignment, v: version that it replaces
-- or nothing, s: score, t: state, d: days late, c: comment}.  All of it or
-- nothing: a grade that became another since, an enrollment that ended, an
-- assignment that went away is a stale file.  Assignments are locked, in the
-- order of their ids, against a maximum that changes meanwhile and against
-- another file for the same course.  A grade is found by its enrollment and
-- assignment, never by the course: statistics do not know yet how many it has.
-- Whoever gets one grade is told of it, whoever gets many of all at once.
create function grading.import(course uuid, school uuid, actor uuid, role text,
    changes text, why text, out added bigint, out changed bigint)
language plpgsql as $$
declare
	wanted bigint := json_array_length(changes::json);
begin
	perform grading.may_grade(course, school, actor, role)
	    or platform.fail('not_found', 'There is no such course.');
	perform from grading.assignments a where a.course_id = course
	  order by a.id for no key update;
	perform set_config('lyceum.actor', actor::text, true),
	        set_config('lyceum.reason', why, true);
	with c as materialized (
		select * from grading.import_lines(course, changes)
	), i as (
		insert into grading.grades as g (school_id, course_id, enrollment_id,
		    student_id, graded_by, score, max_score, weight, assignment_type,
		    assignment_name, comments, state, days_late, reason)
		select school, course, c.enrollment_id, c.student_id, actor, c.s,
		       c.max_score, c.weight, c.type, c.name, c.c, c.t, c.d, why
		  from c where c.v is null
		on conflict on constraint already_graded do nothing
		returning g.*
	), u as (
		update grading.grades g
		   set score = c.s, state = c.t, days_late = c.d, comments = c.c,
		       reason = why, graded_by = actor, graded_at = now(),
		       version = g.version + 1
		  from c
		 where c.v is not null and g.enrollment_id = c.enrollment_id
		   and g.assignment_name = c.name and g.version = c.v
		returning g.*
	), o as (
		insert into platform.outbox (school_id, type, object_id, payload)
		select school, case n.grades when 1 then n.what else 'GradesImported' end,
		       case n.grades when 1 then n.id else n.enrollment_id end,
		       jsonb_build_object('student_id', n.student_id, 'course_id', course,
			'enrollment_id', n.enrollment_id, 'actor', actor)
		       || case n.grades when 1 then jsonb_build_object(
			'assignment_name', n.name, 'score', n.score,
			'max_score', n.max_score, 'version', n.version)
		       else jsonb_build_object('grades', n.grades) end
		  from (select x.enrollment_id, x.student_id, count(*) as grades,
			       min(x.what) as what, (array_agg(x.id))[1] as id,
			       min(x.assignment_name) as name, min(x.score) as score,
			       min(x.max_score) as max_score, min(x.version) as version
			  from (select 'GradeAssigned' as what, i.* from i
				union all select 'GradeChanged', u.* from u) x
			 group by x.enrollment_id, x.student_id) n
	)
	select (select count(*) from i), (select count(*) from u)
	  into added, changed;
	perform added + changed = wanted or platform.fail('stale',
	    'Somebody graded in this course meanwhile. Nothing was imported.');
end
$$;

grant execute on function grading.import_lines(uuid, text),
    grading.import(uuid, uuid, uuid, text, text, text)
    to lyceum_grades;

commit;
