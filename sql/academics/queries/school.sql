-- school(school_id uuid) one
select s.id, s.code, s.name, s.timezone, s.self_registration,
       t.semester as current_semester, t.year as current_year, s.created_at,
       s.updated_at, s.version
  from academics.schools s
  left join lateral academics.current_term(s.id) t on true
 where s.id = :school_id
