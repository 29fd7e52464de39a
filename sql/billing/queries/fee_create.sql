-- fee_create(school_id uuid, name text, kind text, scope text, group_id uuid,
--	course_id uuid, amount numeric, currency text, is_taxable boolean,
--	semester text, year int, due_on text, late_after_days int,
--	late_amount numeric, late_percent numeric, instalments int,
--	holds_seat boolean, hold_minutes int) one
with said as (
	select a.currency,
	       billing.minor(:amount::numeric, a.currency, 'amount') as amount_minor,
	       billing.minor(:late_amount::numeric, a.currency, 'late_amount')
		   as late_minor
	  from billing.currency_of(nullif(:currency::text, ''), :school_id) a (currency)
)
insert into billing.fees as f (school_id, name, kind, scope, group_id, course_id,
    amount_minor, currency, is_taxable, semester, year, due_on, late_after_days,
    late_minor, late_percent, instalments, holds_seat, hold_minutes)
select :school_id::uuid, btrim(:name), coalesce(:kind::text, case
	when :scope = 'course' then 'tuition' else 'fees' end), :scope,
       case when :scope = 'program' then :group_id::uuid end,
       case when :scope = 'course' then :course_id::uuid end,
       s.amount_minor, s.currency, coalesce(:is_taxable::boolean, false),
       :semester::text, :year::int, billing.day_of(:due_on::text, 'due_on'),
       coalesce(:late_after_days::int, 0), s.late_minor, :late_percent::numeric,
       coalesce(:instalments::int, 1), coalesce(:holds_seat::boolean, false),
       :hold_minutes::int
  from said s
 where billing.fee_scope(:school_id::uuid, :scope, :group_id::uuid,
	:course_id::uuid, coalesce(:holds_seat::boolean, false))
   and billing.positive(s.amount_minor, 'amount')
   and billing.positive(s.late_minor, 'late_amount')
   and (s.late_minor is null or :late_percent::numeric is null
	or platform.fail('invalid', 'An amount or a share, not both.', 'late_percent'))
returning f.id, f.name, f.kind, f.scope, f.group_id, f.course_id,
    billing.major(f.amount_minor, f.currency) as amount, f.amount_minor,
    f.currency, f.is_taxable, f.semester, f.year, f.due_on, f.late_after_days,
    billing.major(f.late_minor, f.currency) as late_amount,
    f.late_minor as late_amount_minor, f.late_percent, f.instalments,
    f.holds_seat, f.hold_minutes, f.is_active, f.created_at, f.updated_at,
    f.version
