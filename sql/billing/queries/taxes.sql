-- taxes(school_id uuid, limit bigint, after_key text, after_id uuid) many
select t.id, t.name, t.country, t.region, trim_scale(t.rate) as rate, t.is_inclusive,
       t.is_active, t.version, t.country || ' ' || t.region as _key
  from billing.taxes t
 where t.school_id = :school_id
   and (t.country || ' ' || t.region, t.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by t.country || ' ' || t.region, t.id limit :limit::bigint
