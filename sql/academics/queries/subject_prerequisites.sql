-- subject_prerequisites(id uuid, school_id uuid) many
select r.id, r.code, r.title
  from academics.subjects s
  join academics.subject_prerequisites p on p.subject_id = s.id
  join academics.subjects r on r.id = p.requires_id
 where s.id = :id and s.school_id = :school_id
 order by r.code
