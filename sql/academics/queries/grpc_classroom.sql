-- grpc_classroom(classroom uuid, session uuid) one
select academics_api.validate_classroom_session(:classroom, s.id) as is_linked
  from academics_api.sessions s where s.id = :session
