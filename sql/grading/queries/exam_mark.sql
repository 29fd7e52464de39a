-- exam_mark(id uuid, me uuid, results json) many
-- Only behind exam_hold.  Rows are faults.
select m.line, m.id, m.field, m.fault, m.current, p.full_name
  from grading.exam_mark(:id, :me, :results::jsonb) m
  left join grading.exam_results r on r.id = m.id
  left join identity_api.people p on p.id = r.student_id
 order by m.line
