-- course_sessions(id uuid, school_id uuid, me uuid, my_role text,
--	is_page boolean, from text, to text, closed boolean, limit bigint,
--	after_key text, after_id uuid) many
-- By time; a page begins with today.
with whole as materialized (
	select academics.course_open_to(:id, :me, :my_role) as is_open,
	       academics.school_instant(:school_id, coalesce(nullif(:from::text, '')::date,
		   case when :is_page::boolean then
		       academics.school_today(:school_id) end), '00:00') as since,
	       academics.school_instant(:school_id, nullif(:to::text, '')::date + 1, '00:00') as until
)
select l.id, l.course_id, l.code, l.title, l.name, l.hue, l.date, l.day_number,
       l.starts, l.ends, l.starts_at, l.ends_at, l.opens_at, l.closes_at,
       l.closing_delay_minutes, l.rooms, l.is_online, l.is_cancelled,
       l.closed_at, l.state, l.state_words, l.version, l.starts_at::text as _key,
       :my_role::text = 'student' and l.state in ('open', 'late') as may_sign
  from whole cross join academics.session_lines l
 where l.course_id = :id and l.school_id = :school_id
   and (whole.is_open or academics.session_open_to(l.id, :me, :my_role))
   and (whole.since is null or l.starts_at >= whole.since)
   and (whole.until is null or l.starts_at < whole.until)
   and (:closed::boolean is null or (l.closed_at is not null) = :closed::boolean)
   and (l.starts_at, l.id) > (coalesce(:after_key::timestamptz, '-infinity'),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by l.starts_at, l.id limit :limit::bigint
