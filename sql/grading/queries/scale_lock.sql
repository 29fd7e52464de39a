-- scale_lock(id uuid, school_id uuid) exec
-- Waits for the rules that are being made of it.
select 1 from grading.scales s
 where s.id = :id and s.school_id = :school_id for update
