-- coupon_retire(id uuid, school_id uuid) exec
update billing.coupons c
   set is_active = false, updated_at = now(), version = c.version + c.is_active::int
 where c.id = :id and c.school_id = :school_id
