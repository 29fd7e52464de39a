-- import_begin(course_id uuid, school_id uuid, me uuid, my_role text, why text,
--	added int, changed int) one
-- Every change of a grade until the transaction ends is this import's.
with i as (
	insert into grading.imports (school_id, course_id, actor, reason, added, changed)
	select c.school_id, c.id, :me, :why, :added, :changed
	  from academics_api.courses c
	 where c.id = :course_id
	   and grading.may_grade(:course_id, :school_id, :me, :my_role)
	returning id
)
select i.id, set_config('lyceum.import', i.id::text, true) as _named from i
