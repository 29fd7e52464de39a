-- fee_update(id uuid, school_id uuid, if_match int, name text, kind text,
--	amount numeric, currency text, is_taxable boolean, semester text,
--	year int, due_on text, late_after_days int, late_amount numeric,
--	late_percent numeric, instalments int, holds_seat boolean,
--	hold_minutes int, is_active boolean, clear_semester boolean,
--	clear_year boolean, clear_due_on boolean, clear_late_amount boolean,
--	clear_late_percent boolean, clear_hold_minutes boolean) one
-- For who is charged from now on: what is billed stays as it is.
with said as (
	select f.id, a.currency,
	       billing.minor(coalesce(:amount::numeric,
		   billing.major(f.amount_minor, f.currency)), a.currency, 'amount')
		   as amount_minor,
	       case when not :clear_late_amount::boolean
		   and (:late_amount::numeric is not null
		       or :late_percent::numeric is null) then
		   billing.minor(coalesce(:late_amount::numeric,
		       billing.major(f.late_minor, f.currency)), a.currency,
		       'late_amount') end as late_minor,
	       case when not :clear_late_percent::boolean
		   and (:late_percent::numeric is not null
		       or :late_amount::numeric is null) then
		   coalesce(:late_percent::numeric, f.late_percent) end as late_percent
	  from billing.fees f
	 cross join lateral (select coalesce(nullif(:currency::text, ''), f.currency)) a (currency)
	 where f.id = :id and f.school_id = :school_id
)
update billing.fees f
   set name = coalesce(btrim(:name), f.name), kind = coalesce(:kind::text, f.kind),
       amount_minor = s.amount_minor, currency = s.currency,
       is_taxable = coalesce(:is_taxable::boolean, f.is_taxable),
       semester = case when not :clear_semester::boolean
	   then coalesce(:semester::text, f.semester) end,
       year = case when not :clear_year::boolean
	   then coalesce(:year::int, f.year) end,
       due_on = case when not :clear_due_on::boolean
	   then coalesce(billing.day_of(:due_on::text, 'due_on'), f.due_on) end,
       late_after_days = coalesce(:late_after_days::int, f.late_after_days),
       late_minor = s.late_minor, late_percent = s.late_percent,
       instalments = coalesce(:instalments::int, f.instalments),
       holds_seat = coalesce(:holds_seat::boolean, f.holds_seat),
       hold_minutes = case when not :clear_hold_minutes::boolean
	   then coalesce(:hold_minutes::int, f.hold_minutes) end,
       is_active = coalesce(:is_active::boolean, f.is_active),
       updated_at = now(), version = f.version + 1
  from said s
 where f.id = s.id
   and (:if_match::int is null or f.version = :if_match::int)
   and billing.positive(s.amount_minor, 'amount')
   and billing.positive(s.late_minor, 'late_amount')
   and (s.late_minor is null or s.late_percent is null
	or platform.fail('invalid', 'An amount or a share, not both.', 'late_percent'))
   and (not coalesce(:holds_seat::boolean, false) or f.scope = 'course'
	or platform.fail('invalid', 'Only the price of a course holds a seat.',
	    'holds_seat'))
returning f.id, f.name, f.kind, f.scope, f.group_id, f.course_id,
    billing.major(f.amount_minor, f.currency) as amount, f.amount_minor,
    f.currency, f.is_taxable, f.semester, f.year, f.due_on, f.late_after_days,
    billing.major(f.late_minor, f.currency) as late_amount,
    f.late_minor as late_amount_minor, f.late_percent, f.instalments,
    f.holds_seat, f.hold_minutes, f.is_active, f.created_at, f.updated_at,
    f.version
