-- grade_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	score numeric, comments text, state text, days_late int,
--	reason text) one
-- An empty comment takes the comment away; a score makes a grade of what was
-- missing or excused.  What says nothing new changes nothing: no version, no
-- history, no event.
with o as materialized (
	select g.*, coalesce(:state::text, case when :score::numeric is not null
		then 'graded' end, g.state) as new_state
	  from grading.grades g
	 where g.id = :id and g.school_id = :school_id
	   and (:if_match::int is null or g.version = :if_match::int)
	   and grading.may_grade(g.course_id, :school_id, :me::uuid, :my_role::text)
	   for update of g
), n as materialized (
	select o.*, grading.score_of(o.new_state, coalesce(:score::numeric,
		    case when o.state = o.new_state then o.score end),
		o.assignment_name, o.max_score) as new_score,
	       nullif(coalesce(:comments::text, o.comments), '') as new_comments,
	       coalesce(:days_late::int, case o.new_state when 'graded'
		    then o.days_late else 0 end) as new_days_late
	  from o
), u as (
	update grading.grades g
	   set score = n.new_score, comments = n.new_comments, state = n.new_state,
	       days_late = n.new_days_late, reason = nullif(:reason::text, ''),
	       graded_by = :me, graded_at = now(), version = g.version + 1
	  from n
	 where g.id = n.id
	   and (n.new_score, n.new_comments, n.new_state, n.new_days_late)
	       is distinct from (g.score, g.comments, g.state, g.days_late)
	returning g.*
), e as (
	insert into platform.outbox (school_id, type, object_id, payload)
	select u.school_id, 'GradeChanged', u.id, jsonb_build_object(
	    'student_id', u.student_id, 'course_id', u.course_id,
	    'enrollment_id', u.enrollment_id, 'assignment_name', u.assignment_name,
	    'score', u.score, 'max_score', u.max_score, 'state', u.state,
	    'version', u.version, 'actor', u.graded_by)
	  from u
)
select u.id, u.enrollment_id from u
union all
select o.id, o.enrollment_id from o where not exists (select from u)
