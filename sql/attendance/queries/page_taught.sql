-- page_taught(me uuid, my_role text, school_id uuid) many
-- Courses of this term that the reader teaches, and how many come to them.
select c.id as course_id, c.code, c.name, hashtext(c.code) & 7 as hue,
       count(distinct coalesce(r.session_id::text, r.date::text)) as sessions,
       count(r.id) filter (where r.status = 'absent') as absent,
       round(100.0 * count(r.id) filter (where r.status in ('present', 'late'))
	   / nullif(count(r.id) filter (where r.status <> 'excused'), 0)) as percent
  from academics_api.terms t
  join academics_api.courses c on c.school_id = t.school_id
   and c.semester = t.semester and c.year = t.year and c.is_active
  join academics_api.course_teachers x on x.course_id = c.id and x.teacher_id = :me
  left join attendance.records r on r.course_id = c.id
 where t.school_id = :school_id and :my_role::text = 'teacher'
   and current_date between t.starts_on and t.ends_on
 group by c.id, c.code, c.name
 order by c.code
