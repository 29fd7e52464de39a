-- group_members_add(id uuid, school_id uuid, students json) many
-- All of them or, when one is unknown, none: then a row for each that is.
-- students are numbers or ids, in the order of their lines.
with g as (
	select g.id from academics.groups g
	 where g.id = :id and g.school_id = :school_id for key share
), said as materialized (
	select w.word, w.n
	  from json_array_elements_text(:students::json) with ordinality w(word, n)
), found as materialized (
	select w.word, w.n, coalesce(a.id, b.id) as student_id
	  from said w
	  left join identity_api.people a on a.school_id = :school_id
	   and a.role = 'student' and a.is_active and a.student_number = w.word
	  left join identity_api.people b on a.id is null
	   and b.school_id = :school_id and b.role = 'student' and b.is_active
	   and b.id = case when w.word ~
	       '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then w.word::uuid end
), added as (
	insert into academics.group_members (group_id, student_id)
	select distinct g.id, f.student_id from g, found f
	 where not exists (select from found x where x.student_id is null)
	on conflict do nothing
	returning student_id
)
select g.id, (select count(*) from added) as added,
       (select count(distinct f.student_id) from found f) as students,
       u.n as line, u.word
  from g left join found u on u.student_id is null
 order by u.n
