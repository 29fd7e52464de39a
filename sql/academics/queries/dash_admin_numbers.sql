-- dash_admin_numbers(school_id uuid) one
-- Seats and courses are of the current term.
with today as materialized (
	select d.day at time zone d.timezone as begins,
	       (d.day + interval '1 day') at time zone d.timezone as ends
	  from (select s.timezone,
		       date_trunc('day', now() at time zone s.timezone) as day
		  from academics_api.schools s where s.id = :school_id) d
)
select coalesce(p.students, 0) as students, coalesce(p.teachers, 0) as teachers,
       coalesce(i.people, 0) as signed_in, c.courses, c.enrolled, c.seats,
       c.waitlisted, c.full_courses, d.enrolled_today
  from (select sum(n.active) filter (where n.role = 'student') as students,
	       sum(n.active) filter (where n.role = 'teacher') as teachers
	  from identity_api.numbers n where n.school_id = :school_id) p
 cross join (select count(*) as courses, coalesce(sum(c.enrolled_count), 0) as enrolled,
	       coalesce(sum(c.capacity), 0) as seats,
	       coalesce(sum(c.waitlist_count), 0) as waitlisted,
	       count(*) filter (where c.enrolled_count >= c.capacity) as full_courses
	  from academics.current_term(:school_id) k
	  join academics.courses c on c.school_id = :school_id
	   and c.semester = k.semester and c.year = k.year and c.is_active) c
 cross join (select count(*) as enrolled_today
	  from today t
	  join academics.enrollments e on e.school_id = :school_id
	   and e.enrolled_at >= t.begins and e.enrolled_at < t.ends) d
  left join identity_api.signed_in i on i.school_id = :school_id
