-- invoices_own(school_id uuid, me uuid, my_role text, status text, user_id uuid,
--	semester text, year int, overdue boolean, limit bigint, after_key text,
--	after_id uuid) many
-- What was issued to oneself, or to one's wards.
select i.* from billing.invoice_list i
 where i.user_id = any (array(select :me::uuid union select w.student_id
	from identity_api.wards w
	 where :my_role::text = 'parent' and w.parent_id = :me))
   and i._school_id = :school_id and i.status <> 'draft'
   and case when :user_id::uuid is null then true else i.user_id = :user_id::uuid end
   and case when :semester::text is null then true else i.semester = :semester::text end
   and case when :year::int is null then true else i.year = :year::int end
   and case when :status::text is null then true else i.status = :status::text end
   and case when :overdue::boolean then i.is_overdue else true end
   and (i.created_at, i.id)
	< (coalesce(:after_key::timestamp at time zone 'UTC', 'infinity'),
	   coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by i.created_at desc, i.id desc limit :limit::bigint
