-- role_head(name text, school_id uuid) one
select m.role as name, m.version, to_jsonb(m.permissions) as permissions
  from identity_api.role_matrix m
 where m.school_id = :school_id and m.role = :name
