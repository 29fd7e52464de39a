-- board_unknown(school_id uuid) many
-- What Stripe was asked and did not answer: it may have had its effect.
select x.id, x.what, x.payment_id, u.full_name,
       billing.major(x.amount_minor, x.currency) as amount, x.amount_minor,
       x.currency, x.asked_at
  from (select p.id, 'payment' as what, p.id as payment_id, p.user_id, p.amount_minor,
	       p.currency, p.asked_at
	  from billing.payments p
	 where p.school_id = :school_id and p.stripe_payment_intent_id is null
	   and p.status = 'pending' and p.asked_at is not null
	 union all
	select f.id, 'refund', f.payment_id, p.user_id, f.amount_minor, f.currency, f.asked_at
	  from billing.refunds f
	  join billing.payments p on p.id = f.payment_id
	 where f.school_id = :school_id and f.stripe_refund_id is null
	   and f.status = 'pending' and f.asked_at is not null) x
  left join identity_api.people u on u.id = x.user_id
 order by x.asked_at, x.id limit 20
