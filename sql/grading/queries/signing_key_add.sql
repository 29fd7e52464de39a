-- signing_key_add(school_id uuid, kid text, private_key text, public_jwk json) exec
insert into grading.signing_keys (school_id, kid, private_key, public_jwk)
values (:school_id, :kid, :private_key, :public_jwk::jsonb)
