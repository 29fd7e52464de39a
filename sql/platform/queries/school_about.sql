-- school_about(school_id uuid) one
select code, name, timezone from academics_api.schools where id = :school_id::uuid
