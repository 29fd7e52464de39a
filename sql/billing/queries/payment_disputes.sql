-- payment_disputes(id uuid, school_id uuid, me uuid, my_role text) many
select d.id, billing.major(d.amount_minor, d.currency) as amount,
       d.amount_minor, d.currency, d.status, d.reason, d.due_by, d.created_at
  from billing.disputes d
  join billing.payments p on p.id = d.payment_id
 where p.id = :id and p.school_id = :school_id
   and billing.sees(p.user_id, :me, :my_role)
 order by d.created_at, d.id limit 200
