-- dash_wards_today(me uuid, school_id uuid) many
with s as materialized (
	select (now() at time zone s.timezone)::date as today
	  from academics_api.schools s where s.id = :school_id
)
select w.student_id, x.id as course_id, x.code, x.name, x.room,
       academics.clock(m.starts) as starts, academics.clock(m.ends) as ends,
       hashtext(x.code) & 7 as hue
  from s
  join academics.terms t on t.school_id = :school_id
   and s.today between t.starts_on and t.ends_on
  join identity_api.wards w on w.parent_id = :me
  join academics.enrollments e on e.student_id = w.student_id
   and e.school_id = :school_id and e.status = 'enrolled'
  join academics.courses x on x.id = e.course_id and x.is_active
   and x.semester = t.semester and x.year = t.year
  join academics.meetings m on m.course_id = x.id
   and m.day = extract(isodow from s.today)::int
 order by w.student_id, m.starts, x.code
