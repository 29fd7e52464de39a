-- dash_student_numbers(me uuid, school_id uuid) one
select count(*) filter (where e.status = 'enrolled') as courses,
       coalesce(sum(c.credits) filter (where e.status = 'enrolled'), 0) as credits,
       count(*) filter (where e.status = 'waitlisted') as waitlisted
  from academics.enrollments e
  join academics.courses c on c.id = e.course_id
 cross join lateral academics.current_term(:school_id) k
 where e.student_id = :me
   and academics.term_no(c.semester, c.year) >= academics.term_no(k.semester, k.year)
