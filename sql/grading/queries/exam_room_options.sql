-- exam_room_options(school_id uuid) many
select k.id, k.name, k.building, k.seats
  from academics_api.classrooms k
 where k.school_id = :school_id and k.is_active
 order by k.name limit 500
