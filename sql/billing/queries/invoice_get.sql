-- invoice_get(id uuid, school_id uuid, me uuid, my_role text) one
-- With its lines, and the parts it is paid in.
select i.id, i.number, i.status, i.user_id, p.full_name as student_name,
       p.student_number, i.currency,
       i.subtotal_minor, billing.major(i.subtotal_minor, i.currency) as subtotal,
       i.discount_minor, billing.major(i.discount_minor, i.currency) as discount,
       i.tax_minor, billing.major(i.tax_minor, i.currency) as tax,
       i.total_minor, billing.major(i.total_minor, i.currency) as total,
       i.paid_minor, billing.major(i.paid_minor, i.currency) as paid,
       i.credited_minor, billing.major(i.credited_minor, i.currency) as credited,
       d.due_minor, billing.major(d.due_minor, i.currency) as due,
       i.due_on, coalesce(n.due_on, i.due_on) as next_due_on,
       coalesce(n.left_minor, d.due_minor) as next_due_minor,
       billing.major(coalesce(n.left_minor, d.due_minor), i.currency) as next_due,
       d.due_minor > 0 and coalesce(n.due_on, i.due_on)
	   < billing.today(i.school_id) as is_overdue,
       i.issued_at, i.paid_at, i.ended_at, i.semester, i.year, i.memo,
       i.tax_country, i.tax_region, c.code as coupon, i.subscription_id,
       i.enrollment_id, coalesce(l.lines, '[]') as lines,
       coalesce(n.instalments, '[]') as instalments, i.created_at, i.updated_at,
       i.version, i.status = 'draft' as _is_draft, d.due_minor > 0 as _is_due,
       case when d.due_minor = 0 then i.status when coalesce(n.due_on, i.due_on)
	   < billing.today(i.school_id) then 'overdue'
	   when i.paid_minor + i.credited_minor > 0 then 'part' else i.status end as _state,
       i.status = 'open' as _is_open, i.status in ('open', 'paid')
	   and i.credited_minor < i.total_minor as _may_credit,
       i.status = 'open' and i.paid_minor = 0 as _may_void,
       i.discount_minor > 0 as _has_discount, i.tax_minor > 0 as _has_tax,
       i.paid_minor <> 0 as _has_paid, i.credited_minor > 0 as _has_credits,
       i.status = 'open' and i.paid_minor = 0 and i.credited_minor = 0
	   and c.id is null as _may_coupon, n.instalments is not null as _has_parts
  from billing.invoices i
  left join identity_api.people p on p.id = i.user_id
  left join billing.redemptions r on r.invoice_id = i.id
  left join billing.coupons c on c.id = r.coupon_id
 cross join lateral (select case when i.status = 'open' then greatest(
	i.total_minor - i.credited_minor - i.paid_minor, 0) else 0 end::bigint
	as due_minor) d
  left join lateral (
	select json_agg(json_build_object('no', x.no, 'due_on', x.due_on,
	    'amount', billing.major(x.amount_minor, i.currency),
	    'amount_minor', x.amount_minor,
	    'left', billing.major(x.left_minor, i.currency),
	    'left_minor', x.left_minor) order by x.no) as instalments,
	       min(x.due_on) filter (where x.left_minor > 0) as due_on,
	       (array_agg(x.left_minor order by x.no)
		   filter (where x.left_minor > 0))[1] as left_minor
	  from billing.parts x where x.invoice_id = i.id) n on true
  left join lateral (
	select json_agg(json_build_object('id', x.id, 'position', x.position,
	    'description', x.description, 'kind', x.kind, 'quantity', x.quantity,
	    'unit', billing.major(x.unit_minor, i.currency), 'unit_minor', x.unit_minor,
	    'amount', billing.major(x.amount_minor, i.currency),
	    'amount_minor', x.amount_minor,
	    'discount', billing.major(x.discount_minor, i.currency),
	    'discount_minor', x.discount_minor, 'tax_name', x.tax_name,
	    'tax_rate', trim_scale(x.tax_rate), 'tax_inclusive', x.tax_inclusive,
	    'tax', billing.major(x.tax_minor, i.currency), 'tax_minor', x.tax_minor,
	    'fee_id', x.fee_id) order by x.position) as lines
	  from billing.invoice_lines x where x.invoice_id = i.id) l on true
 where i.id = :id and i.school_id = :school_id
   and (i.status <> 'draft' or :my_role = 'admin')
   and billing.sees(i.user_id, :me::uuid, :my_role::text)
