-- invoice_create(school_id uuid, me uuid, user_id uuid, student_number text,
--	currency text, semester text, year int, due_on text, memo text,
--	tax_country text, tax_region text) one
-- A draft for a student, whom their id or their number names.
with w as materialized (
	select p.id from identity_api.people p
	 where p.school_id = :school_id and p.role = 'student'
	   and (p.id = :user_id::uuid or (:user_id::uuid is null
		and p.student_number = btrim(:student_number::text)))
), s as (
	select coalesce(nullif(:currency::text, ''), s.currency, 'USD') as currency, s.country,
	       s.region
	  from (select) one
	  left join billing.settings s on s.school_id = :school_id
)
insert into billing.invoices (school_id, user_id, currency, semester, year, due_on,
    memo, tax_country, tax_region, created_by)
select :school_id::uuid, w.id, s.currency, :semester::text, :year::int,
       billing.day(:due_on::text, 'due_on'), coalesce(:memo::text, ''),
       coalesce(:tax_country::text, c.country, s.country, 'US'),
       coalesce(:tax_region::text, case when :tax_country::text is not null then ''
	   else coalesce(case when c.country is not null then c.region end,
		s.region, '') end), :me::uuid
  from s
  left join w on true
  left join billing.customers c on c.user_id = w.id
 where (w.id is not null or platform.fail('invalid',
	'No student of this school is so named.',
	case when :user_id::text is null then 'student_number' else 'user_id' end))
   and billing.minor(0, s.currency) = 0
returning id
