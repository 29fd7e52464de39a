select a.sid, '', '', a.name, '', (a.created_at at time zone a.timezone)::date::text,
       coalesce((a.due_at at time zone a.timezone)::date, t.ends_on)::text, a.class_sid,
       coalesce(platform.sourced_id(a.school_id, 'category', a.category_id), 'uncategorised'),
       platform.sourced_id(a.school_id, 'session', a.session_id), '0', a.max_score::text,
       a.org_sid, a.type, a.weight::text, a.is_extra::text
  from items a
  join calendar t on t.id = a.session_id
 order by a.place
