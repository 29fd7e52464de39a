-- invoice_coupon(id uuid, school_id uuid, me uuid, my_role text, code text) one
select i.id, billing.redeem(i.id, (select c.id from billing.coupons c
	where c.school_id = i.school_id and c.code = upper(btrim(:code::text))),
	:me::uuid)::text as _done
  from billing.invoices i
 where i.id = :id and i.school_id = :school_id
   and (i.status <> 'draft' or :my_role = 'admin')
   and billing.sees(i.user_id, :me::uuid, :my_role::text)
