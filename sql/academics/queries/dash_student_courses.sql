-- dash_student_courses(me uuid, school_id uuid) many
select c.id as course_id, c.code, c.name, c.meets, c.room, e.id as enrollment_id,
       e.status, c.credits,
       case when e.status = 'waitlisted' then academics.waitlist_position(
	e.course_id, e.waitlist_place) end as waitlist_position,
       hashtext(c.code) & 7 as hue
  from academics.enrollments e
  join academics.courses c on c.id = e.course_id
 cross join lateral academics.current_term(:school_id) k
 where e.student_id = :me and e.status in ('enrolled', 'waitlisted', 'pending')
   and academics.term_no(c.semester, c.year) >= academics.term_no(k.semester, k.year)
 order by c.code
