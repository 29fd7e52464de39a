-- page_months(id uuid, me uuid, my_role text, school_id uuid) many
-- A student's attendance as calendars, the last six months that have any, the
-- newest first; beside page_person, which says whether it may be shown.  A day
-- outside the month has no number.
with r as materialized (
	select r.date, r.status, c.code
	  from attendance.records r
	  join academics_api.courses c on c.id = r.course_id
	 where r.student_id = :id and r.school_id = :school_id
	   and (:my_role::text <> 'teacher' or r.student_id = :me
		or academics_api.teaches(:me, r.course_id))
), m as (
	select distinct date_trunc('month', date)::date as first from r
	 order by first desc limit 6
), d as (
	select m.first, w::date as week, w::date + n as date,
	       date_trunc('month', w + n * interval '1 day')::date = m.first as inside
	  from m
	 cross join generate_series(date_trunc('week', m.first),
	    m.first + interval '1 month - 1 day', interval '1 week') w
	 cross join generate_series(0, 6) n
), x as (
	select d.first, d.week, json_agg(json_build_object(
		'n', case when d.inside then extract(day from d.date)::int end,
		'marks', case when d.inside then (
		    select json_agg(json_build_object('mark', upper(left(r.status, 1)),
			'status', r.status, 'code', r.code) order by r.code)
		      from r where r.date = d.date) end)
		order by d.date) as days
	  from d group by d.first, d.week
)
select to_char(x.first, 'FMMonth YYYY') as name,
       json_agg(json_build_object('days', x.days) order by x.week) as weeks
  from x group by x.first order by x.first desc
