-- exams(school_id uuid, me uuid, my_role text, course_id uuid, upcoming boolean,
--	limit bigint, after_key text, after_id uuid) many
-- Those to come, the next first; or all, the latest first, and before them
-- those that have no date yet.
with mine as materialized (
	select t.course_id as id from academics_api.course_teachers t
	 where :my_role::text = 'teacher' and t.teacher_id = :me
	union
	select e.course_id from academics_api.enrollments e
	 where :my_role::text in ('student', 'parent')
	   and e.status in ('enrolled', 'completed')
	   and (e.student_id = :me or e.student_id in (select w.student_id
		from identity_api.wards w
		 where :my_role::text = 'parent' and w.parent_id = :me))
), l as materialized (
	select x.*, :my_role::text in ('admin', 'dev', 'teacher') as runs,
	       lpad(case when coalesce(:upcoming::boolean, false)
		    then extract(epoch from x.starts_at)::bigint
		    else 99999999999 - coalesce(extract(epoch from x.starts_at)::bigint,
			99999999999) end::text, 11, '0') collate "C" as key
	  from grading.exams x
	 where x.school_id = :school_id
	   and (:course_id::uuid is null or x.course_id = :course_id::uuid)
	   and (:my_role::text in ('admin', 'dev') or x.course_id in (select m.id from mine m))
	   and (not coalesce(:upcoming::boolean, false)
		or (x.ends_at > now() and x.status <> 'cancelled'))
), page as materialized (
	select l.* from l
	 where (l.key, l.id) > (coalesce(:after_key::text, '') collate "C",
		coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by l.key, l.id limit :limit::bigint
)
select p.id, p.course_id, c.code, c.name as course_name, p.title, p.type,
       p.starts_at, p.ends_at, coalesce(k.name, p.room) as room, p.max_score,
       p.weight, trim_scale(p.weight * 100) as weight_percent,
       grading.exam_status(p.status, p.runs) as status,
       case when not p.runs then (select min(r.seat) from grading.exam_results r
	 where r.exam_id = p.id and grading.is_own(r.student_id, :me::uuid, :my_role::text))
	end as seat,
       p.key as _key
  from page p
  join academics_api.courses c on c.id = p.course_id
  left join academics_api.classrooms k on k.id = p.classroom_id
 order by p.key, p.id
