-- category_lock(id uuid, school_id uuid) exec
-- Waits for the assignments that are being put into it.
select 1 from grading.categories k
 where k.id = :id and k.school_id = :school_id for update
