select platform.sourced_id(school_id, 'session', id), '', '',
       initcap(semester) || ' ' || year, 'term', starts_on::text,
       (ends_on + 1)::text, '', (year + (semester = 'fall')::int)::text
  from calendar order by academics.term_no(semester, year)
