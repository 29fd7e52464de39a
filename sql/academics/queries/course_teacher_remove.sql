-- course_teacher_remove(id uuid, teacher_id uuid, school_id uuid,
--	is_page boolean) exec
-- The first teacher is taken away by naming another.
delete from academics.course_teachers t using academics.courses c
 where t.course_id = :id and t.teacher_id = :teacher_id and not t.is_lead
   and c.id = t.course_id and c.school_id = :school_id
   and academics.open_to_change(:school_id, :is_page::boolean)
