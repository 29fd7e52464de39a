-- school_terms(school_id uuid) many
-- As the school's page shows them, the newest first.
select t.semester, t.year, t.starts_on, t.ends_on,
       now() between t.enrollment_opens and t.enrollment_closes as enrollment_open,
       t.semester = k.semester and t.year = k.year as is_now
  from academics.terms t
 cross join lateral academics.current_term(:school_id) k
 where t.school_id = :school_id
 order by academics.term_no(t.semester, t.year) desc
