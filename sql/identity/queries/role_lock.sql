-- role_lock(school_id uuid) one
-- Before one permission is granted or taken: whoever changes the matrix at the
-- same time is waited for, and seen.
select version from identity.role_versions where school_id = :school_id for update
