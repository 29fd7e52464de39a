-- grpc_user(id uuid) one
-- The first word is the first name: nothing here keeps them apart.
select u.id, u.school_id, u.email, u.role,
       split_part(u.full_name, ' ', 1) as firstname,
       ltrim(substr(u.full_name, length(split_part(u.full_name, ' ', 1)) + 1))
	   as lastname
  from identity.users u where u.id = :id
