-- scale_get(id uuid, school_id uuid) one
select s.id, s.name, s.school_id is null as is_shared, s.version,
       (select coalesce(json_agg(json_build_object('at_least', trim_scale(t.at_least),
	    'letter', t.letter, 'points', trim_scale(t.points))
	    order by t.at_least desc), '[]')
	  from grading.scale_steps t where t.scale_id = s.id) as steps,
       (select count(*) from grading.rules_of_courses c
	 where c.school_id = :school_id and c.scale_id = s.id) as courses
  from grading.scales s
 where s.id = :id and (s.school_id is null or s.school_id = :school_id)
