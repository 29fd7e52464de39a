-- subject_teacher_add(id uuid, school_id uuid, teacher_id uuid) one
-- Done already is done.
with s as (
	select s.id from academics.subjects s
	 where s.id = :id and s.school_id = :school_id
), a as (
	insert into academics.subject_teachers (subject_id, teacher_id)
	select s.id, :teacher_id::uuid from s
	 where exists (select from identity_api.people p
		where p.id = :teacher_id::uuid and p.school_id = :school_id
		  and p.role = 'teacher' and p.is_active)
	    or platform.fail('invalid', 'That is not an active teacher of this school.',
		'teacher_id')
	on conflict do nothing
)
select s.id, :teacher_id::uuid as teacher_id from s
