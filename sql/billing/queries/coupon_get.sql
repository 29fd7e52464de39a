-- coupon_get(id uuid, school_id uuid) one
select c.id, c.code, c.name, trim_scale(c.percent) as percent, c.amount_minor,
       billing.major(c.amount_minor, c.currency) as amount, c.currency, c.kind,
       c.max_redemptions, c.redeemed, c.once_per_person, c.starts_at, c.expires_at,
       c.is_active, c.created_at, c.updated_at,
       c.version
  from billing.coupons c where c.id = :id and c.school_id = :school_id
