-- plan_create(school_id uuid, name text, description text, kind text,
--	amount numeric, currency text, every text, every_count int,
--	trial_days int, is_taxable boolean) one
with said as (
	select a.currency, billing.minor(:amount::numeric, a.currency, 'amount')
		   as amount_minor
	  from billing.currency_of(nullif(:currency::text, ''), :school_id) a (currency)
)
insert into billing.plans as n (school_id, name, description, kind, amount_minor,
    currency, every, every_count, trial_days, is_taxable)
select :school_id::uuid, btrim(:name), coalesce(:description::text, ''),
       coalesce(:kind::text, 'fees'), s.amount_minor, s.currency, :every,
       coalesce(:every_count::int, 1), coalesce(:trial_days::int, 0),
       coalesce(:is_taxable::boolean, false)
  from said s
 where billing.positive(s.amount_minor, 'amount')
returning n.id, n.name, n.description, n.kind,
    billing.major(n.amount_minor, n.currency) as amount, n.amount_minor,
    n.currency, n.every, n.every_count, n.trial_days, n.is_taxable, n.is_active,
    n.created_at, n.updated_at, n.version
