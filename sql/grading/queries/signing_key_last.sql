-- signing_key_last(school_id uuid) one
select k.kid, k.private_key, k.public_jwk::text as public_jwk
  from grading.signing_keys k where k.school_id = :school_id
 order by k.id desc limit 1
