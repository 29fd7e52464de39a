-- settings_update(school_id uuid, if_match int, currency text, due_days int,
--	hold_minutes int, invoice_prefix text, clear_invoice_prefix boolean,
--	seller text, clear_seller boolean, tax_number text, clear_tax_number boolean,
--	note text, clear_note boolean, country text, region text,
--	clear_region boolean) one
with o as (
	select coalesce(s.currency, 'USD') as currency, coalesce(s.due_days, 14) as due_days,
	       coalesce(s.hold_minutes, 60) as hold_minutes,
	       coalesce(s.invoice_prefix, 'INV-') as invoice_prefix,
	       coalesce(s.seller, '') as seller, coalesce(s.tax_number, '') as tax_number,
	       coalesce(s.note, '') as note, coalesce(s.country, 'US') as country,
	       coalesce(s.region, '') as region, coalesce(s.version, 0) as version
	  from academics_api.schools c
	  left join billing.settings s on s.school_id = c.id
	 where c.id = :school_id
	   and (:if_match::int is null or coalesce(s.version, 0) = :if_match::int)
	   and (:currency::text is null
		or billing.minor(0, :currency::text, 'currency') is not null)
)
insert into billing.settings as s (school_id, currency, due_days, hold_minutes,
    invoice_prefix, seller, tax_number, note, country, region)
select :school_id, coalesce(:currency::text, o.currency),
       coalesce(:due_days::int, o.due_days),
       coalesce(:hold_minutes::int, o.hold_minutes),
       case when :clear_invoice_prefix::boolean then ''
	    else coalesce(:invoice_prefix::text, o.invoice_prefix) end,
       case when :clear_seller::boolean then '' else coalesce(:seller::text, o.seller) end,
       case when :clear_tax_number::boolean then ''
	    else coalesce(:tax_number::text, o.tax_number) end,
       case when :clear_note::boolean then '' else coalesce(:note::text, o.note) end,
       coalesce(:country::text, o.country),
       case when :clear_region::boolean then '' else coalesce(:region::text, o.region) end
  from o
    on conflict (school_id) do update
   set currency = excluded.currency, due_days = excluded.due_days,
       hold_minutes = excluded.hold_minutes,
       invoice_prefix = excluded.invoice_prefix, seller = excluded.seller,
       tax_number = excluded.tax_number, note = excluded.note,
       country = excluded.country, region = excluded.region,
       version = s.version + 1, updated_at = now()
 where :if_match::int is null or s.version = :if_match::int
returning s.currency, s.due_days, s.hold_minutes, s.invoice_prefix, s.seller,
	s.tax_number, s.note, s.country, s.region, s.version, s.updated_at
