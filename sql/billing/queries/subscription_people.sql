-- subscription_people(school_id uuid, me uuid, my_role text) many
-- For whom a parent may subscribe; one's own need not be named.
select p.id, p.full_name
  from identity_api.wards w
  join identity_api.people p on p.id = w.student_id
 where w.parent_id = :me and :my_role = 'parent' and p.school_id = :school_id
 order by p.full_name, p.id
