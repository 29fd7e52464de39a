-- dash_today(me uuid, school_id uuid) many
-- Today's classes of who takes or teaches them, in the school's own day.
with s as materialized (
	select (now() at time zone s.timezone)::date as today
	  from academics_api.schools s where s.id = :school_id
), c as (
	select e.course_id as id from academics.enrollments e
	 where e.student_id = :me and e.status = 'enrolled'
	union
	select t.course_id from academics.course_teachers t where t.teacher_id = :me
)
select x.id as course_id, x.code, x.name, x.room,
       academics.clock(m.starts) as starts, academics.clock(m.ends) as ends,
       hashtext(x.code) & 7 as hue
  from s
  join academics.terms t on t.school_id = :school_id
   and s.today between t.starts_on and t.ends_on
 cross join c
  join academics.courses x on x.id = c.id and x.is_active
   and x.semester = t.semester and x.year = t.year
  join academics.meetings m on m.course_id = x.id
   and m.day = extract(isodow from s.today)::int
 order by m.starts, x.code
