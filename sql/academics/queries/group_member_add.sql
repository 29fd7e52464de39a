-- group_member_add(id uuid, school_id uuid, student_id uuid,
--	student_number text) one
-- Done already is done.
with g as (
	select g.id from academics.groups g
	 where g.id = :id and g.school_id = :school_id for key share
), p as (
	select p.id, p.full_name from g join identity_api.people p
	    on p.school_id = :school_id and p.role = 'student' and p.is_active
	   and case when :student_id::uuid is not null then p.id = :student_id::uuid
		else p.student_number = :student_number::text end
), a as (
	insert into academics.group_members (group_id, student_id)
	select g.id, p.id from g, p on conflict do nothing
)
select g.id, p.id as student_id, p.full_name
  from g left join p on true
 where p.id is not null or platform.fail('invalid',
	case when coalesce(:student_id::text, :student_number::text) is null
	    then 'is required' else 'is no active student of this school' end,
	case when :student_id::uuid is null then 'student_number'
	    else 'student_id' end)
