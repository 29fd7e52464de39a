-- page_by_course(id uuid, me uuid, my_role text, school_id uuid) many
-- The same by course, those with the most absences first.
select c.id as course_id, c.code, c.name, hashtext(c.code) & 7 as hue,
       count(*) filter (where r.status in ('present', 'late')) as here,
       count(*) filter (where r.status = 'late') as late,
       count(*) filter (where r.status = 'absent') as absent,
       count(*) filter (where r.status = 'excused') as excused,
       round(100.0 * count(*) filter (where r.status in ('present', 'late'))
	   / nullif(count(*) filter (where r.status <> 'excused'), 0)) as percent
  from attendance.records r
  join academics_api.courses c on c.id = r.course_id
 where r.student_id = :id and r.school_id = :school_id
   and (:my_role::text <> 'teacher' or r.student_id = :me
	or academics_api.teaches(:me, r.course_id))
 group by c.id, c.code, c.name
 order by absent desc, c.code
