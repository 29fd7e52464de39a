-- receipt_get(id uuid, school_id uuid, me uuid, my_role text) one
-- Of money that came.
select y.id, y.receipt_number as number, y.status, y.user_id,
       p.full_name as student_name, p.student_number, y.payment_type, y.description,
       y.received_minor as amount_minor,
       billing.major(y.received_minor, y.currency) as amount,
       y.refunded_minor, billing.major(y.refunded_minor, y.currency) as refunded,
       y.received_minor - y.refunded_minor as kept_minor,
       billing.major(y.received_minor - y.refunded_minor, y.currency) as kept,
       y.currency, y.method, y.paid_at, y.invoice_id, i.number as invoice_number,
       y.semester, y.year, s.name as school_name, coalesce(t.seller, '') as seller,
       coalesce(t.tax_number, '') as tax_number, y.refunded_minor > 0 as _is_refunded
  from billing.payments y
  left join billing.invoices i on i.id = y.invoice_id
  left join identity_api.people p on p.id = y.user_id
  left join academics_api.schools s on s.id = y.school_id
  left join billing.settings t on t.school_id = y.school_id
 where y.id = :id and y.school_id = :school_id and y.receipt_number is not null
   and billing.sees(y.user_id, :me::uuid, :my_role::text)
