-- settings_get(school_id uuid) one
-- Before anybody has said anything: version 0, and what holds then.
select coalesce(s.currency, 'USD') as currency, coalesce(s.due_days, 14) as due_days,
       coalesce(s.hold_minutes, 60) as hold_minutes,
       coalesce(s.invoice_prefix, 'INV-') as invoice_prefix,
       coalesce(s.seller, '') as seller, coalesce(s.tax_number, '') as tax_number,
       coalesce(s.note, '') as note, coalesce(s.country, 'US') as country,
       coalesce(s.region, '') as region, coalesce(s.version, 0) as version,
       s.updated_at
  from academics_api.schools c
  left join billing.settings s on s.school_id = c.id
 where c.id = :school_id
