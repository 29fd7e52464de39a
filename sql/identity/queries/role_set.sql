-- role_set(name text, school_id uuid, permissions json, permission text,
--	granted boolean, if_match int) one
-- Replaces the list, or grants or takes one permission.
with v as materialized (
	select identity.set_permissions(m.school_id, m.role,
	    coalesce(:permissions::jsonb, to_jsonb(case
		when :permission::text is null then m.permissions
		when :granted::boolean then m.permissions || :permission::text
		else array_remove(m.permissions, :permission::text) end)),
	    :if_match::int) as version
	  from identity_api.role_matrix m
	 where m.school_id = :school_id and m.role = :name
)
select :name::text as name, v.version from v where v.version is not null
