-- exam_staff(id uuid, school_id uuid, me uuid, my_role text) one
-- An exam for those who see everything of it: its list of candidates, its
-- history.
select x.id, x.course_id, c.code, c.name as course_name, x.title, x.status,
       x.starts_at, x.ends_at, coalesce(k.name, x.room) as room, k.building,
       x.max_score, coalesce(x.seats, k.seats) as room_for,
       grading.may_grade(x.course_id, x.school_id, :me::uuid, :my_role::text) as can_edit,
       x.version
  from grading.exams x
  join academics_api.courses c on c.id = x.course_id
  left join academics_api.classrooms k on k.id = x.classroom_id
 where x.id = :id and x.school_id = :school_id
   and grading.runs_exam(x.course_id, x.school_id, :me::uuid, :my_role::text)
