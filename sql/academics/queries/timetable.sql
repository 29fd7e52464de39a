-- timetable(id uuid, school_id uuid, me uuid, my_role text, semester text,
--	year int) many
-- The weekly meetings of what somebody takes or teaches in a term.
with who as materialized (
	select p.id, p.role, coalesce(:semester::text, k.semester) as semester,
	       coalesce(:year::int, k.year) as year
	  from identity_api.people p
	  left join lateral academics.current_term(p.school_id) k on true
	 where p.id = coalesce(:id::uuid, :me::uuid) and p.school_id = :school_id
	   and (p.id = :me or :my_role::text in ('admin', 'dev')
		or (:my_role::text = 'parent' and exists (
		    select from identity_api.wards w
		     where w.parent_id = :me and w.student_id = p.id))
		or (:my_role::text = 'teacher' and exists (
		    select from academics.enrollments e
		      join academics.course_teachers t on t.course_id = e.course_id
		     where e.student_id = p.id and t.teacher_id = :me
		       and e.status in ('enrolled', 'waitlisted', 'completed'))))
), c as (
	select e.course_id as id from who
	  join academics.enrollments e on e.student_id = who.id
	   and e.status in ('enrolled', 'completed')
	union
	select t.course_id from who
	  join academics.course_teachers t on t.teacher_id = who.id
)
select m.day as day_number,
       ('{Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday}'::text[])[m.day]
	as day,
       x.id as course_id, x.code, x.name, x.room, p.full_name as teacher_name,
       academics.clock(m.starts) as starts, academics.clock(m.ends) as ends,
       m.starts as start_min, m.ends as end_min, hashtext(x.code) & 7 as hue
  from who
 cross join c
  join academics.courses x on x.id = c.id and x.semester = who.semester
   and x.year = who.year and x.is_active
  join academics.meetings m on m.course_id = x.id
  left join identity_api.people p on p.id = x.teacher_id
 order by m.day, m.starts, x.code
