-- coupon_update(id uuid, school_id uuid, if_match int, name text, max_redemptions int,
--	once_per_person boolean, starts_at text, expires_at text, is_active boolean,
--	clear_max_redemptions boolean, clear_starts_at boolean,
--	clear_expires_at boolean) one
-- What it takes off stays as it was promised.
update billing.coupons c
   set name = coalesce(btrim(:name), c.name),
       max_redemptions = case when coalesce(:clear_max_redemptions::boolean, false)
	   then null else coalesce(:max_redemptions::int, c.max_redemptions) end,
       once_per_person = coalesce(:once_per_person::boolean, c.once_per_person),
       starts_at = case when coalesce(:clear_starts_at::boolean, false) then null
	   else coalesce(billing.moment(c.school_id, :starts_at::text, 'starts_at',
	       false), c.starts_at) end,
       expires_at = case when coalesce(:clear_expires_at::boolean, false) then null
	   else coalesce(billing.moment(c.school_id, :expires_at::text, 'expires_at',
	       true), c.expires_at) end,
       is_active = coalesce(:is_active::boolean, c.is_active),
       updated_at = now(), version = c.version + 1
 where c.id = :id and c.school_id = :school_id
   and (:if_match::int is null or c.version = :if_match::int)
returning c.id, c.code, c.name, trim_scale(c.percent) as percent, c.amount_minor,
       billing.major(c.amount_minor, c.currency) as amount, c.currency, c.kind,
       c.max_redemptions, c.redeemed, c.once_per_person, c.starts_at, c.expires_at,
       c.is_active,
       c.created_at, c.updated_at, c.version
