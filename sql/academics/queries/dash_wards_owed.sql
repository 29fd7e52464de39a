-- dash_wards_owed(me uuid, school_id uuid) many
-- As of a student's own home, for each ward.
select w.student_id, h.id as hold_id, c.id as course_id, c.code, c.name,
       h.expires_at, h.total::text as next, h.currency, null::uuid as invoice_id,
       null as due, null as overdue, false as is_overdue,
       null::date as next_on, false as is_more
  from identity_api.wards w
  join billing_api.holds h on h.student_id = w.student_id and h.status = 'held'
  join academics.courses c on c.id = h.course_id and c.school_id = :school_id
 where w.parent_id = :me
union all
select w.student_id, null, null, null, null, null, t.next::text, t.currency,
       t.invoice_id, t.due::text, t.overdue::text, t.is_overdue, t.next_on, t.due > t.next
  from identity_api.wards w
  join billing_api.to_pay t on t.student_id = w.student_id
   and t.school_id = :school_id
 where w.parent_id = :me
 order by student_id, expires_at, next_on, currency
