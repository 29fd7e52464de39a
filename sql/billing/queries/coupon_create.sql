-- coupon_create(school_id uuid, code text, name text, percent numeric, amount numeric,
--	currency text, kind text, max_redemptions int, once_per_person boolean,
--	starts_at text, expires_at text) one
-- Per cent, or an amount; the currency of an amount is the school's if none is said.
with v as (
	select coalesce(nullif(:currency::text, ''), s.currency, 'USD') as currency
	  from (select) one
	  left join billing.settings s on s.school_id = :school_id
)
insert into billing.coupons as c (school_id, code, name, percent, amount_minor,
    currency, kind, max_redemptions, once_per_person, starts_at, expires_at)
select :school_id::uuid, :code::text, coalesce(btrim(:name::text), ''), :percent::numeric,
       billing.price(:amount::numeric, v.currency),
       case when :amount::numeric is not null then v.currency end, :kind::text,
       :max_redemptions::int, coalesce(:once_per_person::boolean, true),
       billing.moment(:school_id::uuid, :starts_at::text, 'starts_at', false),
       billing.moment(:school_id::uuid, :expires_at::text, 'expires_at', true)
  from v
 where ((:percent::numeric is null) <> (:amount::numeric is null)
	or platform.fail('invalid', 'Say either per cent or an amount.', 'percent'))
   and (:percent::numeric is null or :percent::numeric > 0
	or platform.fail('invalid', 'It must be more than 0.', 'percent'))
returning c.id, c.code, c.name, trim_scale(c.percent) as percent, c.amount_minor,
       billing.major(c.amount_minor, c.currency) as amount, c.currency, c.kind,
       c.max_redemptions, c.redeemed, c.once_per_person, c.starts_at, c.expires_at,
       c.is_active,
       c.created_at, c.updated_at, c.version
