-- events_apply(n int) many
select c.what, c.n, c.event_id, c.event_type, c.outcome, c.payment_id,
       c.payment_type, c.amount_minor, c.currency, c.detail,
       billing.major(c.amount_minor, c.currency) as amount
  from billing.apply_waiting(:n) c
