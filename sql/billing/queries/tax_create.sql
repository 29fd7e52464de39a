-- tax_create(school_id uuid, name text, country text, region text, rate numeric,
--	is_inclusive boolean) one
insert into billing.taxes as t (school_id, name, country, region, rate, is_inclusive)
values (:school_id, btrim(:name), :country, coalesce(btrim(:region), ''),
    :rate::numeric, coalesce(:is_inclusive::boolean, false))
returning t.id, t.name, t.country, t.region, trim_scale(t.rate) as rate, t.is_inclusive,
       t.is_active,
       t.created_at, t.updated_at, t.version
