-- invoices_school(school_id uuid, status text, user_id uuid, semester text, year int,
--	overdue boolean, fee_id uuid, q text, limit bigint, after_key text, after_id uuid) many
-- The newest first; searched by number or name.  What may be asked for stands in
-- cases, of which the planner thinks that half of the rows pass: it reads along the
-- index, and not everything.
select i.* from billing.invoice_list i
 where i._school_id = :school_id
   and case when :user_id::uuid is null then true else i.user_id = :user_id::uuid end
   and case when :fee_id::uuid is null then true else exists (select
	from billing.charges c where c.fee_id = :fee_id::uuid
	 and c.user_id = i.user_id and c.invoice_id = i.id) end
   and case when :q::text is null then true else platform.fold(coalesce(i.number, '') || ' '
	|| coalesce(i.student_name, '') || ' ' || coalesce(i.student_number, ''))
	like platform.like_words(:q::text) end
   and case when :semester::text is null then true else i.semester = :semester::text end
   and case when :year::int is null then true else i.year = :year::int end
   and case when :status::text is null then true else i.status = :status::text end
   and case when :overdue::boolean then i.is_overdue else true end
   and (i.created_at, i.id)
	< (coalesce(:after_key::timestamp at time zone 'UTC', 'infinity'),
	   coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by i.created_at desc, i.id desc limit :limit::bigint
