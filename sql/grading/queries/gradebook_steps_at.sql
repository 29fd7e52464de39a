-- gradebook_steps_at(course_id uuid, as_of text) many
-- As gradebook_steps, at that time.  What has no history never changed.
with r as materialized (
	select r.scale_id, grading.asked(:course_id, :as_of) as moment
	  from grading.rules_at(:course_id, grading.asked(:course_id, :as_of)) r
), h as materialized (
	select p.value from r
	  join grading.policy_history p on p.course_id is null
	   and p.object_id = r.scale_id and p.at <= r.moment
	 order by p.id desc limit 1
)
select s.at_least, s.letter, s.points
  from h, lateral jsonb_to_recordset(h.value -> 'steps')
    as s (at_least numeric, letter text, points numeric)
union all
select s.at_least, s.letter, s.points
  from r join grading.scale_steps s on s.scale_id = r.scale_id
 where not exists (select from h)
