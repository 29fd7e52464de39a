select u.sid, '', '', u.is_active::text, u.email, '', u.given, u.family, '',
       coalesce(u.student_number, ''), u.email, '', '',
       coalesce((select string_agg(o.sid, ',' order by o.full_name, o.email)
	  from identity.relations w join people o
	    on o.id = case w.person_id when u.id then w.relative_id else w.person_id end
	 where w.kind = 'parent' and u.id in (w.person_id, w.relative_id)), ''),
       '', '', '', '', '', '', '', platform.sourced_id(u.school_id, 'org', u.school_id),
       '', coalesce(u.department, '')
  from people u order by u.role, u.full_name, u.email
