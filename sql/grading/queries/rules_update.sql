-- rules_update(school_id uuid, me uuid, if_match int, scale_id uuid,
--	pass_mark numeric, repeats text, honours_from numeric, probation_below numeric) one
with n as materialized (
	select r.school_id, coalesce(:scale_id::uuid, r.scale_id) as scale_id,
	       coalesce(:pass_mark::numeric, r.pass_mark) as pass_mark,
	       coalesce(:repeats::text, r.repeats) as repeats,
	       coalesce(:honours_from::numeric, r.honours_from) as honours_from,
	       coalesce(:probation_below::numeric, r.probation_below) as probation_below
	  from grading.rules_of_schools r
	 where r.school_id = :school_id
	   and (:if_match::int is null or r.version = :if_match::int)
	   and (:scale_id::uuid is null or exists (select from grading.scales s
		where s.id = :scale_id::uuid
		  and (s.school_id is null or s.school_id = :school_id)
		   for key share)
		or platform.fail('invalid', 'is not a scale of this school', 'scale_id'))
	   and grading.sign(:me::uuid, null)
), u as (
	insert into grading.school_rules as x (school_id, scale_id, pass_mark, repeats,
	    honours_from, probation_below)
	select n.school_id, n.scale_id, n.pass_mark, n.repeats, n.honours_from,
	       n.probation_below
	  from n where n.probation_below <= n.honours_from
	    or platform.fail('invalid', 'must not be more than the average for honours',
		'probation_below')
	on conflict (school_id) do update
	   set scale_id = excluded.scale_id, pass_mark = excluded.pass_mark,
	       repeats = excluded.repeats, honours_from = excluded.honours_from,
	       probation_below = excluded.probation_below, updated_at = now(),
	       version = x.version + 1
	 where :if_match::int is null or x.version = :if_match::int
	returning x.*
)
select u.school_id, u.scale_id, s.name as scale_name, trim_scale(u.pass_mark) as pass_mark,
       u.repeats, trim_scale(u.honours_from) as honours_from,
       trim_scale(u.probation_below) as probation_below, u.version
  from u join grading.scales s on s.id = u.scale_id
