-- Deploy grading:api
begin;

create schema grading_api;
grant usage on schema grading_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

create view grading_api.recent_grades as
select g.id, g.school_id, g.student_id, g.course_id, g.enrollment_id,
       g.assignment_name, g.assignment_type, g.score, g.max_score, g.weight,
       g.graded_at
  from grading.grades g;

-- How much of a course's gradebook is filled in.
create view grading_api.progress as
select a.course_id, count(*) as assignments,
       (select count(*) from grading.grades g
	 where g.course_id = a.course_id) as grades
  from grading.assignments a group by a.course_id;

grant select on grading_api.recent_grades, grading_api.progress to lyceum_courses;

commit;
