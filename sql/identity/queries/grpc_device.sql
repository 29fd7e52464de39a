-- grpc_device(student uuid, device uuid) one
select identity_api.validate_student_device(:student, :device) as is_valid
