-- subject_options(school_id uuid) many
select s.id, s.code, s.title from academics.subjects s
 where s.school_id = :school_id and s.is_active order by s.code
