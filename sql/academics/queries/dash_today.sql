-- dash_today(me uuid, my_role text, school_id uuid) many
-- Today's classes of who takes or teaches them, in the school's own day: its
-- sessions, and of courses that have none planned what their week says.
with h as materialized (
	select s.id, s.timezone, (now() at time zone s.timezone)::date as today,
	       date_trunc('day', now() at time zone s.timezone)
		   at time zone s.timezone as midnight
	  from academics_api.schools s where s.id = :school_id
), c as materialized (
	select e.course_id as id from academics.enrollments e
	 where e.student_id = :me and e.status = 'enrolled'
	union
	select t.course_id from academics.course_teachers t where t.teacher_id = :me
), s as materialized (
	select v.*, now() >= v.opens_at and now() < v.ends_at and not v.is_cancelled
		   and v.closed_at is null as is_open
	  from h
	  join academics_api.sessions v on v.school_id = h.id
	   and v.starts_at >= h.midnight and v.starts_at < h.midnight + interval '1 day'
	 where v.course_id in (select c.id from c)
	    or exists (select from academics.session_teachers t
		where t.session_id = v.id and t.teacher_id = :me)
	    or exists (select from academics.session_groups g
		join academics.group_members m on m.group_id = g.group_id
		where g.session_id = v.id and m.student_id = :me)
)
select s.course_id, s.code, s.name, coalesce((
	select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id),
	case when s.is_online then 'online' else x.room end) as room,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       hashtext(s.code) & 7 as hue, s.id as session_id,
       case when s.is_cancelled then 'cancelled' else r.status end as status,
       s.is_open and :my_role::text = 'student' and r.status is null as can_sign,
       :my_role::text = 'teacher' and not s.is_cancelled as can_open, s.is_open
  from s
  join academics.courses x on x.id = s.course_id
  left join attendance_api.records r on r.session_id = s.id and r.student_id = :me
union all
select x.id, x.code, x.name, x.room, academics.clock(m.starts),
       academics.clock(m.ends), hashtext(x.code) & 7, null, null, false, false, false
  from h
  join academics.terms t on t.school_id = h.id
   and h.today between t.starts_on and t.ends_on
 cross join c
  join academics.courses x on x.id = c.id and x.is_active
   and x.semester = t.semester and x.year = t.year
  join academics.meetings m on m.course_id = x.id
   and m.day = extract(isodow from h.today)::int
 where not exists (select from academics.sessions p where p.course_id = x.id)
 order by starts, code
