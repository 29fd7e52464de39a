-- dash_newest_people(school_id uuid) many
select p.id, p.full_name, p.role, p.created_at
  from identity_api.people p where p.school_id = :school_id
 order by p.id desc limit 8
