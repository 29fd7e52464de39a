-- exam_reopen(id uuid, reason text) one
-- Only behind exam_hold.
select grading.exam_reopen(:id, :reason) is null as done
