-- import_effects(course_id uuid, id uuid, school_id uuid, me uuid, my_role text) many
-- What to undo an import would do to its grades, those that it would leave
-- alone first; as many as a page shows.
select f.grade_id, f.assignment_name, f.student_id, p.full_name, p.student_number,
       trim_scale(f.now_score) as now_score, nullif(f.now_state, 'graded') as now_state,
       case when f.effect = 'restored' then trim_scale(f.score) end as score,
       case when f.effect = 'restored' then nullif(f.state, 'graded') end as state,
       f.effect, f.effect = 'restored' as is_restored,
       f.effect in ('changed', 'deleted', 'maximum') as is_left,
       case f.effect when 'changed' then 'was changed since'
	when 'deleted' then 'was taken away since'
	when 'maximum' then 'had more points than the maximum is now' end as why
  from grading.imports i
 cross join lateral grading.import_effects(i.id, 0, null) f
  join identity_api.people p on p.id = f.student_id
 where i.id = :id and i.course_id = :course_id and i.school_id = :school_id
   and i.undone_at is null
   and grading.may_grade(:course_id, :school_id, :me, :my_role)
 order by f.effect in ('restored', 'removed'), p.full_name, f.id limit 500
