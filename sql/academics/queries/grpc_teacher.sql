-- grpc_teacher(teacher uuid, session uuid) one
select academics_api.validate_teacher_session(:teacher, s.id) as is_assigned
  from academics_api.sessions s where s.id = :session
