-- exam_edit(id uuid, school_id uuid, me uuid, my_role text) one
-- The form of an exam, with its times by the school's clock.
select x.id, x.course_id, c.code, c.name as course_name, x.title, x.type,
       to_char(x.starts_at at time zone h.timezone, 'YYYY-MM-DD') as date,
       to_char(x.starts_at at time zone h.timezone, 'HH24:MI') as start,
       to_char(x.ends_at at time zone h.timezone, 'HH24:MI') as end,
       x.classroom_id, x.room, x.seats, x.max_score, x.weight, x.category_id,
       x.status, x.version
  from grading.exams x
  join academics_api.courses c on c.id = x.course_id
  join academics_api.schools h on h.id = x.school_id
 where x.id = :id and x.school_id = :school_id
   and grading.may_grade(x.course_id, :school_id, :me::uuid, :my_role::text)
