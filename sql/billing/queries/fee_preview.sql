-- fee_preview(id uuid, school_id uuid, is_page boolean) one
-- Before taxes, which are each person's.  A page asks for the first apart.
select f.id, f.name, f.scope, o.people,
       billing.major(f.amount_minor, f.currency) as amount, f.amount_minor,
       billing.major(f.amount_minor * o.people, f.currency) as total,
       f.amount_minor * o.people as total_minor, o.people > 0 as _any,
       to_char(o.people, 'FM999,999,990') as _people, f.currency, f.is_taxable,
       w.first
  from billing.fees f
 cross join lateral (select count(*) as people
	  from billing.fee_owers(f, null, null, null)) o
 cross join lateral (select coalesce(json_agg(json_build_object(
	'user_id', x.id, 'full_name', x.full_name,
	'student_number', x.student_number) order by x.full_name, x.id),
	'[]') as first
	  from (select p.id, p.full_name, p.student_number
		  from billing.fee_owers(f, null, null,
			case when :is_page::boolean then 0 end) y
		  join identity_api.people p on p.id = y.user_id
		 order by p.full_name, p.id limit 100) x) w
 where f.id = :id and f.school_id = :school_id and f.is_active
