-- invoice_payments(id uuid, school_id uuid, me uuid, my_role text) many
-- Those that came to something, or may yet.
select y.id, y.status, coalesce(y.paid_at, y.created_at) as at, y.currency,
       billing.major(y.amount_minor, y.currency) as amount,
       billing.major(y.refunded_minor, y.currency) as refunded,
       y.refunded_minor > 0 as is_refunded, y.method, y.receipt_number,
       y.dispute_status, case y.failure_code when 'canceled' then 'canceled' else y.status end as _state
  from billing.invoices i
  join billing.payments y on y.invoice_id = i.id
 where i.id = :id and i.school_id = :school_id
   and (i.status <> 'draft' or :my_role = 'admin')
   and billing.sees(i.user_id, :me::uuid, :my_role::text)
   and (y.status <> 'pending' or y.stripe_payment_intent_id is not null)
 order by y.created_at, y.id
