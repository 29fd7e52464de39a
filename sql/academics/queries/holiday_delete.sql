-- holiday_delete(id uuid, school_id uuid) exec
delete from academics.holidays h where h.id = :id and h.school_id = :school_id
