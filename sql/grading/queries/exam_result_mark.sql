-- exam_result_mark(id uuid, me uuid, result_id uuid, if_match int, state text,
--	score numeric, clear_score boolean, remark text, clear_remark boolean) many
-- One result, as a list of one.  Only behind exam_hold.
select m.line, m.id, m.field, m.fault, m.current
  from grading.exam_mark(:id, :me, jsonb_build_array(jsonb_strip_nulls(
	jsonb_build_object('id', :result_id::uuid, 'version', :if_match::int,
	    'state', :state::text, 'score', :score::numeric, 'remark', :remark::text))
	|| case when :clear_score::boolean then '{"score":null}' else '{}' end::jsonb
	|| case when :clear_remark::boolean then '{"remark":null}' else '{}' end::jsonb)) m
