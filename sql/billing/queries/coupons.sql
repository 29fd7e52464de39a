-- coupons(school_id uuid, q text, limit bigint, after_key text, after_id uuid) many
select c.id, c.code, c.name, trim_scale(c.percent) as percent, c.amount_minor,
       billing.major(c.amount_minor, c.currency) as amount, c.currency, c.kind,
       c.max_redemptions, c.redeemed, c.once_per_person, c.starts_at, c.expires_at,
       c.is_active, c.is_active and c.redeemed < coalesce(c.max_redemptions, c.redeemed + 1)
	   and coalesce(c.expires_at > now(), true) as _is_usable, c.version,
       c.code as _key
  from billing.coupons c
 where c.school_id = :school_id
   and (:q::text is null or platform.fold(c.code || ' ' || c.name)
	like platform.like_words(:q::text))
   and (c.code, c.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by c.code, c.id limit :limit::bigint
