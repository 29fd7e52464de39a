-- teacher_options(school_id uuid) many
select p.id, p.full_name, p.department from identity_api.people p
 where p.school_id = :school_id and p.role = 'teacher' and p.is_active
 order by p.full_name, p.id
