-- tax_get(id uuid, school_id uuid) one
select t.id, t.name, t.country, t.region, trim_scale(t.rate) as rate, t.is_inclusive,
       t.is_active, t.created_at, t.updated_at, t.version
  from billing.taxes t where t.id = :id and t.school_id = :school_id
