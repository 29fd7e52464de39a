-- dash_full_courses(school_id uuid) many
select c.id, c.code, c.name, c.enrolled_count, c.capacity, c.waitlist_count
  from academics.current_term(:school_id) k
  join academics.courses c on c.school_id = :school_id
   and c.semester = k.semester and c.year = k.year and c.is_active
   and c.enrolled_count >= c.capacity
 order by c.waitlist_count desc, c.code limit 8
