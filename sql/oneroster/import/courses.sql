-- courses.csv: subjects, by sourcedId, else by code.
create function pg_temp.code(said text) returns text
language sql immutable
return upper(regexp_replace(said, '[^A-Za-z0-9]', '', 'g'));

do $$
declare
	r run;
	i record;
	s academics.subjects;
	c text;
	cr int;
	con text;
	msg text;
	det text;
	t tally;
begin
	select * into r from run;
	t := (0, 'subjects', 0, 0, 0);
	for i in select * from in_courses where c_sourcedId <> '' order by line loop
		c := pg_temp.code(i.c_courseCode);
		cr := case when i.m_credits <> '' then i.m_credits::numeric::int end;
		select x.* into s from academics.subjects x
		 where x.school_id = r.school
		   and x.id = coalesce(pg_temp.id_of('course', i.c_sourcedId),
			(select y.id from academics.subjects y
			  where y.school_id = r.school and y.code = c));
		if not found and c !~ '^[A-Z]{2,4}[0-9]{3}$' then
			perform pg_temp.fault('courses', i.line, 'courseCode',
			    format('"%s" is not a code like MAT101.', i.c_courseCode));
			continue;
		end if;
		begin
			if s.id is null then
				insert into academics.subjects (school_id, code, title, credits)
				values (r.school, c, btrim(i.c_title), coalesce(cr, r.credits))
				returning * into s;
				t.added := t.added + 1;
			elsif (s.title, s.code::text, s.credits::int) is distinct from (btrim(i.c_title),
			    case when c = '' then s.code else c end, coalesce(cr, s.credits)) then
				update academics.subjects x
				   set title = btrim(i.c_title),
				       code = case when c = '' then x.code else c end,
				       credits = coalesce(cr, x.credits), updated_at = now(),
				       version = x.version + 1
				 where x.id = s.id;
				t.changed := t.changed + 1;
			else
				t.same := t.same + 1;
			end if;
			perform pg_temp.link('course', i.c_sourcedId, s.id);
		exception when integrity_constraint_violation then
			get stacked diagnostics con = constraint_name, msg = message_text,
			    det = pg_exception_detail;
			perform pg_temp.fault('courses', i.line, case con
			    when 'subject_code_taken' then 'courseCode'
			    when 'title_check' then 'title'
			    when 'credits_check' then 'metadata.lyceum.credits' else 'sourcedId' end,
			    pg_temp.why(con, msg, ''));
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;

-- classes.csv: courses, by sourcedId, else by code and term.
create function pg_temp.schedule(periods text) returns jsonb
language sql immutable
return (select jsonb_object_agg(x.day, x.slots)
	  from (select d.day, jsonb_agg(substr(v, 5) order by v) as slots
		  from regexp_split_to_table(periods, '\s*,\s*') v
		  join (values ('Mon', 'monday'), ('Tue', 'tuesday'), ('Wed', 'wednesday'),
			('Thu', 'thursday'), ('Fri', 'friday')) as d (short, day)
		    on d.short = left(v, 3)
		 where periods ~ '^(Mon|Tue|Wed|Thu|Fri) \d\d:\d\d-\d\d:\d\d(\s*,\s*(Mon|Tue|Wed|Thu|Fri) \d\d:\d\d-\d\d:\d\d)*$'
		 group by d.day) x);

do $$
declare
	r run;
	i record;
	k academics.courses;
	s academics.subjects;
	term terms_of;
	c text;
	week jsonb;
	meets academics.meetings[];
	room text;
	seats int;
	con text;
	msg text;
	det text;
	t tally;
begin
	select * into r from run;
	t := (0, 'classes', 0, 0, 0);
	for i in select * from in_classes where c_sourcedId <> '' order by line loop
		select x.* into s from academics.subjects x
		 where x.id = pg_temp.id_of('course', i.c_courseSourcedId);
		select x.* into term
		  from regexp_split_to_table(i.c_termSourcedIds, '\s*,\s*') v
		  join terms_of x on x.id = pg_temp.id_of('session', v)
		 order by academics.term_no(x.semester, x.year) limit 1;
		if not found then
			perform pg_temp.fault('classes', i.line, 'termSourcedIds',
			    'A class is in a term or a semester; this is a school year.');
			continue;
		end if;
		c := pg_temp.code(i.c_classCode);
		if c !~ '^[A-Z]{2,4}[0-9]{3}$' then
			c := s.code;
		end if;
		week := pg_temp.schedule(i.c_periods);
		room := nullif(btrim(i.c_location), '');
		seats := case when i.m_capacity <> '' then i.m_capacity::numeric::int end;
		select x.* into k from academics.courses x
		 where x.school_id = r.school
		   and x.id = coalesce(pg_temp.id_of('class', i.c_sourcedId),
			(select y.id from academics.courses y where y.school_id = r.school
			    and y.semester = term.semester and y.year = term.year and y.code = c));
		begin
			if k.id is null then
				insert into academics.courses (school_id, subject_id, capacity, credits,
				    year, semester, code, name, room, schedule)
				values (r.school, s.id, coalesce(seats, r.capacity), s.credits, term.year,
				    term.semester, c, btrim(i.c_title), room, coalesce(week, '{}'))
				returning * into k;
				t.added := t.added + 1;
			else
				if week is null or academics.times_of(week, term.semester, term.year)
				    = academics.times_of(k.schedule, term.semester, term.year) then
					week := k.schedule;
				end if;
				if (k.subject_id, k.capacity::int, k.year::int, k.semester::text, k.code::text,
				    k.name::text, k.room::text, k.schedule) is distinct from
				    (coalesce(s.id, k.subject_id), coalesce(seats, k.capacity), term.year,
				    term.semester, c, btrim(i.c_title), coalesce(room, k.room), week) then
					update academics.courses x
					   set subject_id = coalesce(s.id, x.subject_id),
					       capacity = coalesce(seats, x.capacity), year = term.year,
					       semester = term.semester, code = c, name = btrim(i.c_title),
					       room = coalesce(i_room, x.room), schedule = week,
					       updated_at = now(), version = x.version + 1
					  from (select room as i_room) y
					 where x.id = k.id;
					t.changed := t.changed + 1;
				else
					t.same := t.same + 1;
				end if;
			end if;
			perform pg_temp.link('class', i.c_sourcedId, k.id);
		exception when integrity_constraint_violation or sqlstate 'LY001' then
			get stacked diagnostics con = constraint_name, msg = message_text,
			    det = pg_exception_detail;
			perform pg_temp.fault('classes', i.line, case con
			    when 'code_taken' then 'classCode' when 'room_conflict' then 'location'
			    when 'title_check' then 'title' when 'room_check' then 'location'
			    when 'capacity_check' then 'metadata.lyceum.capacity'
			    when 'capacity_below_enrolled' then 'metadata.lyceum.capacity'
			    when 'invalid' then 'periods'
			    when 'external_id_once' then 'sourcedId' else 'periods' end,
			    pg_temp.why(con, msg, case when con in ('invalid',
				'capacity_below_enrolled') then det end));
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;
