-- page_today(me uuid, my_role text, school_id uuid) many
-- Today's sessions of who teaches them, or of the school, with who is there.
with h as materialized (
	select id, timezone, date_trunc('day', now() at time zone timezone)
	   at time zone timezone as midnight
	  from academics_api.schools where id = :school_id
), s as materialized (
	select s.* from h
	  join academics_api.sessions s on s.school_id = h.id
	   and s.starts_at >= h.midnight and s.starts_at < h.midnight + interval '1 day'
	 where :my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	    and academics_api.validate_teacher_session(:me, s.id))
	 order by s.starts_at limit 200
)
select s.id, s.course_id, s.code, s.name, hashtext(s.code) & 7 as hue,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       case when s.is_cancelled then 'cancelled'
	when s.closed_at is not null then 'closed' when now() < s.opens_at then 'early'
	when now() < s.ends_at then 'open' else 'ended' end as state,
       case when s.is_cancelled then 'Cancelled'
	when s.closed_at is not null then 'Closed'
	when now() < s.opens_at then 'Opens ' || to_char(s.opens_at at time zone
	    s.timezone, 'HH24:MI') when now() < s.ends_at then 'Open' else 'Over' end as word,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id) as rooms,
       (select count(*) from academics_api.session_students(s.id)) as expected,
       (select count(*) from attendance.records r where r.session_id = s.id
	   and r.status in ('present', 'late')) as present
  from s order by s.starts_at, s.code, s.id
