-- payment_history(id uuid, school_id uuid, me uuid, my_role text) many
-- Every state, the first first; what Stripe sent is for administrators, and
-- never the secret by which a card could be charged.
select h.status, h.at, h.notes,
       case when :my_role::text = 'admin' then h.webhook_event_id end
	   as webhook_event_id
  from billing.payment_history h
  join billing.payments p on p.id = h.payment_id
 where p.id = :id and p.school_id = :school_id
   and billing.sees(p.user_id, :me, :my_role)
 order by h.id limit 500
