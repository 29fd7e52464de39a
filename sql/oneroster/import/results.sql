-- results.csv: grades, all at once.  "submitted" is work that nobody has
-- graded yet, and so is what is graded in part without a score.
create temporary table marks as
select x.*, a.id as assignment_id, a.course_id, a.name, a.type, a.max_score, a.weight,
       k.id as said_course, u.id as student_id, e.id as enrollment_id, c.code, z.timezone,
       case x.c_scoreStatus when 'exempt' then 'excused' when 'not submitted' then 'missing'
	   else 'graded' end as state,
       case x.c_scoreStatus when 'exempt' then null when 'not submitted' then 0
	   else trim_scale(nullif(x.c_score, '')::numeric) end as score,
       (x.c_scoreDate || ' 12:00')::timestamp at time zone z.timezone as graded_at,
       g.id as grade_id, g.version,
       coalesce(nullif(x.m_daysLate, '')::numeric::int,
	case x.c_late when 'true' then greatest(g.days_late, 1) when 'false' then 0
	    else coalesce(g.days_late, 0) end) as days_late
  from run r
  join academics.schools z on z.id = r.school
  join in_results x on x.c_sourcedId <> '' and x.c_scoreDate <> '' and x.c_scoreStatus <> ''
   and not (x.c_score = '' and x.c_scoreStatus in ('submitted', 'partially graded'))
  join ids i on i.kind = 'line_item' and i.sourced_id = x.c_lineItemSourcedId
  join grading.assignments a on a.id = i.id
  join academics.courses c on c.id = a.course_id
  left join ids k on k.kind = 'class' and k.sourced_id = x.c_classSourcedId
  left join ids p on p.kind = 'user' and p.sourced_id = x.c_studentSourcedId
  left join identity.users u on u.id = p.id
  left join academics.enrollments e on e.course_id = a.course_id and e.student_id = u.id
   and e.status in ('enrolled', 'completed')
  left join grading.grades g on g.enrollment_id = e.id and g.assignment_name = a.name;
analyze marks;

insert into notes
select format('%s results left out, which nobody has graded yet', count(*))
  from in_results where c_score = '' and c_scoreStatus in ('submitted', 'partially graded')
having count(*) > 0;

insert into faults
select 'results', line, 'studentSourcedId', format('This person is not enrolled in %s.', code)
  from marks where enrollment_id is null
union all
select 'results', line, 'classSourcedId', 'The line item is of another class.'
  from marks where c_classSourcedId <> ''
   and said_course is distinct from course_id
union all
select 'results', line, 'score', 'What is fully graded has a score.'
  from marks where state = 'graded' and score is null
union all
select 'results', line, 'score', format('"%s" is out of %s.', name, max_score)
  from marks where score < 0 or score > max_score
union all
select 'results', line, 'score', 'Two decimals at most.'
  from marks where scale(score) > 2
union all
select 'results', line, 'metadata.lyceum.daysLate', 'It is 0 to 365.'
  from marks where days_late not between 0 and 365
union all
select 'results', line, 'studentSourcedId', format('Line %s has this student''s result already.',
       first)
  from (select line, min(line) over (partition by enrollment_id, assignment_id) as first
	  from marks where enrollment_id is not null) x
 where line > first
union all
select 'results', m.line, 'sourcedId', 'Another sourcedId stands for it already.'
  from run r, marks m join platform.external_ids x on x.kind = 'result' and x.id = m.grade_id
 where x.school_id = r.school and x.sourced_id <> m.c_sourcedId;

do $$
declare
	n int;
	m int;
	total int;
begin
	if exists (select from faults) then
		return;
	end if;
	select count(*) into total from marks;
	with i as (
		insert into grading.grades (school_id, course_id, enrollment_id, student_id,
		    graded_at, score, max_score, weight, assignment_type, assignment_name,
		    comments, state, days_late, reason)
		select r.school, course_id, enrollment_id, student_id, graded_at, score, max_score,
		       weight, type, name, nullif(c_comment, ''), state, days_late,
		       'OneRoster import'
		  from run r, marks where grade_id is null
		returning *
	), o as (
		insert into platform.outbox (school_id, type, object_id, payload)
		select school_id, 'GradeAssigned', id, jsonb_build_object('student_id', student_id,
		    'course_id', course_id, 'enrollment_id', enrollment_id, 'assignment_name',
		    assignment_name, 'score', score, 'max_score', max_score, 'state', state,
		    'actor', null) from i
	)
	select count(*) into n from i;
	with u as (
		update grading.grades g
		   set score = x.score, state = x.state, days_late = x.days_late,
		       comments = nullif(x.c_comment, ''), graded_at = x.graded_at,
		       graded_by = null, reason = 'OneRoster import', version = g.version + 1
		  from marks x
		 where g.id = x.grade_id and (g.score, g.state, g.days_late,
		    coalesce(g.comments, ''), (g.graded_at at time zone x.timezone)::date)
		       is distinct from (x.score, x.state, x.days_late, x.c_comment,
		    (x.graded_at at time zone x.timezone)::date)
		returning g.*
	), o as (
		insert into platform.outbox (school_id, type, object_id, payload)
		select school_id, 'GradeChanged', id, jsonb_build_object('student_id', student_id,
		    'course_id', course_id, 'enrollment_id', enrollment_id, 'assignment_name',
		    assignment_name, 'score', score, 'max_score', max_score, 'state', state,
		    'version', version, 'actor', null) from u
	)
	select count(*) into m from u;
	insert into tally (words, added, changed, same) values ('grades', n, m, total - n - m);
	insert into platform.external_ids (school_id, kind, sourced_id, id)
	select r.school, 'result', x.c_sourcedId, g.id
	  from run r, marks x
	  join grading.grades g on g.enrollment_id = x.enrollment_id
	   and g.assignment_name = x.name
	 where x.c_sourcedId <> g.id::text
	on conflict on constraint external_ids_pkey do nothing;
end
$$;
