-- group_update(id uuid, school_id uuid, if_match int, name text,
--	description text, is_active boolean, clear_description boolean) one
update academics.groups g
   set name = coalesce(btrim(:name), g.name),
       description = case when not :clear_description::boolean
	   then nullif(coalesce(:description, g.description), '') end,
       is_active = coalesce(:is_active::boolean, g.is_active),
       updated_at = now(), version = g.version + 1
 where g.id = :id and g.school_id = :school_id
   and (:if_match::int is null or g.version = :if_match::int)
   and (coalesce(:name::text, 'as it is') <> ''
	or platform.fail('invalid', 'is required', 'name'))
returning g.id, g.name, g.description, g.is_active,
    (select count(*) from academics.group_members m where m.group_id = g.id)
	as member_count,
    g.created_at, g.updated_at, g.version
