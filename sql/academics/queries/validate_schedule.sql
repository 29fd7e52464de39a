-- validate_schedule(school_id uuid, me uuid, my_role text, schedule json,
--	semester text, year int, teacher_id uuid, room text, course_id uuid) many
-- The conflicts of a wanted schedule, one by one; a student's own courses too.
select v.kind, v.course_id, v.code, v.name, v.meets, v.words
  from academics.validate_schedule(:school_id, :schedule::jsonb, :semester,
    :year::int, :teacher_id, :room, :course_id) v
union all
select 'time_conflict', c.id, c.code, c.name, c.meets,
       'You have ' || c.code || ' then: ' || c.meets || '.'
  from academics.enrollments e join academics.courses c on c.id = e.course_id
 where :my_role::text = 'student' and e.student_id = :me and e.status = 'enrolled'
   and e.course_id is distinct from :course_id
   and e.times && academics.times_of(:schedule::jsonb, :semester, :year::int)
