-- roles(school_id uuid) many
-- The whole matrix, a row per permission.
select p.name as permission, p.summary,
       coalesce(bool_or(r.role = 'student'), false) as student,
       coalesce(bool_or(r.role = 'teacher'), false) as teacher,
       coalesce(bool_or(r.role = 'parent'), false) as parent,
       coalesce(bool_or(r.role = 'dev'), false) as dev,
       coalesce(bool_or(r.role = 'admin'), false) as admin
  from identity.permissions p
  left join identity.role_permissions r
    on r.permission = p.name and r.school_id = :school_id
 group by p.name, p.summary order by p.name
