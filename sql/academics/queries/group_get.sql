-- group_get(id uuid, school_id uuid) one
select g.id, g.name, g.description, g.is_active, n.member_count,
       n.member_count > 25 as _has_more, g.created_at, g.updated_at, g.version
  from academics.groups g
 cross join lateral (select count(*) as member_count
	from academics.group_members m where m.group_id = g.id) n
 where g.id = :id and g.school_id = :school_id
