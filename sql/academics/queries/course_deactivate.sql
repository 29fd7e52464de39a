-- course_deactivate(id uuid, school_id uuid, is_page boolean) exec
-- Done already is done.
update academics.courses c
   set is_active = false, updated_at = now(), version = c.version + c.is_active::int
 where c.id = :id and c.school_id = :school_id
   and academics.open_to_change(:school_id, :is_page::boolean)
