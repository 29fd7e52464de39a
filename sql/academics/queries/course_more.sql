-- course_more(id uuid, school_id uuid, me uuid, my_role text) one
-- What the course's page shows beside the course itself, for its reader.
select s.code as subject_code, s.title as subject_title,
       exists (select from academics.course_teachers t
	where t.course_id = c.id and t.teacher_id = :me) as is_mine,
       :my_role::text in ('admin', 'dev') or exists (
	select from academics.course_teachers t
	 where t.course_id = c.id and t.teacher_id = :me) as can_manage,
       c.is_active and coalesce(now() between t.enrollment_opens
	and t.enrollment_closes, true) as enrollment_open,
       nullif(t.enrollment_opens, '-infinity') as enrollment_opens,
       nullif(t.enrollment_closes, 'infinity') as enrollment_closes,
       c.waitlist_count < c.waitlist_limit as waitlist_open
  from academics.courses c
  left join academics.subjects s on s.id = c.subject_id
  left join academics.terms t on t.school_id = c.school_id
   and t.semester = c.semester and t.year = c.year
 where c.id = :id and c.school_id = :school_id
