-- One import of a school at a time.
select pg_advisory_xact_lock(hashtextextended(r.school || ' oneroster', 0)) from run r;

-- ids: what each sourcedId stands for: for another system's by what was kept,
-- else one of our own.  No id: a thing that we have no place for.  known: those,
-- and whatever stands in the files.
create temporary table ids (kind text collate "C", sourced_id text collate "C", id uuid,
    primary key (kind, sourced_id));
create temporary table terms_of (id uuid primary key, semester text, year int);

insert into ids select x.kind, x.sourced_id, x.id
  from run r join platform.external_ids x on x.school_id = r.school
 where x.kind not in ('enrollment', 'result', 'role');
insert into terms_of
select distinct platform.derived_id(r.school || ' ' || t.semester || ' ' || t.year), t.semester,
       t.year
  from run r cross join lateral (
	select semester, year from academics.terms where school_id = r.school
	union select semester, year from academics.courses where school_id = r.school) t;
insert into ids
select o.kind, o.id::text, o.id
  from run r cross join lateral (
	select 'org' as kind, r.school as id
	union all select 'session', t.id from terms_of t
	union all select 'user', u.id from identity.users u where u.school_id = r.school
	union all select 'course', s.id from academics.subjects s where s.school_id = r.school
	union all select 'class', c.id from academics.courses c where c.school_id = r.school
	union all select 'category', k.id from grading.categories k where k.school_id = r.school
	union all select 'line_item', a.id from grading.assignments a
	    where a.school_id = r.school) o
on conflict do nothing;
insert into ids values ('category', 'uncategorised', null);

create temporary table known (kind text collate "C", sourced_id text collate "C",
    primary key (kind, sourced_id));
insert into known select kind, sourced_id from ids;
analyze ids, known, terms_of, in_academicSessions, in_orgs, in_courses, in_classes, in_users,
    in_roles, in_enrollments, in_categories, in_lineItems, in_results, in_scoreScales;

create function pg_temp.id_of(kind text, sid text) returns uuid
language plpgsql stable as $$
begin
	return (select k.id from ids k where k.kind = id_of.kind and k.sourced_id = sid);
end
$$;

-- From now on that is what this sourcedId stands for.
create function pg_temp.link(kind text, sid text, id uuid) returns void
language plpgsql as $$
begin
	insert into ids as k values (kind, sid, link.id)
	on conflict on constraint ids_pkey do update set id = excluded.id;
	if sid <> link.id::text then
		insert into platform.external_ids (school_id, kind, sourced_id, id)
		select r.school, link.kind, sid, link.id from run r
		on conflict on constraint external_ids_pkey do nothing;
	end if;
end
$$;

create function pg_temp.fault(file text, line int, col text, words text) returns void
language sql
begin atomic
	insert into faults values (fault.file, fault.line, fault.col, fault.words);
end;

-- What a constraint has against a row, in words.
create function pg_temp.why(con text, message text, detail text) returns text
language sql immutable
return case con
	when 'external_id_once' then 'Another sourcedId stands for it already.'
	when 'email_taken' then 'An account of this or another school has this e-mail address.'
	when 'student_number_taken' then 'Another student has this number.'
	when 'subject_code_taken' then 'Another course has this code.'
	when 'code_taken' then 'Another class of the term has this code.'
	when 'room_conflict' then 'The room is in use at that time.'
	when 'teacher_conflict' then 'The teacher teaches another class at that time.'
	when 'time_conflict' then 'The student has another class at that time.'
	when 'category_taken' then 'The class has another category of this name.'
	when 'assignment_taken' then 'The class has another assignment of this name.'
	else case when con ~ '_check$' then 'This is too long, too short or out of range.'
	    else coalesce(nullif(detail, ''), message) end end;

-- Who writes the history of grades, and why.
select set_config('lyceum.actor', '', true), set_config('lyceum.reason', 'OneRoster import', true);
