-- classroom_get(id uuid, school_id uuid) one
select k.id, k.name, k.building, k.seats, k.is_active, k.created_at,
       k.updated_at, k.version
  from academics.classrooms k where k.id = :id and k.school_id = :school_id
