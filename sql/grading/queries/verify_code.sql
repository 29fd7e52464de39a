-- verify_code(code text) one
-- What a stranger with a code is told: what the paper says, and no reasons.
select case when t.revoked_at is null then 'valid' else 'revoked' end as status,
       grading.code_shown(t.code) as code,
       t.document #>> '{school,name}' as school_name,
       t.document #>> '{student,full_name}' as full_name, t.issued_at,
       t.document #>> '{cumulative,gpa}' as gpa,
       (t.document #>> '{cumulative,credits_earned}')::int as credits_earned,
       encode(t.sha256, 'hex') as sha256, t.revoked_at,
       s.timezone as _timezone
  from grading.transcripts t
  join academics_api.schools s on s.id = t.school_id
 where t.code = :code
