-- dash_teacher_courses(me uuid, school_id uuid) many
-- ungraded: grades that are still to be entered, of students enrolled now.
select c.id as course_id, c.code, c.name, c.meets, c.room, c.semester, c.year,
       c.enrolled_count, c.capacity, c.waitlist_count,
       g.assignments,
       greatest(g.assignments * c.enrolled_count - g.grades, 0) as ungraded,
       hashtext(c.code) & 7 as hue
  from academics.course_teachers t
  join academics.courses c on c.id = t.course_id and c.is_active
 cross join lateral academics.current_term(:school_id) k
 cross join lateral (select
	(select count(*) from grading_api.assignments a where a.course_id = c.id)
	    as assignments,
	(select count(*) from grading_api.recent_grades r where r.course_id = c.id)
	    as grades) g
 where t.teacher_id = :me
   and academics.term_no(c.semester, c.year) >= academics.term_no(k.semester, k.year)
 order by academics.term_no(c.semester, c.year), c.code
