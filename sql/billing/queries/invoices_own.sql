-- invoices_own(school_id uuid, me uuid, my_role text, status text, user_id uuid,
--	semester text, year int, overdue boolean, limit bigint, after_key text,
--	after_id uuid) many
-- What was issued to oneself, or to one's wards.
select i.* from billing.invoice_list i
 where i.user_id = any (array(select :me::uuid union select w.student_id
	from identity_api.wards w
	 where :my_role::text = 'parent' and w.parent_id = :me))
   and i._school_id = :school_id and i.status <> 'draft'
   and (:user_id::uuid is null or i.user_id = :user_id::uuid)
   and (:semester::text is null or i.semester = :semester::text)
   and (:year::int is null or i.year = :year::int)
   and (:status::text is null or i.status = :status::text)
   and (not coalesce(:overdue::boolean, false) or i.is_overdue)
   and (:after_key::text is null or (i.created_at, i.id)
	< (:after_key::timestamp at time zone 'UTC', :after_id::uuid))
 order by i.created_at desc, i.id desc limit :limit::bigint
