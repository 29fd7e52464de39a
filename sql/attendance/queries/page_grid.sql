-- page_grid(id uuid, me uuid, my_role text, school_id uuid, from text,
--	to text) one
-- The attendance of a course: a column for each session that has begun and for
-- each day that was marked without one, a row for each student.  Without a
-- range, the last six weeks that something was held in.  Who was excused does
-- not count against anybody.
with c as materialized (
	select c.id, c.code, c.name, c.semester, c.year, h.timezone,
	       (now() at time zone h.timezone)::date as today
	  from academics_api.courses c
	  join academics_api.schools h on h.id = c.school_id
	 where c.id = :id and c.school_id = :school_id
	   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
		and academics_api.teaches(:me, c.id)))
), every as (
	select s.id, s.starts_at, (s.starts_at at time zone c.timezone)::date as date,
	       s.starts_at at time zone c.timezone as clock
	  from c join academics_api.sessions s on s.course_id = c.id
	 where s.starts_at <= now() and not s.is_cancelled
	union all
	select distinct null::uuid, null::timestamptz, r.date, r.date::timestamp
	  from c join attendance.records r on r.course_id = c.id
	 where r.session_id is null
), range as materialized (
	select coalesce(:from::text::date, least(:to::text::date,
		(select max(date) from every)) - 41, c.today) as first,
	       coalesce(:to::text::date, c.today) as last from c
), held as materialized (
	select e.*, row_number() over (order by e.clock, e.id) as n
	  from every e join range on e.date between range.first and range.last
	 order by e.clock desc, e.id limit 100
), marks as materialized (
	select h.n, r.student_id, r.status, r.date
	  from held h
	 cross join c
	  join attendance.records r on r.course_id = c.id
	   and (r.session_id = h.id
		or (h.id is null and r.session_id is null and r.date = h.date))
), who as materialized (
	select distinct p.id, p.full_name, p.student_number
	  from (select e.student_id from c join academics_api.enrollments e
		    on e.course_id = c.id and e.status in ('enrolled', 'completed')
		union select student_id from marks) x
	  join identity_api.people p on p.id = x.student_id
), cells as (
	select w.id, json_agg(json_build_object(
		'mark', coalesce(upper(left(m.status, 1)), ''),
		'status', coalesce(m.status, 'not marked')) order by h.n) as cells,
	       count(*) filter (where m.status in ('present', 'late')) as here,
	       count(*) filter (where m.status in ('present', 'late', 'absent')) as asked
	  from who w cross join held h
	  left join marks m on m.n = h.n and m.student_id = w.id
	 group by w.id
)
select c.id, c.code, c.name, c.semester, c.year, hashtext(c.code) & 7 as hue,
       range.first, range.last,
       exists (select from held) as has_sessions,
       (select count(*) from who) as count,
       (select round(100.0 * sum(here) / nullif(sum(asked), 0)) from cells) as percent,
       (select coalesce(json_agg(json_build_object('session_id', h.id,
	       'day', to_char(h.date, 'FMDD Mon'), 'date', h.date,
	       'clock', case when h.id is not null then to_char(h.clock, 'HH24:MI') end,
	       'present', t.present, 'marked', nullif(t.marked, 0)) order by h.n), '[]')
	  from held h
	 cross join lateral (
		select count(*) filter (where m.status in ('present', 'late')) as present,
		       count(*) as marked from marks m where m.n = h.n) t) as sessions,
       (select coalesce(json_agg(json_build_object('id', w.id,
	       'full_name', w.full_name, 'student_number', w.student_number,
	       'percent', round(100.0 * k.here / nullif(k.asked, 0)),
	       'is_low', k.here * 4 < k.asked * 3, 'cells', k.cells)
	       order by w.full_name, w.id), '[]')
	  from who w left join cells k on k.id = w.id) as students
  from c cross join range
