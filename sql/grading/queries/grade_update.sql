-- grade_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	score numeric, comments text) one
-- An empty comment takes the comment away.
with u as (
	update grading.grades g
	   set score = trim_scale(coalesce(:score::numeric, g.score)),
	       comments = nullif(coalesce(:comments::text, g.comments), ''),
	       graded_by = :me, graded_at = now(), version = g.version + 1
	 where g.id = :id and g.school_id = :school_id
	   and (:if_match::int is null or g.version = :if_match::int)
	   and grading.may_grade(g.course_id, :school_id, :me::uuid, :my_role::text)
	   and (scale(trim_scale(coalesce(:score::numeric, 0))) <= 2
		or platform.fail('invalid', 'Two decimals at most.', 'score'))
	   and (coalesce(:score::numeric, 0) between 0 and g.max_score
		or platform.fail('score_range', format('"%s" is out of %s.',
		    g.assignment_name, g.max_score), 'score'))
	returning *
), e as (
	insert into platform.outbox (school_id, type, object_id, payload)
	select u.school_id, 'GradeChanged', u.id, jsonb_build_object(
	    'student_id', u.student_id, 'course_id', u.course_id,
	    'enrollment_id', u.enrollment_id, 'assignment_name', u.assignment_name,
	    'score', u.score, 'max_score', u.max_score, 'version', u.version,
	    'actor', u.graded_by)
	  from u
)
select u.id, u.course_id, u.enrollment_id, u.student_id, a.id as assignment_id,
       u.assignment_name, u.assignment_type, u.score, u.max_score, u.weight,
       u.comments, u.graded_by, p.full_name as graded_by_name, u.graded_at, u.version,
       (select round(sum(x.weight * x.score / x.max_score) * 100
	   / nullif(sum(x.weight), 0), 2)
	  from (select y.weight, y.score, y.max_score from grading.grades y
		 where y.enrollment_id = u.enrollment_id and y.id <> u.id
		union all select u.weight, u.score, u.max_score) x) as average
  from u
  left join grading.assignments a on a.course_id = u.course_id
   and a.name = u.assignment_name
  left join identity_api.people p on p.id = u.graded_by
