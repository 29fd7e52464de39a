-- invoices_school(school_id uuid, status text, user_id uuid, semester text, year int,
--	overdue boolean, fee_id uuid, q text, limit bigint, after_key text, after_id uuid) many
-- The newest first; searched by number or name.
select i.* from billing.invoice_list i
 where i._school_id = :school_id
   and (:user_id::uuid is null or i.user_id = :user_id::uuid)
   and (:fee_id::uuid is null or exists (select from billing.charges c
	where c.fee_id = :fee_id::uuid and c.user_id = i.user_id
	  and c.invoice_id = i.id))
   and (:q::text is null or platform.fold(coalesce(i.number, '') || ' '
	|| coalesce(i.student_name, '') || ' ' || coalesce(i.student_number, ''))
	like platform.like_words(:q::text))
   and (:semester::text is null or i.semester = :semester::text)
   and (:year::int is null or i.year = :year::int)
   and (:status::text is null or i.status = :status::text)
   and (not coalesce(:overdue::boolean, false) or i.is_overdue)
   and (:after_key::text is null or (i.created_at, i.id)
	< (:after_key::timestamp at time zone 'UTC', :after_id::uuid))
 order by i.created_at desc, i.id desc limit :limit::bigint
