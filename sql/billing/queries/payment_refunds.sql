-- payment_refunds(id uuid, school_id uuid, me uuid, my_role text) many
select x.id, billing.major(x.amount_minor, x.currency) as amount,
       x.amount_minor, x.currency, x.status, x.reason,
       case when :my_role::text = 'admin' then x.note end as note,
       x.failure_reason, x.stripe_refund_id, x.created_at
  from billing.refunds x
  join billing.payments p on p.id = x.payment_id
 where p.id = :id and p.school_id = :school_id
   and billing.sees(p.user_id, :me, :my_role)
 order by x.created_at, x.id limit 200
