with agents as (
	select x.id, string_agg(o.sid, ',' order by o.place) as sids
	  from (select person_id as id, relative_id as other from identity.relations
		 where kind = 'parent'
		union select relative_id, person_id from identity.relations
		 where kind = 'parent') x
	  join people p on p.id = x.id
	  join people o on o.id = x.other
	 group by x.id)
select u.sid, '', '', u.is_active::text, u.email, '', u.given, u.family, '',
       coalesce(u.student_number, ''), u.email, '', '',
       coalesce(a.sids, ''),
       '', '', '', '', '', '', '', platform.sourced_id(u.school_id, 'org', u.school_id),
       '', coalesce(u.department, '')
  from people u left join agents a on a.id = u.id
 order by u.role, u.place
