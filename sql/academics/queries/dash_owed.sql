-- dash_owed(me uuid, school_id uuid) many
-- What one has to pay: seats that are held until then, then invoices, each
-- currency for itself.  No row where nothing is owed.
select h.id as hold_id, c.id as course_id, c.code, c.name, h.expires_at,
       h.total::text as next, h.currency, null::uuid as invoice_id,
       null as due, null as overdue, false as is_overdue,
       null::date as next_on, false as is_more
  from billing_api.holds h
  join academics.courses c on c.id = h.course_id and c.school_id = :school_id
 where h.student_id = :me and h.status = 'held'
union all
select null, null, null, null, null, t.next::text, t.currency, t.invoice_id,
       t.due::text, t.overdue::text, t.is_overdue, t.next_on, t.due > t.next
  from billing_api.to_pay t
 where t.student_id = :me and t.school_id = :school_id
 order by expires_at, next_on, currency
