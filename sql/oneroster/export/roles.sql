select platform.sourced_id(u.school_id, 'role', platform.derived_id(u.id || ' role')),
       '', '', u.sid, 'primary',
       case u.role when 'admin' then 'siteAdministrator'
	   when 'dev' then 'systemAdministrator' else u.role end,
       '', '', platform.sourced_id(u.school_id, 'org', u.school_id), ''
  from people u order by u.role, u.place
