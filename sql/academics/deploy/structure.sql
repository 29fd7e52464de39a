-- Deploy academics:structure
begin;

alter table academics.holidays
	add column created_at timestamptz not null default now(),
	add column updated_at timestamptz not null default now(),
	add column version int not null default 1;

-- May this request change courses and their sessions?  A school that keeps
-- them in another system has its pages show them only; the API still writes.
-- For a WHERE: true, or the end of the statement.
create function academics.open_to_change(school uuid, is_page boolean)
returns boolean
language sql volatile cost 10000
return case when is_page and (select s.ui_modification_disabled
	from academics.schools s where s.id = school)
	then platform.fail('forbidden', 'This school changes its courses and '
	    'sessions in another system, not on these pages.')
	else true end;

-- A classroom that is in use, and stays until this transaction ends.
create function academics_api.hold_classroom(classroom uuid, school uuid)
returns boolean
language plpgsql security definer set search_path = '' as $$
begin
	perform from academics.classrooms k
	 where k.id = classroom and k.school_id = school and k.is_active
	   for key share;
	return found;
end
$$;

-- What sessions stand on is closed, not deleted: history keeps its names.  The
-- row is locked first, so that a session which takes it meanwhile is seen.
create function academics.remove_classroom(classroom uuid, school uuid,
    out id uuid, out name text, out became text)
language plpgsql set search_path = '' as $$
begin
	select k.id, k.name into id, name from academics.classrooms k
	 where k.id = classroom and k.school_id = school for update;
	if id is null then
		return;
	end if;
	if exists (select from academics.session_classrooms x
	    where x.classroom_id = classroom) then
		became := 'closed, because sessions are or were held in it';
		update academics.classrooms k
		   set is_active = false, updated_at = now(),
		       version = k.version + k.is_active::int
		 where k.id = classroom;
	else
		-- beacon_api is made by a later project: bound when it is called.
		became := coalesce('deleted. Without a room now: '
		    || beacon_api.leave_classroom(classroom), 'deleted');
		delete from academics.classrooms k where k.id = classroom;
	end if;
end
$$;

create function academics.remove_group(student_group uuid, school uuid,
    out id uuid, out name text, out became text)
language plpgsql set search_path = '' as $$
begin
	select g.id, g.name into id, name from academics.groups g
	 where g.id = student_group and g.school_id = school for update;
	if id is null then
		return;
	end if;
	if exists (select from academics.session_groups x
	    where x.group_id = student_group) then
		became := 'closed, because sessions are or were for it';
		update academics.groups g
		   set is_active = false, updated_at = now(),
		       version = g.version + g.is_active::int
		 where g.id = student_group;
	else
		became := 'deleted';
		delete from academics.groups g where g.id = student_group;
	end if;
end
$$;

revoke execute on function academics_api.hold_classroom(uuid, uuid) from public;
grant execute on function academics_api.hold_classroom(uuid, uuid) to lyceum_beacon;
grant execute on function academics.open_to_change(uuid, boolean),
    academics.remove_classroom(uuid, uuid), academics.remove_group(uuid, uuid)
    to lyceum_courses;

commit;
