-- role_permissions(name text, school_id uuid) many
select p.name as permission, p.summary, r.role is not null as granted
  from identity_api.role_matrix m
 cross join identity.permissions p
  left join identity.role_permissions r on r.school_id = m.school_id
   and r.role = m.role and r.permission = p.name
 where m.school_id = :school_id and m.role = :name
 order by p.name
