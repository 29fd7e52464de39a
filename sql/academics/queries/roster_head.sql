-- roster_head(id uuid, school_id uuid, me uuid, my_role text) one
select c.id, c.code, c.name, c.semester, c.year, c.meets, c.room, c.capacity,
       c.enrolled_count, c.capacity - c.enrolled_count as seats_left,
       c.waitlist_count, c.enrolled_count >= c.capacity as is_full
  from academics.courses c
 where c.id = :id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
       and exists (select from academics.course_teachers t
	where t.course_id = c.id and t.teacher_id = :me)))
