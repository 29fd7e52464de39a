select platform.sourced_id(s.id, 'org', s.id), '', '', s.name, 'school', s.code, ''
  from run r join academics.schools s on s.id = r.school
