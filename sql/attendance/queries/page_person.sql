-- page_person(id uuid, me uuid, my_role text, school_id uuid) one
-- Whose attendance: one's own, a ward's, a student's; and the sum of it.
select p.id as person_id, p.full_name, p.student_number, p.id = :me as is_own,
       count(r.id) > 0 as has_records,
       count(r.id) filter (where r.status = 'present') as present,
       count(r.id) filter (where r.status = 'late') as late,
       count(r.id) filter (where r.status = 'absent') as absent,
       count(r.id) filter (where r.status = 'excused') as excused,
       round(100.0 * count(r.id) filter (where r.status in ('present', 'late'))
	   / nullif(count(r.id) filter (where r.status <> 'excused'), 0)) as percent
  from identity_api.people p
  left join attendance.records r on r.student_id = p.id
   and r.school_id = p.school_id and (:my_role::text <> 'teacher' or p.id = :me
	or academics_api.teaches(:me, r.course_id))
 where p.id = :id and p.school_id = :school_id
   and (p.id = :me or :my_role::text in ('admin', 'dev')
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = p.id))
	or (:my_role::text = 'teacher' and exists (
	    select from academics_api.enrollments e
	     where e.student_id = p.id and academics_api.teaches(:me, e.course_id)
	       and e.status in ('enrolled', 'waitlisted', 'completed'))))
 group by p.id, p.full_name, p.student_number
