-- gradebook_marks_at(course_id uuid, as_of text) many
-- As gradebook_marks, at that time.  History has the names that assignments
-- had when a grade changed; they are shown by those that they had then.
with t as materialized (
	select grading.asked(:course_id, :as_of) as moment
), a as materialized (
	select p.object_id, p.value ->> 'name' as name
	  from t, lateral grading.policy_at(:course_id, 'assignment', t.moment) p
), names as materialized (
	select p.object_id, p.value ->> 'name' as name,
	       case when lag(p.id) over w is null then '-infinity' else p.at end as since,
	       coalesce(lead(p.at) over w, 'infinity') as until
	  from grading.policy_history p
	 where p.course_id = :course_id and p.kind = 'assignment' and p.action <> 'delete'
	window w as (partition by p.value ->> 'name' order by p.id)
), g as materialized (
	select distinct on (h.grade_id) h.grade_id, h.enrollment_id, h.assignment_name,
	       h.new_score, h.version, h.new_state, h.new_days_late, h.at, h.action
	  from grading.grade_history h, t
	 where h.course_id = :course_id and h.at <= t.moment
	 order by h.grade_id, h.id desc
)
select g.enrollment_id, a.name as assignment_name, g.grade_id as id,
       g.new_score as score, g.version, coalesce(g.new_state, 'graded') as state,
       coalesce(g.new_days_late, 0) as days_late
  from g
  join names n on n.name = g.assignment_name and g.at >= n.since and g.at < n.until
  join a on a.object_id = n.object_id
 where g.action <> 'delete'
