-- grade_history(id uuid, school_id uuid, me uuid, my_role text) many
-- The newest changes first.
select g.at, g.actor as by_id, p.full_name as by_name,
       case g.action when 'insert' then 'created' when 'update' then 'changed'
	else 'deleted' end as action,
       g.version, g.assignment_name, trim_scale(g.old_score) as old_score,
       trim_scale(g.new_score) as score, trim_scale(g.old_max_score) as old_max_score,
       trim_scale(g.new_max_score) as max_score, trim_scale(g.old_weight) as old_weight,
       trim_scale(g.new_weight) as weight, g.old_comments, g.new_comments as comments,
       case when g.action <> 'insert' then coalesce(g.old_state, 'graded') end
	as old_state,
       case when g.action <> 'delete' then coalesce(g.new_state, 'graded') end as state,
       g.old_days_late, g.new_days_late as days_late, g.reason,
       nullif(g.new_state, 'graded') as _state, nullif(g.new_days_late, 0) as _late
  from grading.grade_history g
  left join identity_api.people p on p.id = g.actor
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.grade_id = :id and g.school_id = :school_id
 order by g.id desc limit 1000
