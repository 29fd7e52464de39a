-- calendar_classrooms(school_id uuid, my_role text) many
select k.id, k.name from academics.classrooms k
 where k.school_id = :school_id and k.is_active and :my_role::text in ('admin', 'dev')
 order by k.name
