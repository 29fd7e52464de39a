-- session_update(id uuid, school_id uuid, me uuid, my_role text,
--	is_page boolean, if_match int, title text, topic text,
--	starts_at text, ends_at text, date text, start text, end text, is_online boolean,
--	closing_delay_minutes int, is_cancelled boolean, classroom_ids json,
--	group_ids json, teacher_ids json, clear_title boolean,
--	clear_closing_delay_minutes boolean) one
-- Boxes that still show what is saved change no time.
select academics.session_change(s.id, s.school_id, :me, :my_role,
    :is_page::boolean, :if_match::int,
    coalesce(:topic::text, :title), coalesce(nullif(:starts_at::text, '')::timestamptz,
	case when (b.day, b.start) is distinct from
	    (l.starts::date, to_char(l.starts, 'HH24:MI'))
	then academics.school_instant(:school_id, b.day, b.start) end),
    coalesce(nullif(:ends_at::text, '')::timestamptz,
	case when (b.day, b.end_, b.later) is distinct from (l.starts::date,
	    to_char(l.ends, 'HH24:MI'), (l.ends::date > l.starts::date)::int)
	then academics.school_instant(:school_id, b.day + b.later, b.end_) end),
    :is_online::boolean, :closing_delay_minutes::int, :is_cancelled::boolean,
    :classroom_ids::jsonb, :group_ids::jsonb, :teacher_ids::jsonb,
    :clear_title::boolean or coalesce(:topic::text, :title) is not distinct from '',
    :clear_closing_delay_minutes::boolean) as id
  from academics.sessions s
  join academics.schools h on h.id = s.school_id
 cross join lateral (select s.starts_at at time zone h.timezone as starts,
	s.ends_at at time zone h.timezone as ends) l
 cross join (select nullif(:date::text, '')::date as day,
	nullif(:start::text, '') as start, nullif(:end::text, '') as end_,
	(:end::text <= :start::text)::int as later) b
 where s.id = :id and s.school_id = :school_id
