-- grade_delete(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	reason text) one
-- Its history stays, with who deleted it.
with d as (
	delete from grading.grades g
	 where g.id = :id and g.school_id = :school_id
	   and (:if_match::int is null or g.version = :if_match::int)
	   and grading.may_grade(g.course_id, :school_id, :me::uuid, :my_role::text)
	   and grading.sign(:me::uuid, :reason::text)
	returning g.*
), e as (
	insert into platform.outbox (school_id, type, object_id, payload)
	select d.school_id, 'GradeChanged', d.id, jsonb_build_object(
	    'student_id', d.student_id, 'course_id', d.course_id,
	    'enrollment_id', d.enrollment_id, 'assignment_name', d.assignment_name,
	    'deleted', true, 'actor', :me::uuid)
	  from d
)
select d.id, d.enrollment_id from d
