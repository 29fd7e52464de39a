-- holiday_get(id uuid, school_id uuid) one
select h.id, h.name, h.starts_on, h.ends_on, h.ends_on - h.starts_on + 1 as days,
       h.ends_on > h.starts_on as _longer, h.created_at, h.updated_at, h.version
  from academics.holidays h where h.id = :id and h.school_id = :school_id
