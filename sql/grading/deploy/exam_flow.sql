-- Deploy grading:exam_flow
begin;

-- What of academics an examination needs to know: rooms, and what is on in
-- them.
grant select on academics_api.classrooms, academics_api.sessions,
    academics_api.session_classrooms to lyceum_grades;

alter table grading.exams
	-- What it will be in the gradebook.
	add column type grading.kind not null default 'final'
	    check (type in ('quiz', 'midterm', 'final')),
	-- The name of one that was cancelled may be given again.
	drop constraint exam_taken,
	-- One room, one exam at a time: against every writer at once.
	add constraint room_conflict exclude using gist (school_id with =,
	    (coalesce(classroom_id::text, lower(room))) with =,
	    (tstzrange(starts_at, ends_at)) with &&)
	    where (status <> 'cancelled' and starts_at is not null),
	-- The assignment of a published exam stays: `conflict`, not a bug of ours.
	drop constraint exams_assignment_id_fkey,
	add constraint conflict foreign key (assignment_id)
	    references grading.assignments,
	drop constraint exams_category_id_fkey,
	add foreign key (category_id) references grading.categories
	    on delete set null;
create unique index exam_taken on grading.exams (course_id, title)
	where status <> 'cancelled';

-- By the school's clock; academics keeps the rule of short and long nights.
create function grading.school_instant(school uuid, day date, clock text)
returns timestamptz
language sql stable strict security definer
return academics.school_instant(school, day, clock);

-- ---- Who sees what.  Everything of an exam is for those who grade the course
-- (and `dev`, who looks on); those who take it, and their parents, see when
-- and where, their own seat, and after publishing their own result.
create function grading.runs_exam(course uuid, school uuid, actor uuid, role text)
returns boolean
language sql stable
return role = 'dev' or grading.may_grade(course, school, actor, role);

create function grading.is_own(student uuid, actor uuid, role text)
returns boolean
language sql stable
return (role = 'student' and student = actor) or (role = 'parent'
	and exists (select from identity_api.wards w
	     where w.parent_id = actor and w.student_id = student));

create function grading.takes_exam(course uuid, actor uuid, role text)
returns boolean
language sql stable
return exists (select from academics_api.enrollments e
	where e.course_id = course and e.status in ('enrolled', 'completed')
	  and grading.is_own(e.student_id, actor, role));

-- What others must not learn from the state: that it is being marked.
create function grading.exam_status(status text, runs boolean) returns text
language sql immutable
return case when runs or status not in ('marking', 'moderated') then status
	else 'planned' end;

-- ---- Planning
create function grading.exam_fits(exam uuid, course uuid, school uuid,
    starts timestamptz, ends timestamptz, classroom uuid, room text, category uuid)
returns boolean
language plpgsql as $$
declare
	other record;
begin
	perform (starts is null) = (ends is null) or platform.fail('invalid',
	    'Give both the start and the end, or neither.', 'ends_at');
	perform starts is null or starts < ends or platform.fail('invalid',
	    'The end must be after the start.', 'ends_at');
	perform starts is null or ends - starts <= interval '24 hours'
	    or platform.fail('invalid', 'An exam lasts 24 hours at most.', 'ends_at');
	perform classroom is null or exists (select from academics_api.classrooms k
	     where k.id = classroom and k.school_id = school and k.is_active)
	    or platform.fail('invalid', 'There is no such classroom.', 'classroom_id');
	perform category is null or exists (select from grading.categories k
	     where k.id = category and k.course_id = course)
	    or platform.fail('invalid', 'There is no such category in this course.',
		'category_id');
	select x.title, c.code into other
	  from grading.exams x
	  join academics_api.courses c on c.id = x.course_id
	 where x.school_id = school and x.status <> 'cancelled'
	   and x.id is distinct from exam and x.starts_at < ends and x.ends_at > starts
	   and coalesce(x.classroom_id::text, lower(x.room))
	     = coalesce(classroom::text, lower(exam_fits.room))
	 limit 1;
	perform not found or platform.fail('room_conflict', format(
	    '%s, %s, is written there at that time. Choose another room or time.',
	    other.code, other.title));
	return true;
end
$$;

-- What is allowed and yet worth knowing, as sentences.
create function grading.exam_warnings(exam uuid) returns jsonb
language sql stable
return (with x as materialized (
		select x.*, coalesce(x.seats, k.seats) as room_for
		  from grading.exams x
		  left join academics_api.classrooms k on k.id = x.classroom_id
		 where x.id = exam and x.status in ('planned', 'marking')
	), mine as materialized (
		select e.student_id from x
		  join academics_api.enrollments e on e.course_id = x.course_id
		 where e.status = 'enrolled'
	)
	select coalesce(jsonb_agg(w.words order by w.n, w.words), '[]') from (
		select 1 as n, format('%s of its students write %s, %s, at that time.',
		    count(*), c.code, y.title) as words
		  from x
		  join grading.exams y on y.school_id = x.school_id and y.id <> x.id
		   and y.status <> 'cancelled' and y.starts_at < x.ends_at
		   and y.ends_at > x.starts_at
		  join academics_api.courses c on c.id = y.course_id
		  join academics_api.enrollments e on e.course_id = y.course_id
		   and e.status = 'enrolled'
		 where e.student_id in (select m.student_id from mine m)
		 group by c.code, y.title
		union all
		select 2, format('%s has a class in that room then.', s.code)
		  from x
		  join academics_api.session_classrooms r on r.classroom_id = x.classroom_id
		  join academics_api.sessions s on s.id = r.session_id
		 where not s.is_cancelled and s.course_id <> x.course_id
		   and s.starts_at < x.ends_at and s.ends_at > x.starts_at
		 group by s.code
		union all
		select 3, format('There are %s seats for %s students.', x.room_for,
		    (select count(*) from mine))
		  from x where x.room_for < (select count(*) from mine)
		union all
		select 4, format('%s students are enrolled and have no seat yet.', count(*))
		  from x
		  join academics_api.enrollments e on e.course_id = x.course_id
		   and e.status = 'enrolled'
		 where exists (select from grading.exam_results r where r.exam_id = x.id)
		   and not exists (select from grading.exam_results r
			where r.exam_id = x.id and r.enrollment_id = e.id)
		having count(*) > 0
	) w);

-- ---- One writer at a time.  Whoever changes an exam or a result of it holds
-- the exam's row; that is what makes two publish once.  No row: not theirs, or
-- changed since.
create function grading.exam_hold(exam uuid, school uuid, actor uuid, role text,
    if_match int) returns setof grading.exams
language plpgsql as $$
begin
	perform set_config('lyceum.actor', actor::text, true);
	perform set_config('lyceum.reason', '', true);
	return query select x.* from grading.exams x
	 where x.id = exam and x.school_id = school
	   and (if_match is null or x.version = if_match)
	   and grading.may_grade(x.course_id, school, actor, role)
	   for update of x;
end
$$;

-- The exam, if it is at one of these points.
create function grading.exam_at(exam uuid, variadic points text[])
returns grading.exams
language plpgsql stable as $$
declare
	x grading.exams;
begin
	select e.* into x from grading.exams e where e.id = exam;
	perform x.status = any (points) or platform.fail('exam_state', format(
	    'The exam is %s.', case x.status when 'marking' then 'being marked'
		when 'planned' then 'only planned' else x.status end));
	return x;
end
$$;

-- ---- Candidates: who is enrolled, each with a seat.  Who has one keeps it;
-- who has left the course, and has no result, loses it.
create function grading.exam_seat(exam uuid, ordering text) returns void
language plpgsql as $$
declare
	x grading.exams := grading.exam_at(exam, 'planned', 'marking');
	room_for int;
	wanted int;
begin
	delete from grading.exam_results r
	 where r.exam_id = exam and r.state = 'pending'
	   and not exists (select from academics_api.enrollments e
		where e.id = r.enrollment_id and e.status = 'enrolled');
	select coalesce(x.seats, (select k.seats from academics_api.classrooms k
	    where k.id = x.classroom_id)) into room_for;
	select count(*) into wanted from (
		select r.enrollment_id from grading.exam_results r where r.exam_id = exam
		union
		select e.id from academics_api.enrollments e
		 where e.course_id = x.course_id and e.status = 'enrolled') t;
	perform wanted > 0 or platform.fail('exam_state', 'Nobody is enrolled in the course.');
	perform room_for is null or wanted <= room_for or platform.fail('seats_few',
	    format('There are %s seats for %s students. Choose a larger room or say how many seats there are.',
		room_for, wanted));
	insert into grading.exam_results (exam_id, school_id, course_id,
	    enrollment_id, student_id, seat)
	select exam, x.school_id, x.course_id, n.id, n.student_id, s.seat
	  from (select e.id, e.student_id, row_number() over (order by
		    case ordering when 'random' then random() end, p.full_name, e.id) as n
		  from academics_api.enrollments e
		  join identity_api.people p on p.id = e.student_id
		 where e.course_id = x.course_id and e.status = 'enrolled'
		   and not exists (select from grading.exam_results r
			where r.exam_id = exam and r.enrollment_id = e.id)) n
	  join (select f.seat, row_number() over (order by f.seat) as n
		  from generate_series(1, greatest(wanted, (select max(r.seat)
			from grading.exam_results r where r.exam_id = exam))) f (seat)
		 where not exists (select from grading.exam_results r
			where r.exam_id = exam and r.seat = f.seat)) s on s.n = n.n;
end
$$;

-- ---- Results
create type grading.exam_line as (line int, result uuid, state text,
    points numeric, remark text, field text, fault text);

-- What a list says, line by line, and what is wrong with it.  A line names its
-- candidate by id, student_id, enrollment_id or student_number, never by its
-- place.
create function grading.exam_read(exam uuid, records jsonb)
returns setof grading.exam_line
language sql stable
begin atomic
	with x as (
		select e.max_score, e.starts_at from grading.exams e where e.id = exam
	), c as materialized (
		select r.*, p.student_number
		  from grading.exam_results r
		  left join identity_api.people p on p.id = r.student_id
		 where r.exam_id = exam
	), keys as (
		select c.id, k.key from c, lateral (values ('id ' || c.id),
		    ('student_id ' || c.student_id), ('enrollment_id ' || c.enrollment_id),
		    ('student_number ' || c.student_number)) k (key)
		 where k.key is not null
	), item as (
		select a.n::int as line,
		       case jsonb_typeof(a.i) when 'object' then a.i else '{}' end as i,
		       jsonb_typeof(a.i) <> 'object' as odd
		  from jsonb_array_elements(records) with ordinality a (i, n)
	), named as (
		select t.*, coalesce('id ' || (t.i ->> 'id'),
		    'student_id ' || (t.i ->> 'student_id'),
		    'enrollment_id ' || (t.i ->> 'enrollment_id'),
		    'student_number ' || (t.i ->> 'student_number')) as key
		  from item t
	), said as (
		select t.line, t.i, t.odd, c.id, c.version, c.entered, x.max_score, x.starts_at,
		       count(*) over (partition by c.id) as times,
		       coalesce(t.i ->> 'state', case when not t.i ? 'score' then c.state
			    when t.i ->> 'score' is null then 'pending' else 'scored' end) as state,
		       t.i ->> 'score' as score,
		       case when t.i ? 'remark' then nullif(btrim(t.i ->> 'remark'), '')
			    else c.remark end as remark
		  from named t
		 cross join x
		  left join keys k on k.key = t.key
		  left join c on c.id = k.id
	), judged as (
		select s.*, case
			when s.odd then '|must be an object'
			when exists (select from jsonb_object_keys(s.i) o where o not in ('id',
			    'student_id', 'enrollment_id', 'student_number', 'state',
			    'score', 'remark', 'version')) then '|has a field that no result has'
			when s.id is null then '|names nobody who takes this exam'
			when s.times > 1 then '|is in the list twice'
			when jsonb_typeof(s.i -> 'version') not in ('number', 'null')
			    then 'version|must be a whole number'
			when s.i ->> 'version' <> s.version::text then 'version|is not the newest'
			when s.state not in ('pending', 'scored', 'absent', 'excused')
			    then 'state|must be pending, scored, absent or excused'
			when s.state = 'scored' and coalesce(s.score, s.entered::text) is null
			    then 'score|is required'
			when s.state <> 'scored' and s.score is not null
			    then 'score|goes with a result, not with ' || s.state
			when s.score !~ '^[0-9]{1,4}([.][0-9]{1,2}0*)?$'
			    then 'score|must be a number from 0 to ' || s.max_score
				|| ', with two digits after the point at most'
			when jsonb_typeof(s.i -> 'remark') not in ('string', 'null')
			    or length(s.remark) > 4000 or s.remark ~ '[\x01-\x08\x0b-\x1f\x7f]'
			    then 'remark|must be text of at most 4000 characters'
			when s.state = 'scored' and s.starts_at > now()
			    then 'score|cannot be before the exam has begun'
		    end as wrong
		  from said s
	), checked as (
		select j.*, case when j.wrong is null and j.state = 'scored'
		    then coalesce(trim_scale(j.score::numeric), j.entered) end as points
		  from judged j
	)
	select k.line, k.id, k.state, k.points, k.remark,
	       split_part(w.wrong, '|', 1), split_part(w.wrong, '|', 2)
	  from checked k, lateral (select coalesce(k.wrong,
		case when k.points > k.max_score then 'score|must be between 0 and '
		    || k.max_score end) as wrong) w
	 order by k.line;
end;

create function grading.exam_result_json(result uuid) returns jsonb
language sql stable
return (select jsonb_build_object('id', r.id, 'student_id', r.student_id,
	'full_name', p.full_name, 'state', r.state, 'entered', r.entered,
	'score', r.score, 'remark', r.remark, 'version', r.version,
	'entered_by_name', b.full_name)
  from grading.exam_results r
  join identity_api.people p on p.id = r.student_id
  left join identity_api.people b on b.id = r.entered_by
 where r.id = result);

-- All or none: the faults, if there are any, else nothing, and all is written.
-- A result that says what is said already stays as it is.  Hash joins also when
-- nothing is known yet of an exam that was seated a moment ago: 5,000 lines.
create function grading.exam_mark(exam uuid, actor uuid, records jsonb)
returns table (line int, id uuid, field text, fault text, current jsonb)
language plpgsql set enable_nestloop = off as $$
declare
	x grading.exams := grading.exam_at(exam, 'planned', 'marking');
	lines grading.exam_line[] := array(select l from grading.exam_read(exam, records) l);
begin
	return query
	select l.line, l.result, l.field, l.fault, case l.field when 'version'
	       then grading.exam_result_json(l.result) end
	  from unnest(lines) l where l.fault is not null order by l.line;
	if found then
		return;
	end if;
	update grading.exam_results r
	   set state = l.state, entered = l.points, score = l.points,
	       remark = l.remark, entered_by = actor, entered_at = now(),
	       version = r.version + 1
	  from unnest(lines) l
	 where r.id = l.result and r.exam_id = exam
	   and (r.state, r.entered, r.remark) is distinct from
	       (l.state, l.points::grading.points, l.remark);
	if found and x.status = 'planned' then
		update grading.exams e
		   set status = 'marking', version = e.version + 1, updated_at = now()
		 where e.id = exam;
	end if;
end
$$;

-- ---- Moderation: everybody's points, from what was entered, so that a second
-- one does not add to the first.
create function grading.exam_moderate(exam uuid, actor uuid, factor numeric,
    add numeric, reason text) returns void
language plpgsql as $$
declare
	x grading.exams := grading.exam_at(exam, 'marking', 'moderated');
	open int;
begin
	select count(*) into open from grading.exam_results r
	 where r.exam_id = exam and r.state = 'pending';
	perform open = 0 or platform.fail('exam_state', format(
	    '%s of its students have no result yet. Enter it, or say that they were absent or are excused.',
	    open));
	perform set_config('lyceum.reason', reason, true);
	update grading.exam_results r
	   set score = n.score, version = r.version + 1
	  from (select y.id, trim_scale(least(x.max_score, greatest(0, round(y.entered
		    * coalesce(factor, 1) + coalesce(add, 0), 2)))) as score
		  from grading.exam_results y
		 where y.exam_id = exam and y.state = 'scored') n
	 where r.id = n.id and r.score <> n.score;
	update grading.exams e
	   set status = 'moderated', moderated_by = actor, moderation = reason,
	       version = e.version + 1, updated_at = now()
	 where e.id = exam;
end
$$;

-- Back to marking: what was entered counts again.
create function grading.exam_reopen(exam uuid, reason text) returns void
language plpgsql as $$
declare
	x grading.exams := grading.exam_at(exam, 'moderated');
begin
	perform set_config('lyceum.reason', reason, true);
	update grading.exam_results r
	   set score = r.entered, version = r.version + 1
	 where r.exam_id = exam and r.score <> r.entered;
	update grading.exams e
	   set status = 'marking', moderated_by = null, moderation = null,
	       version = e.version + 1, updated_at = now()
	 where e.id = x.id;
end
$$;

-- ---- Publishing: one transaction makes the assignment, the grades and what
-- tells each student.  Who has left the course gets no grade.
create function grading.exam_publish(exam uuid, actor uuid) returns void
language plpgsql as $$
declare
	x grading.exams := grading.exam_at(exam, 'moderated');
	a grading.assignments;
begin
	perform not exists (select from grading.assignments t
	     where t.course_id = x.course_id and t.name = x.title)
	    or platform.fail('assignment_taken', format(
		'The course has an assignment "%s" already. Give the exam another name.',
		x.title));
	perform (select count(*) from grading.assignments t
		where t.course_id = x.course_id) < 200
	    or platform.fail('conflict', 'A course has 200 assignments at most.');
	insert into grading.assignments (school_id, course_id, name, type,
	    max_score, weight, category_id, position)
	values (x.school_id, x.course_id, x.title, x.type, x.max_score, x.weight,
	    x.category_id, (select coalesce(max(t.position), 0) + 1
		from grading.assignments t where t.course_id = x.course_id))
	returning * into a;
	with g as (
		insert into grading.grades (school_id, course_id, enrollment_id,
		    student_id, graded_by, state, score, max_score, weight,
		    assignment_type, assignment_name, comments)
		select r.school_id, r.course_id, r.enrollment_id, r.student_id,
		       actor, case r.state when 'scored' then 'graded'
			when 'absent' then 'missing' else r.state end,
		       case r.state when 'scored' then r.score when 'absent' then 0 end,
		       a.max_score, a.weight, a.type, a.name, r.remark
		  from grading.exam_results r
		  join academics_api.enrollments e on e.id = r.enrollment_id
		   and e.status in ('enrolled', 'completed')
		 where r.exam_id = exam and r.state <> 'pending'
		 order by r.seat
		returning *
	)
	insert into platform.outbox (school_id, type, object_id, payload)
	select g.school_id, 'ExamResultPublished', g.id, jsonb_build_object(
	    'student_id', g.student_id, 'course_id', g.course_id,
	    'enrollment_id', g.enrollment_id, 'exam_id', exam,
	    'assignment_id', a.id, 'assignment_name', g.assignment_name,
	    'state', g.state, 'score', g.score, 'max_score', g.max_score,
	    'actor', actor)
	  from g;
	update grading.exams e
	   set status = 'published', assignment_id = a.id, published_at = now(),
	       published_by = actor, version = e.version + 1, updated_at = now()
	 where e.id = exam;
end
$$;

create function grading.exam_cancel(exam uuid) returns void
language plpgsql as $$
declare
	x grading.exams := grading.exam_at(exam, 'planned', 'marking', 'moderated');
begin
	update grading.exams e
	   set status = 'cancelled', version = e.version + 1, updated_at = now()
	 where e.id = x.id;
end
$$;

grant execute on function grading.school_instant(uuid, date, text),
    grading.runs_exam(uuid, uuid, uuid, text), grading.is_own(uuid, uuid, text),
    grading.takes_exam(uuid, uuid, text), grading.exam_status(text, boolean),
    grading.exam_fits(uuid, uuid, uuid, timestamptz, timestamptz, uuid, text, uuid),
    grading.exam_warnings(uuid), grading.exam_hold(uuid, uuid, uuid, text, int),
    grading.exam_at(uuid, text[]), grading.exam_seat(uuid, text),
    grading.exam_read(uuid, jsonb), grading.exam_result_json(uuid),
    grading.exam_mark(uuid, uuid, jsonb),
    grading.exam_moderate(uuid, uuid, numeric, numeric, text),
    grading.exam_reopen(uuid, text), grading.exam_publish(uuid, uuid),
    grading.exam_cancel(uuid)
    to lyceum_grades;

commit;
