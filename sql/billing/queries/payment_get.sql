-- payment_get(id uuid, school_id uuid, me uuid, my_role text) one
select p.id, p.user_id, u.full_name as user_name,
       billing.major(p.amount_minor, p.currency) as amount, p.amount_minor,
       p.currency, p.status, p.payment_type, p.semester, p.year, p.description,
       p.invoice_id, i.number as invoice_number, p.method, p.receipt_number,
       billing.major(p.received_minor, p.currency) as received, p.received_minor,
       billing.major(p.refunded_minor, p.currency) as refunded, p.refunded_minor,
       billing.major(p.received_minor - p.reserved_minor, p.currency) as refundable,
       p.received_minor - p.reserved_minor as refundable_minor,
       p.dispute_status, p.failure_code, p.failure_message, p.hold_late,
       p.stripe_payment_intent_id, p.created_at, p.updated_at, p.paid_at,
       p.version, case p.failure_code when 'canceled' then 'canceled' else p.status end as _state,
       p.status in ('pending', 'processing') or p.status = 'failed'
	   and p.stripe_payment_intent_id is not null
	   and p.failure_code is distinct from 'canceled' as is_open,
       p.status in ('succeeded', 'refunded') and p.received_minor > p.reserved_minor
	   as is_refundable
  from billing.payments p
  join identity_api.people u on u.id = p.user_id
  left join billing.invoices i on i.id = p.invoice_id
 where p.id = :id and p.school_id = :school_id
   and billing.sees(p.user_id, :me, :my_role)
