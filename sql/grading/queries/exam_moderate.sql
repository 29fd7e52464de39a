-- exam_moderate(id uuid, me uuid, factor numeric, add numeric, reason text) one
-- Only behind exam_hold.
select grading.exam_moderate(:id, :me, :factor, :add, :reason) is null as done
