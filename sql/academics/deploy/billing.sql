-- Deploy academics:billing
begin;

-- Who is billed: the programs of a school are its groups of students.
create view academics_api.groups as
select id, school_id, name, is_active from academics.groups;
create view academics_api.group_members as
select group_id, student_id from academics.group_members;

-- Gives a seat back in the school's name, as an administrator does: the next
-- in line gets it.  Answers whether there was a seat.
create function academics_api.release_seat(enrollment uuid, school uuid)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
	course uuid;
begin
	select e.course_id into course from academics.enrollments e
	 where e.id = enrollment and e.school_id = school and e.status = 'enrolled';
	if not found then
		return false;
	end if;
	perform d.id from academics.drop(enrollment, course, null, school, 'admin') d;
	return true;
end
$$;
revoke execute on function academics_api.release_seat(uuid, uuid) from public;

grant select on academics_api.groups, academics_api.group_members to lyceum_payments;

commit;
