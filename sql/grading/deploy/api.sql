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

create view grading_api.assignments as
select a.id, a.school_id, a.course_id, a.name, a.type, a.max_score, a.weight
  from grading.assignments a;

grant select on grading_api.recent_grades, grading_api.assignments to lyceum_courses;

commit;
