-- subscription_create(school_id uuid, me uuid, my_role text, user_id uuid,
--	plan_id uuid, quantity int, payer_id uuid, coupon text) one
select billing.subscribe(:school_id, :me, :my_role, :user_id::uuid, :plan_id,
    coalesce(:quantity::int, 1), :payer_id::uuid, nullif(:coupon::text, '')) as id
