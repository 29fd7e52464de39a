-- exam_cancel(id uuid) one
-- Only behind exam_hold.
select grading.exam_cancel(:id) is null as done
