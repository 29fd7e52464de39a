-- coupon_uses(id uuid, school_id uuid) many
-- The last hundred.
select r.invoice_id, i.number, i.status, p.full_name as student_name, r.at
  from billing.coupons c
  join billing.redemptions r on r.coupon_id = c.id
  join billing.invoices i on i.id = r.invoice_id
  left join identity_api.people p on p.id = r.user_id
 where c.id = :id and c.school_id = :school_id
 order by r.at desc limit 100
