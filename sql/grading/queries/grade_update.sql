-- grade_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	score numeric, comments text) one
-- An empty comment takes the comment away.  What says nothing new changes
-- nothing: no version, no history, no event.
with o as materialized (
	select g.* from grading.grades g
	 where g.id = :id and g.school_id = :school_id
	   and (:if_match::int is null or g.version = :if_match::int)
	   and grading.may_grade(g.course_id, :school_id, :me::uuid, :my_role::text)
	   for update of g
), u as (
	update grading.grades g
	   set score = trim_scale(coalesce(:score::numeric, g.score)),
	       comments = nullif(coalesce(:comments::text, g.comments), ''),
	       graded_by = :me, graded_at = now(), version = g.version + 1
	  from o
	 where g.id = o.id
	   and (coalesce(:score::numeric, g.score) <> g.score
		or nullif(coalesce(:comments::text, g.comments), '')
		    is distinct from g.comments)
	   and (scale(trim_scale(coalesce(:score::numeric, 0))) <= 2
		or platform.fail('invalid', 'Two decimals at most.', 'score'))
	   and (coalesce(:score::numeric, 0) between 0 and g.max_score
		or platform.fail('score_range', format('"%s" is out of %s.',
		    g.assignment_name, g.max_score), 'score'))
	returning g.*
), e as (
	insert into platform.outbox (school_id, type, object_id, payload)
	select u.school_id, 'GradeChanged', u.id, jsonb_build_object(
	    'student_id', u.student_id, 'course_id', u.course_id,
	    'enrollment_id', u.enrollment_id, 'assignment_name', u.assignment_name,
	    'score', u.score, 'max_score', u.max_score, 'version', u.version,
	    'actor', u.graded_by)
	  from u
)
select u.id, u.enrollment_id from u
union all
select o.id, o.enrollment_id from o where not exists (select from u)
