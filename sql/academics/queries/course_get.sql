-- course_get(id uuid, school_id uuid) one
select c.id, c.code, c.name, c.description, c.subject_id, c.teacher_id,
       p.full_name as teacher_name, c.capacity, c.enrolled_count,
       c.capacity - c.enrolled_count as seats_left, c.waitlist_limit,
       c.waitlist_count, c.enrolled_count >= c.capacity as is_full, c.credits,
       c.semester, c.year, c.schedule, c.meets, c.room, c.is_active, c.version,
       hashtext(c.code) & 7 as hue
  from academics.courses c
  left join identity_api.people p on p.id = c.teacher_id
 where c.id = :id and c.school_id = :school_id
