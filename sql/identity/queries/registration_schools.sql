-- registration_schools() many
select s.code, s.name from academics_api.schools s
 where s.self_registration order by s.name, s.code limit 100
