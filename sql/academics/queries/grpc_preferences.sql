-- grpc_preferences(id uuid) one
select id, default_signature_delay_minutes, teacher_can_modify_delay,
       students_before_teacher, flash_enabled, ui_modification_disabled,
       nfc_enabled
  from academics_api.schools where id = :id
