-- course_get(id uuid, school_id uuid) one
select c.id, c.code, c.name, c.description, c.subject_id, c.teacher_id,
       p.full_name as teacher_name, c.capacity, c.enrolled_count,
       c.capacity - c.enrolled_count as seats_left, c.waitlist_limit,
       c.waitlist_count, c.enrolled_count >= c.capacity as is_full, c.credits,
       c.semester, c.year, c.schedule, c.meets, c.room, c.is_active, c.version,
       b.price, b.price_minor, b.price_currency,
       coalesce(b.holds_seat, false) as holds_seat, b.hold_minutes,
       hashtext(c.code) & 7 as hue
  from academics.courses c
  left join identity_api.people p on p.id = c.teacher_id
  left join billing_api.course_prices b on b.course_id = c.id
 where c.id = :id and c.school_id = :school_id
