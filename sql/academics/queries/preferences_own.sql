-- preferences_own(school_id uuid) one
select s.default_signature_delay_minutes as default_signature_closing_delay_minutes,
       s.teacher_can_modify_delay as teacher_can_modify_closing_delay,
       s.students_before_teacher as students_can_sign_before_teacher,
       s.flash_enabled as enable_flash,
       s.ui_modification_disabled as disable_course_modification_from_ui,
       s.nfc_enabled as enable_nfc
  from academics.schools s where s.id = :school_id
