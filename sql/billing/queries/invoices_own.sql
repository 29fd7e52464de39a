-- invoices_own(school_id uuid, me uuid, my_role text, status text, user_id uuid,
--	semester text, year int, overdue boolean, limit bigint, after_key text,
--	after_id uuid) many
-- What was issued to oneself, or to one's wards.
select i.id, i.number, i.status, i.user_id, p.full_name as student_name,
       p.student_number, i.currency, i.total_minor,
       billing.major(i.total_minor, i.currency) as total,
       d.due_minor, billing.major(d.due_minor, i.currency) as due, i.due_on,
       d.due_minor > 0 and i.due_on
	   < (select billing.today(:school_id::uuid)) as is_overdue,
       i.issued_at, i.paid_at, i.semester, i.year, w.what, i.created_at, i.version,
       d.due_minor > 0 as _is_due,
       i.status = 'draft' as _is_draft,
       case when d.due_minor = 0 then i.status when i.due_on
	   < (select billing.today(:school_id::uuid)) then 'overdue'
	   when i.paid_minor + i.credited_minor > 0 then 'part' else i.status end as _state,
       to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as _key
  from billing.invoices i
  left join identity_api.people p on p.id = i.user_id
 cross join lateral (select case when i.status = 'open' then greatest(
	i.total_minor - i.credited_minor - i.paid_minor, 0) else 0 end::bigint
	as due_minor) d
  left join lateral (select (array_agg(x.description order by x.position))[1]
	|| case when count(*) > 1 then format(' and %s more', count(*) - 1) else '' end
	   as what from billing.invoice_lines x where x.invoice_id = i.id) w on true
 where i.user_id = any (array(select :me::uuid union select w.student_id
	from identity_api.wards w
	 where :my_role::text = 'parent' and w.parent_id = :me))
   and i.school_id = :school_id and i.status <> 'draft'
   and (:user_id::uuid is null or i.user_id = :user_id::uuid)
   and (:semester::text is null or i.semester = :semester::text)
   and (:year::int is null or i.year = :year::int)
   and (:status::text is null or i.status = :status::text)
   and (not coalesce(:overdue::boolean, false)
	or (i.status = 'open' and i.due_on
	    < (select billing.today(:school_id::uuid))))
   and (:after_key::text is null or (i.created_at, i.id)
	< (:after_key::timestamp at time zone 'UTC', :after_id::uuid))
 order by i.created_at desc, i.id desc limit :limit::bigint
