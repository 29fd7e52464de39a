-- transcripts_school(school_id uuid, limit bigint, after_key text, after_id uuid) many
-- What the school has issued, the newest first.
with t as (
	select t.*, lpad((99999999999999 - (extract(epoch from t.issued_at) * 1000)
		::bigint)::text, 14, '0') collate "C" as key
	  from grading.transcripts t
	 where t.school_id = :school_id
)
select t.id, t.student_id, p.full_name, p.student_number,
       grading.code_shown(t.code) as code,
       case when t.revoked_at is null then 'valid' else 'revoked' end as status,
       t.issued_at, t.revoked_at, t.key as _key
  from t
  join identity_api.people p on p.id = t.student_id
 where (t.key, t.id) > (coalesce(:after_key::text, '') collate "C",
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by t.key, t.id limit :limit::bigint
