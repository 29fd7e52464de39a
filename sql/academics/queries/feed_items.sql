-- feed_items(person_id uuid, course_id uuid, token text) many
-- A year back and two ahead.  Times by the school's clock; of those that it
-- shows twice, the second is told in UTC.
select s.id, s.course_id, s.code, s.course_name, s.title, s.rooms, s.is_online,
       s.is_cancelled, s.version,
       to_char(s.updated_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') as stamp,
       case when academics.instant(t.starts, s.timezone) = s.starts_at
	    then to_char(t.starts, 'YYYYMMDD"T"HH24MISS')
	    else to_char(s.starts_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
       end as starts,
       case when academics.instant(t.ends, s.timezone) = s.ends_at
	    then to_char(t.ends, 'YYYYMMDD"T"HH24MISS')
	    else to_char(s.ends_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
       end as ends,
       extract(year from t.starts)::int as year
  from academics.calendar_links l
  join identity_api.people p on p.id = l.user_id and p.is_active
 cross join lateral academics.sessions_for(l.school_id, p.id, p.role,
	now() - interval '1 year', now() + interval '2 years', :course_id::uuid,
	null, null) f
  join academics.session_lines s on s.id = f.session_id
 cross join lateral (select s.starts_at at time zone s.timezone as starts,
	s.ends_at at time zone s.timezone as ends) t
 where sha256(decode(l.secret, 'hex')) = sha256(case
	when :token::text ~ '^[0-9a-f]{64}$' then decode(:token, 'hex') end)
   and (:person_id::uuid is null or l.user_id = :person_id::uuid)
 order by s.starts_at, s.id limit 5000
