-- grade_compare(id uuid, school_id uuid, me uuid, my_role text, from int, to int) one
-- Two versions beside each other: the last two if none are named.  Also of a
-- grade that is gone; its last version then has no score.
with h as materialized (
	select g.*, p.full_name as by_name
	  from grading.grade_history g
	  left join identity_api.people p on p.id = g.actor
	 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
	 where g.grade_id = :id and g.school_id = :school_id
), w as (
	select coalesce(:to::int, max(h.version)) as b,
	       coalesce(:from::int,
		greatest(coalesce(:to::int, max(h.version)) - 1, 1)) as a
	  from h
), v as (
	select distinct on (h.version) h.version, h.assignment_name, h.course_id,
	       h.enrollment_id, jsonb_build_object('version', h.version, 'at', h.at,
		'by_id', h.actor, 'by_name', h.by_name, 'is_gone', h.action = 'delete',
		'assignment_name', h.assignment_name, 'score', trim_scale(h.new_score),
		'max_score', trim_scale(h.new_max_score),
		'weight', trim_scale(h.new_weight),
		'state', case when h.action <> 'delete'
		    then coalesce(h.new_state, 'graded') end,
		'days_late', case when h.action <> 'delete'
		    then coalesce(h.new_days_late, 0) end,
		'comments', h.new_comments, 'reason', h.reason) as said
	  from h order by h.version, h.id desc
)
select :id::uuid as id, b.assignment_name, b.course_id, b.enrollment_id,
       a.said as "from", b.said as "to",
       (select coalesce(jsonb_agg(k order by n), '[]')
	  from unnest(array['score', 'state', 'days_late', 'comments', 'max_score',
	    'weight', 'assignment_name', 'is_gone']) with ordinality as f (k, n)
	 where a.said -> k is distinct from b.said -> k) as changed
  from w join v a on a.version = w.a join v b on b.version = w.b
