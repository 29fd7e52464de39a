-- board_health(school_id uuid) one
-- What wants to be looked at.
select h.*, h.events_failed > 0 as _has_failed, h.differences > 0 as _has_differences,
       h.holds_over > 0 as _has_holds_over, not exists (select from billing.disputes d
	where d.school_id = :school_id
	  and d.status in ('needs_response', 'warning_needs_response'))
	   and h.unknown_payments + h.unknown_refunds + h.events_failed + h.paid_late
	   + h.differences + h.holds_over = 0 as _is_clear
  from (
select coalesce(s.currency, 'USD') as currency,
       (select count(*) from billing.payments p where p.school_id = c.id
	 and p.stripe_payment_intent_id is null and p.status = 'pending'
	 and p.asked_at is not null) as unknown_payments,
       (select count(*) from billing.refunds f where f.school_id = c.id
	 and f.stripe_refund_id is null and f.status = 'pending'
	 and f.asked_at is not null) as unknown_refunds,
       (select count(*) from billing.stripe_events e where e.applied_at is null)
	   as events_waiting,
       (select count(*) from billing.stripe_events e where e.outcome = 'failed')
	   as events_failed,
       (select count(*) from billing.holds h where h.school_id = c.id
	 and h.status = 'held') as holds,
       (select count(*) from billing.holds h where h.school_id = c.id
	 and h.status = 'held' and h.expires_at < now()) as holds_over,
       (select count(*) from billing.payments p where p.school_id = c.id
	 and p.hold_late and p.status = 'succeeded') as paid_late,
       (select count(*) from billing.differences d where not d.resolved
	 and d.school_id = c.id) as differences,
       r.ended_at as reconciled_at, r.differences as reconciled_differences,
       r.compared as reconciled_objects
  from academics_api.schools c
  left join billing.settings s on s.school_id = c.id
  left join lateral (select * from billing.reconciliations r
	 where r.ended_at is not null order by r.id desc limit 1) r on true
 where c.id = :school_id
) h
