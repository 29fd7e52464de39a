-- page_qr(id uuid, school_id uuid) one
-- What stands beside the code on the screen; the code's own query says whether
-- the reader may see it.
select s.id, s.code as course_code, s.name, hashtext(s.code) & 7 as hue,
       extract(epoch from s.closes_at)::bigint as closes_s,
       extract(epoch from s.ends_at)::bigint as ends_s,
       to_char(s.starts_at at time zone s.timezone, 'HH24:MI') as starts,
       to_char(s.ends_at at time zone s.timezone, 'HH24:MI') as ends,
       to_char(s.opens_at at time zone s.timezone, 'HH24:MI') as opens,
       to_char(s.closes_at at time zone s.timezone, 'HH24:MI') as closes,
       case when s.is_cancelled then 'cancelled'
	when s.closed_at is not null then 'closed'
	when now() < s.opens_at then 'early' when now() <= s.closes_at then 'open'
	when now() < s.ends_at then 'late' else 'ended' end as state,
       now() between s.opens_at and s.closes_at as in_time,
       not s.is_cancelled and s.closed_at is null and now() >= s.opens_at
	   and now() < s.ends_at as is_open,
       case when s.is_cancelled then 'This class was cancelled.'
	when s.closed_at is not null then 'Signing is closed.'
	when now() < s.opens_at then 'Signing opens at '
	    || to_char(s.opens_at at time zone s.timezone, 'HH24:MI') || '.'
	else 'The class is over.' end as shut,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics_api.session_classrooms k where k.session_id = s.id) as rooms,
       (select count(*) from academics_api.session_students(s.id)) as expected,
       (select count(*) from attendance.signatures g
	 where g.session_id = s.id and g.person_role = 'student'
	   and g.status <> 'refused') as signed,
       4 as _refresh
  from academics_api.sessions s
 where s.id = :id and s.school_id = :school_id
