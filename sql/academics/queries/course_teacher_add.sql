-- course_teacher_add(id uuid, school_id uuid, teacher_id uuid, is_page boolean) one
with c as (
	select c.id from academics.courses c
	 where c.id = :id and c.school_id = :school_id
	   and academics.open_to_change(:school_id, :is_page::boolean)
), a as (
	insert into academics.course_teachers (course_id, teacher_id)
	select c.id, :teacher_id::uuid from c
	on conflict (course_id, teacher_id) do nothing
)
select c.id, :teacher_id::uuid as teacher_id from c
