-- subject_prerequisite_add(id uuid, school_id uuid, requires_id uuid) one
with s as (
	select s.id from academics.subjects s
	 where s.id = :id and s.school_id = :school_id
	   and (s.id <> :requires_id::uuid
		or platform.fail('conflict', 'A subject cannot require itself.'))
), a as (
	insert into academics.subject_prerequisites (subject_id, requires_id)
	select s.id, :requires_id::uuid from s on conflict do nothing
)
select s.id, :requires_id::uuid as requires_id from s
