-- school_get(id uuid, school_id uuid) one
select s.*, t.semester as current_semester, t.year as current_year
  from academics_api.schools s
  left join lateral academics.current_term(s.id) t on true
 where s.id = :id and s.id = :school_id
