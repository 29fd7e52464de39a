-- dash_wards_today(me uuid, school_id uuid) many
-- As dash_today, of every ward.
with h as materialized (
	select s.id, (now() at time zone s.timezone)::date as today,
	       date_trunc('day', now() at time zone s.timezone)
		   at time zone s.timezone as midnight
	  from academics_api.schools s where s.id = :school_id
), w as materialized (
	select w.student_id, e.course_id
	  from identity_api.wards w
	  join academics.enrollments e on e.student_id = w.student_id
	   and e.school_id = :school_id and e.status = 'enrolled'
	 where w.parent_id = :me
)
select w.student_id, v.course_id, v.code, v.name, coalesce((
	select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = v.id),
	case when v.is_online then 'online' else x.room end) as room,
       to_char(v.starts_at at time zone v.timezone, 'HH24:MI') as starts,
       to_char(v.ends_at at time zone v.timezone, 'HH24:MI') as ends,
       hashtext(v.code) & 7 as hue,
       case when v.is_cancelled then 'cancelled' else r.status end as status
  from h
  join academics_api.sessions v on v.school_id = h.id
   and v.starts_at >= h.midnight and v.starts_at < h.midnight + interval '1 day'
  join w on w.course_id = v.course_id
  join academics.courses x on x.id = v.course_id
  left join attendance_api.records r on r.session_id = v.id
   and r.student_id = w.student_id
union all
select w.student_id, x.id, x.code, x.name, x.room, academics.clock(m.starts),
       academics.clock(m.ends), hashtext(x.code) & 7, null
  from h
  join academics.terms t on t.school_id = h.id
   and h.today between t.starts_on and t.ends_on
 cross join w
  join academics.courses x on x.id = w.course_id and x.is_active
   and x.semester = t.semester and x.year = t.year
  join academics.meetings m on m.course_id = x.id
   and m.day = extract(isodow from h.today)::int
 where not exists (select from academics.sessions p where p.course_id = x.id)
 order by student_id, starts, code
