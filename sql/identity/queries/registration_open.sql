-- registration_open() one
select count(*) > 0 as registration_open, count(*) > 1 as choose_school
  from academics_api.schools s where s.self_registration
