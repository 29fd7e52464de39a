-- subject_courses(id uuid, school_id uuid) many
select c.id, c.code, c.name, c.semester, c.year, c.teacher_id,
       p.full_name as teacher_name, c.meets, c.capacity, c.enrolled_count,
       c.capacity - c.enrolled_count as seats_left, c.waitlist_count,
       c.enrolled_count >= c.capacity as is_full
  from academics.courses c
  left join identity_api.people p on p.id = c.teacher_id
 where c.subject_id = :id and c.school_id = :school_id and c.is_active
 order by academics.term_no(c.semester, c.year) desc, c.code
