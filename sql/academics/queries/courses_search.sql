-- courses_search(school_id uuid, me uuid, is_page boolean, my_role text, q text, semester text, year int,
--	subject_id uuid, teacher_id uuid, open boolean, active boolean,
--	limit bigint, after_key text, after_id uuid) many
-- Full text, best first.  The key is the rank turned round, so that it grows.
with found as materialized (
	select c.*, to_char(1 - ts_rank(w.search, (select academics.words(:q::text))),
	    'FM0.00000') || ' ' || c.code as key
	  from academics.course_words w join academics.courses c on c.id = w.course_id
	 where w.search @@ (select academics.words(:q::text)) and c.school_id = :school_id
   and (:semester::text is null or c.semester = :semester::text)
   and (:year::int is null or c.year = :year::int)
   and (:subject_id::uuid is null or c.subject_id = :subject_id::uuid)
   and (:teacher_id::uuid is null or exists (
	select from academics.course_teachers t
	 where t.course_id = c.id and t.teacher_id = :teacher_id::uuid))
   and (:open::boolean is not true or c.enrolled_count < c.capacity)
   and c.is_active = (case when :my_role::text in ('admin', 'dev')
	then coalesce(:active::boolean, true) else true end)
)
select c.id, c.code, c.name, c.teacher_id, p.full_name as teacher_name, c.meets,
       c.room, c.credits, c.semester, c.year, c.capacity, c.enrolled_count,
       c.waitlist_count, c.capacity - c.enrolled_count as seats_left,
       c.enrolled_count >= c.capacity as is_full, c.is_active, c.key as _key,
       case when :is_page::boolean then (select e.status from academics.enrollments e
	    where e.course_id = c.id and e.student_id = :me and e.status <> 'dropped')
	end as _my_status
  from found c
  left join identity_api.people p on p.id = c.teacher_id
 where (c.key, c.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by c.key, c.id limit :limit::bigint
