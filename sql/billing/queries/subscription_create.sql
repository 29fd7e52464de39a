-- subscription_create(school_id uuid, me uuid, my_role text, user_id uuid,
--	student_number text, plan_id uuid, quantity int, payer_id uuid,
--	coupon text) one
-- An administrator may name the student by their number.
select billing.subscribe(:school_id, :me, :my_role, coalesce(:user_id::uuid, p.id), :plan_id,
    coalesce(:quantity::int, 1), :payer_id::uuid, nullif(:coupon::text, '')) as id
  from (select) one
  left join identity_api.people p on p.school_id = :school_id and :my_role::text = 'admin'
   and p.student_number = btrim(:student_number::text) and :user_id::uuid is null
 where coalesce(btrim(:student_number::text), '') = '' or :user_id::uuid is not null
    or p.id is not null or platform.fail('invalid',
	'No student of this school has this number.', 'student_number')
