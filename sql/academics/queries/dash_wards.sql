-- dash_wards(me uuid, school_id uuid) many
select p.id, p.full_name, p.student_number
  from identity_api.wards w
  join identity_api.people p on p.id = w.student_id and p.school_id = :school_id
 where w.parent_id = :me
 order by p.full_name, p.id
