-- scales(school_id uuid, limit bigint, after_key text, after_id uuid) many
-- Those of the school, and those that are everybody's.
select s.id, s.name, s.school_id is null as is_shared, s.version,
       (select coalesce(json_agg(json_build_object('at_least', trim_scale(t.at_least),
	    'letter', t.letter, 'points', trim_scale(t.points))
	    order by t.at_least desc), '[]')
	  from grading.scale_steps t where t.scale_id = s.id) as steps,
       s.name as _key
  from grading.scales s
 where (s.school_id is null or s.school_id = :school_id)
   and (s.name, s.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by s.name, s.id limit :limit::bigint
