-- preferences_update(id uuid, school_id uuid, if_match int,
--	default_signature_closing_delay_minutes int,
--	teacher_can_modify_closing_delay boolean,
--	students_can_sign_before_teacher boolean, enable_flash boolean,
--	disable_course_modification_from_ui boolean, enable_nfc boolean) one
update academics.schools s
   set default_signature_delay_minutes = coalesce(
	   :default_signature_closing_delay_minutes::int,
	   s.default_signature_delay_minutes),
       teacher_can_modify_delay = coalesce(
	   :teacher_can_modify_closing_delay::boolean, s.teacher_can_modify_delay),
       students_before_teacher = coalesce(
	   :students_can_sign_before_teacher::boolean, s.students_before_teacher),
       flash_enabled = coalesce(:enable_flash::boolean, s.flash_enabled),
       ui_modification_disabled = coalesce(
	   :disable_course_modification_from_ui::boolean,
	   s.ui_modification_disabled),
       nfc_enabled = coalesce(:enable_nfc::boolean, s.nfc_enabled),
       updated_at = now(), version = s.version + 1
 where s.id = :id and s.id = :school_id
   and (:if_match::int is null or s.version = :if_match::int)
returning s.id, s.default_signature_delay_minutes as default_signature_closing_delay_minutes,
       s.teacher_can_modify_delay as teacher_can_modify_closing_delay,
       s.students_before_teacher as students_can_sign_before_teacher,
       s.flash_enabled as enable_flash,
       s.ui_modification_disabled as disable_course_modification_from_ui,
       s.nfc_enabled as enable_nfc, s.updated_at, s.version
