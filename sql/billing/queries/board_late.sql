-- board_late(school_id uuid) many
-- Payments that came when the seat they were for was gone.
select p.id, p.user_id, u.full_name, billing.major(p.amount_minor, p.currency) as amount,
       p.amount_minor, p.currency, p.status, p.paid_at, p.invoice_id
  from billing.payments p
  left join identity_api.people u on u.id = p.user_id and u.school_id = p.school_id
 where p.school_id = :school_id and p.hold_late and p.status = 'succeeded'
 order by p.paid_at desc nulls last, p.id limit 20
