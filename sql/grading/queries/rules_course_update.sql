-- rules_course_update(course_id uuid, school_id uuid, me uuid, my_role text,
--	if_match int, weigh_by text, scale_id uuid, pass_mark numeric,
--	clear_scale_id boolean, clear_pass_mark boolean, reason text) one
-- What is taken away is the school's again.
with n as materialized (
	select r.course_id, r.school_id, coalesce(:weigh_by::text, r.weigh_by) as weigh_by,
	       case when not :clear_scale_id::boolean
		then coalesce(:scale_id::uuid, r.own_scale_id) end as scale_id,
	       case when not :clear_pass_mark::boolean
		then coalesce(:pass_mark::numeric, r.own_pass_mark) end as pass_mark
	  from grading.rules_of_courses r
	 where r.course_id = :course_id and r.school_id = :school_id
	   and (:if_match::int is null or r.version = :if_match::int)
	   and grading.may_grade(r.course_id, :school_id, :me::uuid, :my_role::text)
	   and (:scale_id::uuid is null or exists (select from grading.scales s
		where s.id = :scale_id::uuid
		  and (s.school_id is null or s.school_id = :school_id)
		   for key share)
		or platform.fail('invalid', 'is not a scale of this school', 'scale_id'))
	   and grading.sign(:me::uuid, :reason::text)
), u as (
	insert into grading.course_rules as x (course_id, school_id, weigh_by, scale_id,
	    pass_mark)
	select n.course_id, n.school_id, n.weigh_by, n.scale_id, n.pass_mark from n
	on conflict (course_id) do update
	   set weigh_by = excluded.weigh_by, scale_id = excluded.scale_id,
	       pass_mark = excluded.pass_mark, updated_at = now(), version = x.version + 1
	 where :if_match::int is null or x.version = :if_match::int
	returning x.*
)
select u.course_id, u.weigh_by, s.id as scale_id, s.name as scale_name,
       trim_scale(coalesce(u.pass_mark, d.pass_mark)) as pass_mark,
       u.scale_id as own_scale_id, trim_scale(u.pass_mark) as own_pass_mark, u.version
  from u
  join grading.rules_of_schools d on d.school_id = u.school_id
  join grading.scales s on s.id = coalesce(u.scale_id, d.scale_id)
