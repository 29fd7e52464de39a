-- tax_update(id uuid, school_id uuid, if_match int, name text, country text,
--	region text, rate numeric, is_inclusive boolean, is_active boolean) one
-- What is issued keeps the rate that it was issued with.
update billing.taxes t
   set name = coalesce(btrim(:name), t.name), country = coalesce(:country, t.country),
       region = coalesce(btrim(:region), t.region),
       rate = coalesce(:rate::numeric, t.rate),
       is_inclusive = coalesce(:is_inclusive::boolean, t.is_inclusive),
       is_active = coalesce(:is_active::boolean, t.is_active),
       updated_at = now(), version = t.version + 1
 where t.id = :id and t.school_id = :school_id
   and (:if_match::int is null or t.version = :if_match::int)
returning t.id, t.name, t.country, t.region, trim_scale(t.rate) as rate, t.is_inclusive,
       t.is_active,
       t.created_at, t.updated_at, t.version
