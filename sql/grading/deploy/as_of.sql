-- Deploy grading:as_of
begin;

-- ---- What a school's rules and scales were; of no course
alter table grading.policy_history
	alter column course_id drop not null,
	drop constraint policy_history_kind_check,
	add constraint policy_history_kind_check check (kind in ('assignment',
	    'category', 'course_rules', 'final', 'school_rules', 'scale')),
	add check ((course_id is null) = (kind in ('school_rules', 'scale')));
create index policy_history_of_school on grading.policy_history (object_id, id)
	where course_id is null;

create function grading.note_school() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
begin
	insert into grading.policy_history (kind, object_id, school_id, actor, action,
	    version, value)
	values ('school_rules', new.school_id, new.school_id, who, lower(tg_op),
	    new.version, to_jsonb(new));
	return null;
end
$$;
create trigger note after insert or update on grading.school_rules
	for each row execute function grading.note_school();

-- Steps are put in all at once.  A scale is noted with them, so that what was
-- computed by it can be computed again.
create function grading.note_steps() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	who uuid := nullif(current_setting('lyceum.actor', true), '')::uuid;
begin
	insert into grading.policy_history (kind, object_id, school_id, actor, action,
	    version, value)
	select 'scale', s.id, s.school_id, who,
	       case s.version when 1 then 'insert' else 'update' end, s.version,
	       jsonb_build_object('name', s.name, 'steps', (select jsonb_agg(
		    to_jsonb(t) order by t.at_least)
		  from grading.scale_steps t where t.scale_id = s.id))
	  from grading.scales s
	 where s.id in (select n.scale_id from new_rows n) and s.school_id is not null;
	return null;
end
$$;
create trigger note after insert on grading.scale_steps
	referencing new table as new_rows
	for each statement execute function grading.note_steps();

insert into grading.policy_history (kind, object_id, school_id, at, action, version,
    value)
select 'school_rules', r.school_id, r.school_id, r.updated_at, 'update', r.version,
       to_jsonb(r)
  from grading.school_rules r
union all
select 'scale', s.id, s.school_id, s.created_at, 'insert', s.version,
       jsonb_build_object('name', s.name, 'steps', (select jsonb_agg(to_jsonb(t)
	    order by t.at_least)
	  from grading.scale_steps t where t.scale_id = s.id))
  from grading.scales s where s.school_id is not null;

-- ---- Reading it

-- A time as it was asked for, by the clock of the course's school.
create function grading.asked(course uuid, said text) returns timestamptz
language sql stable
return grading.instant((select c.school_id from academics_api.courses c
	where c.id = course), said);

-- The rows of a course of one kind, as they were.
create function grading.policy_at(course uuid, kind text, moment timestamptz)
returns table (object_id uuid, version int, value jsonb)
language sql stable
begin atomic
	select h.object_id, h.version, h.value
	  from (select distinct on (p.object_id) p.object_id, p.version, p.value, p.action
		  from grading.policy_history p
		 where p.course_id = course and p.kind = policy_at.kind and p.at <= moment
		 order by p.object_id, p.id desc) h
	 where h.action <> 'delete';
end;

-- How a course was graded; where nobody had said anything, as ever.
create function grading.rules_at(course uuid, moment timestamptz)
returns table (weigh_by text, scale_id uuid, pass_mark numeric, version int)
language sql stable
begin atomic
	select coalesce(o.value ->> 'weigh_by', 'weight'),
	       coalesce((o.value ->> 'scale_id')::uuid, (s.value ->> 'scale_id')::uuid,
		'00000000-0000-7000-8000-000000000001'),
	       coalesce((o.value ->> 'pass_mark')::numeric,
		(s.value ->> 'pass_mark')::numeric, 60),
	       coalesce(o.version, 0)
	  from academics_api.courses c
	  left join lateral grading.policy_at(c.id, 'course_rules', moment) o on true
	  left join lateral (select p.value from grading.policy_history p
		where p.course_id is null and p.object_id = c.school_id
		  and p.kind = 'school_rules' and p.at <= moment
		order by p.id desc limit 1) s on true
	 where c.id = course;
end;

grant execute on function grading.asked(uuid, text),
    grading.policy_at(uuid, text, timestamptz), grading.rules_at(uuid, timestamptz)
    to lyceum_grades;

commit;
