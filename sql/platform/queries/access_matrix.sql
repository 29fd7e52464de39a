-- access_matrix(version text) many
select m.school_id, m.role, array_to_string(m.permissions, ' ') as permissions, v.version
  from (select sum(version)::text as version from identity_api.role_matrix) v
  join identity_api.role_matrix m on v.version is distinct from :version
