-- beacon_classrooms(school_id uuid) many
select k.id, k.name, k.building from academics_api.classrooms k
 where k.school_id = :school_id and k.is_active
 order by k.building nulls first, k.name
