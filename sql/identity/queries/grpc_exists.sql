-- grpc_exists(id uuid) one
-- Who has been deactivated is kept for the records alone.
select exists (select from identity.users u where u.id = :id and u.is_active) as is_there
