-- exam_publish(id uuid, me uuid) one
-- Only behind exam_hold.
select grading.exam_publish(:id, :me) is null as done
