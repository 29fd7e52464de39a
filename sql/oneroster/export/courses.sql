select platform.sourced_id(r.school, 'course', s.id), '', '', '', s.title, s.code, '',
       platform.sourced_id(r.school, 'org', r.school), '', '', s.credits::text
  from run r, (select s.id, s.title, s.code, s.credits from run
	  join academics.subjects s on s.school_id = run.school and s.is_active
	   and run.semester is null
	union
	select s.id, s.title, s.code, s.credits from chosen c
	  join academics.subjects s on s.id = c.subject_id
	union
	(select distinct on (c.code) c.some_subject, c.name, c.code, c.credits
	   from chosen c where c.subject_id is null
	  order by c.code, academics.term_no(c.semester, c.year))) s
 order by s.code, s.id
