-- dash_day(school_id uuid) one
select to_char(now() at time zone s.timezone, 'FMDay FMDD FMMonth') as today_name,
       k.semester, k.year,
       t.starts_on, t.ends_on,
       now() between t.enrollment_opens and t.enrollment_closes as enrollment_open,
       nullif(t.enrollment_opens, '-infinity') as enrollment_opens,
       nullif(t.enrollment_closes, 'infinity') as enrollment_closes
  from academics_api.schools s
  left join lateral academics.current_term(s.id) k on true
  left join academics.terms t on t.school_id = s.id and t.semester = k.semester
   and t.year = k.year
 where s.id = :school_id
