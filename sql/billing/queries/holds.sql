-- holds(school_id uuid, me uuid, my_role text, status text, course_id uuid,
--	user_id uuid, limit bigint, after_key text, after_id uuid) many
-- Seats that wait to be paid, the first to end first.
select h.id, h.status, h.student_id as user_id, p.full_name, h.enrollment_id,
       h.course_id, c.code as course_code, c.name as course_name, h.invoice_id,
       i.number as invoice_number,
       billing.major(i.total_minor, i.currency) as total, i.total_minor,
       i.currency, h.expires_at,
       case when h.status = 'held' then greatest(0,
	   ceil(extract(epoch from h.expires_at - now()) / 60))::int end as minutes_left,
       h.created_at, h.ended_at, to_char(h.expires_at at time zone 'UTC',
	   'YYYY-MM-DD HH24:MI:SS.US') as _key
  from billing.holds h
  join billing.invoices i on i.id = h.invoice_id
  join academics_api.courses c on c.id = h.course_id
  join identity_api.people p on p.id = h.student_id
 where h.school_id = :school_id
   and billing.sees(h.student_id, :me, :my_role)
   and h.status = coalesce(:status::text, 'held')
   and (:course_id::uuid is null or h.course_id = :course_id::uuid)
   and (:user_id::uuid is null or h.student_id = :user_id::uuid)
   and (h.expires_at, h.id) > (coalesce((:after_key::text || '+00')::timestamptz,
	'-infinity'), coalesce(:after_id::uuid,
	'00000000-0000-0000-0000-000000000000'))
 order by h.expires_at, h.id limit :limit::bigint
