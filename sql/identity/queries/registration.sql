-- registration(school text) one
-- The school that takes registrations: the one named, or the only one.
select s.id, s.code, s.name, true as registration_open
  from academics_api.schools s
 where s.self_registration and (s.code = :school or (:school::text is null
    and (select count(*) = 1 from academics_api.schools x where x.self_registration)))
