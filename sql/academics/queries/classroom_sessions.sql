-- classroom_sessions(id uuid, school_id uuid) many
-- What is held in a classroom from now on.
select s.id, s.course_id, s.code, s.name, s.starts_at, s.ends_at,
       hashtext(s.code) & 7 as hue
  from academics.session_classrooms x
  join academics_api.sessions s on s.id = x.session_id
 where x.classroom_id = :id and s.school_id = :school_id
   and s.ends_at > now() and not s.is_cancelled
 order by s.starts_at, s.id limit 20
