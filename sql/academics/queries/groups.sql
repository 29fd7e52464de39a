-- groups(school_id uuid, q text, active boolean, limit bigint, after_key text,
--	after_id uuid) many
select g.id, g.name, g.description, g.is_active, n.member_count, g.name as _key
  from academics.groups g
 cross join lateral (select count(*) as member_count
	from academics.group_members m where m.group_id = g.id) n
 where g.school_id = :school_id
   and (:active::boolean is null or g.is_active = :active::boolean)
   and (:q::text is null
	or platform.fold(g.name) like platform.like_words(:q::text))
   and (g.name, g.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by g.name, g.id limit :limit::bigint
