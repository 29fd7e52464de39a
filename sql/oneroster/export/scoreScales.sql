select platform.sourced_id(c.school_id, 'scale', platform.derived_id(c.id || ' scale ' || s.id)),
       '', '', s.name, 'letters', c.org_sid,
       platform.sourced_id(c.school_id, 'course', c.some_subject), c.class_sid,
       (select string_agg('{' || p.at_least || '-' || p.until || ':' || p.letter || '}', ','
	    order by p.at_least desc)
	  from (select x.at_least, x.letter, coalesce(lead(x.at_least) over (order by x.at_least)
		    - 0.01, 100) as until
		  from grading.scale_steps x where x.scale_id = s.id) p)
  from chosen c
  join grading.rules_of_courses r on r.course_id = c.id
  join grading.scales s on s.id = r.scale_id
 order by c.place
