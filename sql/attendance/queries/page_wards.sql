-- page_wards(me uuid, my_role text, school_id uuid) many
-- Whose attendance one looks at: one's own as a student, one's wards'.
select p.id, p.full_name, p.student_number, p.id = :me as is_own,
       count(r.id) filter (where r.status = 'present') as present,
       count(r.id) filter (where r.status = 'late') as late,
       count(r.id) filter (where r.status = 'absent') as absent,
       count(r.id) filter (where r.status = 'excused') as excused,
       round(100.0 * count(r.id) filter (where r.status in ('present', 'late'))
	   / nullif(count(r.id) filter (where r.status <> 'excused'), 0)) as percent
  from identity_api.people p
  left join attendance.records r on r.student_id = p.id
   and r.school_id = p.school_id
 where p.school_id = :school_id and ((:my_role::text = 'student' and p.id = :me)
	or (:my_role::text = 'parent' and p.id in (select w.student_id
	    from identity_api.wards w where w.parent_id = :me)))
 group by p.id, p.full_name, p.student_number
 order by p.full_name, p.id
