-- scale_update(id uuid, school_id uuid, if_match int, name text, steps json) one
select s.id, s.name, false as is_shared, s.version
  from grading.put_scale(:id, :school_id, :name, :steps::jsonb, :if_match::int) s
