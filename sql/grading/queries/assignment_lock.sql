-- assignment_lock(id uuid, school_id uuid) exec
-- Waits for the grades that are being entered, so that the next statement
-- sees them.
select 1 from grading.assignments a
 where a.id = :id and a.school_id = :school_id for update
