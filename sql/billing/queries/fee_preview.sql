-- fee_preview(id uuid, school_id uuid) one
-- Before taxes, which are each person's.
select f.id, f.name, f.scope, count(o.user_id) as people,
       billing.major(f.amount_minor, f.currency) as amount, f.amount_minor,
       billing.major(f.amount_minor * count(o.user_id), f.currency) as total,
       f.amount_minor * count(o.user_id) as total_minor, count(o.user_id) > 0 as _any,
       to_char(count(o.user_id), 'FM999,999,990') as _people, f.currency, f.is_taxable,
       coalesce(json_agg(json_build_object('user_id', o.user_id,
	   'full_name', p.full_name, 'student_number', p.student_number)
	   order by p.full_name, p.id) filter (where o.place <= 100), '[]') as first
  from billing.fees f
  left join lateral (
	select w.user_id, row_number() over (order by n.full_name, n.id) as place
	  from billing.fee_owers(f, null, null, null) w
	  join identity_api.people n on n.id = w.user_id) o on true
  left join identity_api.people p on p.id = o.user_id
 where f.id = :id and f.school_id = :school_id and f.is_active
 group by f.id
