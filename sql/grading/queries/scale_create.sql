-- scale_create(school_id uuid, name text, steps json) one
select s.id, s.name, false as is_shared, s.version
  from grading.put_scale(null, :school_id, :name, :steps::jsonb, null) s
