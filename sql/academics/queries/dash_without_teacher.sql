-- dash_without_teacher(school_id uuid) many
select c.id, c.code, c.name, c.semester, c.year
  from academics.courses c
 where c.school_id = :school_id and c.is_active and c.teacher_id is null
 order by academics.term_no(c.semester, c.year) desc, c.code limit 8
