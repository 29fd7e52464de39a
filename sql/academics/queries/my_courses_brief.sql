-- my_courses_brief(me uuid) many
-- The reader's own state in each course, to be laid over a list of courses
-- that is the same for everybody.
select e.course_id, e.status from academics.enrollments e
 where e.student_id = :me and e.status <> 'dropped'
