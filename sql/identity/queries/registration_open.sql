-- registration_open() one
select exists (select from academics_api.schools s where s.self_registration)
    as registration_open
