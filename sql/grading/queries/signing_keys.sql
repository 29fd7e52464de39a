-- signing_keys(school uuid, kid text) many
-- What a school has published, the newest first; with kid that one alone.
select s.id as school, s.name, k.kid, k.public_jwk::text as public_jwk
  from academics_api.schools s
  left join grading.signing_keys k on k.school_id = s.id
 where s.id = :school and (:kid::text is null or k.kid = :kid)
 order by k.id desc
