-- exam_candidates(id uuid, school_id uuid, limit bigint, after_key text,
--	after_id uuid) many
-- Only beside exam_staff.  By seat.
select r.id, r.enrollment_id, r.student_id, p.full_name, p.student_number, r.seat,
       lpad(coalesce(r.seat, 0)::text, 6, '0') as _key
  from grading.exam_results r
  join identity_api.people p on p.id = r.student_id
 where r.exam_id = :id and r.school_id = :school_id
   and (coalesce(r.seat, 0), r.id) > (coalesce(nullif(:after_key::text, '')::int, -1),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by coalesce(r.seat, 0), r.id limit :limit::bigint
