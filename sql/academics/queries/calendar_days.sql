-- calendar_days(school_id uuid, me uuid, my_role text, week text,
--	course_id uuid, classroom_id uuid, teacher_id uuid) many
-- The days of a week, each with its sessions; a weekend without is left out.
with w as materialized (
	select academics.monday(nullif(:week::text, ''), :school_id) as monday
), found as materialized (
	select l.*, (:my_role::text = 'teacher' or (:my_role::text = 'admin')) as runs,
	       :my_role::text = 'student' and l.state in ('open', 'late') as may_sign
	  from w
	 cross join lateral academics.sessions_for(:school_id, :me, :my_role,
		academics.school_instant(:school_id, w.monday, '00:00'),
		academics.school_instant(:school_id, w.monday + 7, '00:00'),
		:course_id::uuid, :classroom_id::uuid, :teacher_id::uuid) f
	  join academics.session_lines l on l.id = f.session_id
	 where l.date between w.monday and w.monday + 6
)
select to_char(d.date, 'FMDay') as name, d.date, to_char(d.date, 'FMDD Mon') as short,
       d.no as day_number, d.date = academics.school_today(:school_id) as today,
       (select string_agg(distinct o.name, ', ') from academics.holidays o
	 where o.school_id = :school_id and d.date between o.starts_on and o.ends_on)
	as holiday, x.sessions
  from w
 cross join lateral (select w.monday + n as date, n + 1 as no
	from generate_series(0, 6) n) d
 cross join lateral (
	select coalesce(json_agg(json_build_object('id', f.id, 'course_id', f.course_id,
		'code', f.code, 'name', f.name, 'title', f.title, 'hue', f.hue,
		'starts', f.starts, 'ends', f.ends,
		'starts_at', to_char(f.starts_at at time zone 'UTC',
		    'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
		'ends_at', to_char(f.ends_at at time zone 'UTC',
		    'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
		'rooms', f.rooms, 'is_online', f.is_online,
		'is_cancelled', f.is_cancelled, 'state', f.state, 'state_words', f.state_words,
		'runs', f.runs, 'may_sign', f.may_sign)
	    order by f.starts_at, f.code, f.id), '[]') as sessions
	  from found f where f.date = d.date) x
 where d.no <= 5 or json_array_length(x.sessions) > 0
 order by d.no
