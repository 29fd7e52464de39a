-- calendar_teachers(school_id uuid, my_role text) many
select p.id, p.full_name from identity_api.people p
 where p.school_id = :school_id and p.role = 'teacher' and p.is_active
   and :my_role::text in ('admin', 'dev')
 order by p.full_name, p.id
