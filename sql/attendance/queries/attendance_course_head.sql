-- attendance_course_head(id uuid, school_id uuid, me uuid, my_role text) one
select c.id from academics_api.courses c
 where c.id = :id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev')
	or (:my_role::text = 'teacher' and academics_api.teaches(:me, c.id)))
