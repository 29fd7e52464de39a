-- grpc_student(student uuid, session uuid) one
select v.is_allowed, array_to_string(v.group_ids, ' ') as group_ids
  from academics_api.sessions s
 cross join academics_api.validate_student_session(:student, s.id) v
 where s.id = :session
