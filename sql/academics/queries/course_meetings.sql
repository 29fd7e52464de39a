-- course_meetings(id uuid, school_id uuid) many
select ('{Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday}'::text[])[m.day]
	as day, academics.clock(m.starts) as starts, academics.clock(m.ends) as ends,
       c.room
  from academics.courses c join academics.meetings m on m.course_id = c.id
 where c.id = :id and c.school_id = :school_id
 order by m.day, m.starts
