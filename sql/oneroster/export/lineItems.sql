select platform.sourced_id(c.school_id, 'line_item', a.id), '', '', a.name, '',
       (a.created_at at time zone c.timezone)::date::text,
       coalesce((a.due_at at time zone c.timezone)::date, t.ends_on)::text, c.class_sid,
       coalesce(platform.sourced_id(c.school_id, 'category', a.category_id), 'uncategorised'),
       platform.sourced_id(c.school_id, 'session', c.session_id), '0',
       a.max_score::text, c.org_sid, a.type, a.weight::text, a.is_extra::text
  from chosen c
  join calendar t on t.id = c.session_id
  join grading.assignments a on a.course_id = c.id
 order by academics.term_no(c.semester, c.year), c.code, a.position, a.name
