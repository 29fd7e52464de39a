-- grades_school(school_id uuid, limit bigint, after_id uuid) many
select g.id, g.course_id, g.enrollment_id, g.student_id, a.id as assignment_id,
       g.assignment_name, g.assignment_type, g.score, g.max_score, g.weight,
       g.state, g.days_late, g.comments, g.graded_by,
       p.full_name as graded_by_name, g.graded_at, g.version, g.id::text as _key
  from grading.grades g
  join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name
  left join identity_api.people p on p.id = g.graded_by
 where g.school_id = :school_id
   and g.id > coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000')
 order by g.id limit :limit::bigint
