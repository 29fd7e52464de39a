-- board_disputes(school_id uuid) many
-- Those that are lost if nobody answers, the first to be answered first.
select d.id, d.payment_id, u.full_name, billing.major(d.amount_minor, d.currency) as amount,
       d.amount_minor, d.currency, d.status, d.reason, d.due_by,
       coalesce(d.due_by < now(), false) as is_late
  from billing.disputes d
  join billing.payments p on p.id = d.payment_id
  left join identity_api.people u on u.id = p.user_id and u.school_id = p.school_id
 where d.school_id = :school_id
   and d.status in ('needs_response', 'warning_needs_response')
 order by d.due_by nulls last, d.id limit 20
