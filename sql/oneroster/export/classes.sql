select c.class_sid, '', '', c.name, '',
       platform.sourced_id(c.school_id, 'course', c.some_subject), c.code, 'scheduled',
       coalesce(c.room, ''), c.org_sid,
       platform.sourced_id(c.school_id, 'session', c.session_id), '', '',
       coalesce((select string_agg(('{Mon,Tue,Wed,Thu,Fri,Sat,Sun}'::text[])[m.day] || ' '
	    || academics.clock(m.starts) || '-' || academics.clock(m.ends), ','
	    order by m.day, m.starts)
	  from academics.meetings m where m.course_id = c.id), ''),
       c.capacity::text
  from chosen c order by c.place
