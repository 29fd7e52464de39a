-- group_remove(id uuid, school_id uuid) one
select r.id, r.name, r.became
  from academics.remove_group(:id, :school_id) r where r.id is not null
