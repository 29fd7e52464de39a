-- pay_payment(id uuid, school_id uuid, me uuid, my_role text, said text) one
-- What is asked for again to pay it, and how it stands.  One that failed is
-- waited for when Stripe said to the browser that it succeeded since.
select p.id, p.invoice_id, i.number as invoice_number, p.status, p.user_id,
       u.full_name as user_name, p.currency, p.payment_type, p.semester, p.year,
       p.description, substring(p.purpose from '^invoice:[^:]+:(\d+)$')
	   as instalment, p.amount_minor,
       billing.major(p.amount_minor, p.currency) as amount,
       billing.is_open(p) and p.status <> 'processing' as is_open,
       p.status in ('succeeded', 'refunded') as is_paid,
       p.status = 'processing' as is_processing, p.status = 'failed' and not w.retried
	   as is_failed, p.status in ('pending', 'processing') or w.retried
	   as is_waiting, p.failure_message, p.receipt_number,
       p.method, p.user_id = :me as is_own
  from billing.payments p
  join identity_api.people u on u.id = p.user_id
  left join billing.invoices i on i.id = p.invoice_id
 cross join lateral (select p.status = 'failed' and billing.is_open(p)
	and coalesce(:said::text = 'succeeded', false) as retried) w
 where p.id = :id and p.school_id = :school_id
   and billing.sees(p.user_id, :me, :my_role)
