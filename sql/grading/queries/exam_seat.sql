-- exam_seat(id uuid, order text) one
-- Only behind exam_hold.
select grading.exam_seat(:id, :order) is null as done
