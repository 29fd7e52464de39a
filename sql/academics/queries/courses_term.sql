-- courses_term(school_id uuid, me uuid, is_page boolean, semester text, year int, limit bigint,
--	after_key text) many
-- The catalogue of a term.  A code is unique there, so it alone is the order,
-- and one index gives it.
select c.id, c.code, c.name, c.teacher_id, p.full_name as teacher_name, c.meets,
       c.room, c.credits, c.semester, c.year, c.capacity, c.enrolled_count,
       c.waitlist_count, c.capacity - c.enrolled_count as seats_left,
       c.enrolled_count >= c.capacity as is_full, c.is_active, c.code as _key,
       case when :is_page::boolean then (select e.status from academics.enrollments e
	    where e.course_id = c.id and e.student_id = :me and e.status <> 'dropped')
	end as _my_status
  from academics.courses c
  left join identity_api.people p on p.id = c.teacher_id
 where c.school_id = :school_id and c.semester = :semester and c.year = :year::int
   and c.is_active and c.code > coalesce(:after_key::text, '')
 order by c.code limit :limit::bigint
