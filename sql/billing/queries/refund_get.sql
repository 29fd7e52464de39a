-- refund_get(refund_id uuid, school_id uuid) one
select x.id, x.payment_id, p.user_id,
       billing.major(x.amount_minor, x.currency) as amount, x.amount_minor,
       x.currency, x.status, x.reason, x.note, x.failure_reason,
       x.stripe_refund_id, x.created_at
  from billing.refunds x
  join billing.payments p on p.id = x.payment_id
 where x.id = :refund_id and x.school_id = :school_id
