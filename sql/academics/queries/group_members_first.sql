-- group_members_first(id uuid, school_id uuid) many
-- As many as the group's own page shows.
select p.id, p.full_name, p.student_number, p.is_active, m.added_at,
       g.id as group_id
  from academics.groups g
  join academics.group_members m on m.group_id = g.id
  join identity_api.people p on p.id = m.student_id
 where g.id = :id and g.school_id = :school_id
 order by p.full_name, p.id limit 25
