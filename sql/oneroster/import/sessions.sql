-- orgs.csv: which of them is the school?  academicSessions.csv: terms.
do $$
declare
	r run;
	n int;
	code text;
	o record;
begin
	select * into r from run;
	select s.code into code from academics.schools s where s.id = r.school;
	select count(*) into n from in_orgs where c_type = 'school';
	for o in select * from in_orgs order by line loop
		if pg_temp.id_of('org', o.c_sourcedId) = r.school
		    or (o.c_type = 'school' and (n = 1 or o.c_identifier = code)
			and not exists (select from platform.external_ids x
			    where x.school_id = r.school and x.kind = 'org')) then
			perform pg_temp.link('org', o.c_sourcedId, r.school);
		else
			insert into ids values ('org', o.c_sourcedId, null) on conflict do nothing;
		end if;
	end loop;
	if exists (select from in_orgs) and not exists (select from in_orgs i
	    where pg_temp.id_of('org', i.c_sourcedId) = r.school) then
		perform pg_temp.fault('orgs', (select min(line) from in_orgs), 'identifier',
		    format('None of these is the school; its identifier would be %s.', code));
	end if;
	insert into faults
	select x.file, x.line, 'schoolSourcedId', 'This is of another school.'
	  from (select 'classes' as file, line, c_schoolSourcedId as sid from in_classes
		union all select 'enrollments', line, c_schoolSourcedId from in_enrollments
		union all select 'lineItems', line, c_schoolSourcedId from in_lineItems) x
	 where x.sid <> '' and pg_temp.id_of('org', x.sid) is distinct from r.school;
end
$$;

do $$
declare
	r run;
	a record;
	sem text;
	yr int;
	term uuid;
	was record;
	first int;
	t tally;
begin
	select * into r from run;
	t := (0, 'terms', 0, 0, 0);
	create temporary table term_lines (id uuid primary key, line int);
	for a in select *, c_startDate::date as starts, c_endDate::date - 1 as ends
	    from in_academicSessions where c_type in ('term', 'semester') order by line loop
		yr := extract(year from a.starts);
		sem := case when a.c_title ~* 'fall|autumn' then 'fall'
		    when a.c_title ~* 'spring' then 'spring'
		    when a.c_title ~* 'summer' then 'summer'
		    when extract(month from a.starts) >= 8 then 'fall'
		    when extract(month from a.starts) >= 6 then 'summer' else 'spring' end;
		term := platform.derived_id(r.school || ' ' || sem || ' ' || yr);
		select l.line into first from term_lines l where l.id = term;
		if found then
			perform pg_temp.fault('academicSessions', a.line, 'title',
			    format('It is %s %s, and so is line %s.', sem, yr, first));
			continue;
		elsif a.starts >= a.ends then
			perform pg_temp.fault('academicSessions', a.line, 'endDate',
			    'It ends before it begins.');
			continue;
		end if;
		insert into term_lines values (term, a.line);
		begin
			select x.* into was from academics.terms x
			 where x.school_id = r.school and x.semester = sem and x.year = yr;
			if not found then
				insert into academics.terms (school_id, semester, year, starts_on, ends_on)
				values (r.school, sem, yr, a.starts, a.ends);
				t.added := t.added + 1;
			elsif (was.starts_on, was.ends_on) <> (a.starts, a.ends) then
				update academics.terms x set starts_on = a.starts, ends_on = a.ends
				 where x.school_id = r.school and x.semester = sem and x.year = yr;
				t.changed := t.changed + 1;
			else
				t.same := t.same + 1;
			end if;
			insert into terms_of values (term, sem, yr) on conflict do nothing;
			perform pg_temp.link('session', a.c_sourcedId, term);
		exception when integrity_constraint_violation then
			perform pg_temp.fault('academicSessions', a.line, 'sourcedId',
			    pg_temp.why('external_id_once', '', ''));
		end;
	end loop;
	-- A grading period is part of its term; a year is nothing that we keep.
	insert into ids
	select 'session', g.c_sourcedId, case when g.c_type = 'gradingPeriod'
	       then pg_temp.id_of('session', g.c_parentSourcedId) end
	  from in_academicSessions g where g.c_type in ('gradingPeriod', 'schoolYear')
	on conflict do nothing;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;
