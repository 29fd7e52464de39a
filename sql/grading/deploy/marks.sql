-- Deploy grading:marks
begin;

-- What the totals of courses are made of, for other services.
create view grading_api.rules_of_courses as
select course_id, school_id, weigh_by, scale_id, pass_mark
  from grading.rules_of_courses;

create view grading_api.categories as
select id, school_id, course_id, name, weight, drop_lowest, is_extra, position
  from grading.categories;

create view grading_api.marks as
select g.school_id, g.course_id, g.enrollment_id, g.student_id, a.position,
       a.id as assignment_id, a.name as assignment_name, a.max_score, a.weight,
       a.category_id, a.is_extra, a.late_per_day, a.late_max, a.curve,
       a.curve_value, g.score, g.state, g.days_late
  from grading.grades g
  join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name;

grant select on grading_api.rules_of_courses, grading_api.categories,
    grading_api.marks to lyceum_courses;

commit;
