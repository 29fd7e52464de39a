-- import_roster(course_id uuid) many
-- As gradebook_roster, sorted, with the addresses by which a file names people.
select e.id, p.full_name, p.student_number, k.email
  from academics_api.enrollments e
  join identity_api.people p on p.id = e.student_id
  left join identity_api.contacts k on k.id = e.student_id
 where e.course_id = :course_id and e.status in ('enrolled', 'completed')
 order by p.full_name, e.id
