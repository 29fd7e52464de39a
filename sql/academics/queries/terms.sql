-- terms(school_id uuid) many
select t.semester, t.year, t.starts_on, t.ends_on,
       nullif(t.enrollment_opens, '-infinity') as enrollment_opens,
       nullif(t.enrollment_closes, 'infinity') as enrollment_closes,
       now() between t.enrollment_opens and t.enrollment_closes as enrollment_open,
       t.semester = k.semester and t.year = k.year as current
  from academics.terms t
 cross join lateral academics.current_term(:school_id) k
 where t.school_id = :school_id
 order by academics.term_no(t.semester, t.year) desc
