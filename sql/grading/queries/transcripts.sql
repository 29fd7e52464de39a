-- transcripts(id uuid, school_id uuid, me uuid, my_role text, limit bigint,
--	after_key text, after_id uuid) many
-- What was issued to a student, in the order of time.
select t.id, t.student_id, grading.code_shown(t.code) as code,
       case when t.revoked_at is null then 'valid' else 'revoked' end as status,
       t.revoked_at is not null as is_revoked, t.issued_at,
       i.full_name as issued_by_name, t.revoked_at, t.revoked_reason,
       t.document #>> '{cumulative,gpa}' as gpa, encode(t.sha256, 'hex') as sha256,
       t.version, '' as _key
  from grading.transcripts t
  left join identity_api.people i on i.id = t.issued_by
 where t.student_id = :id and t.school_id = :school_id
   and grading.may_read_record(:id::uuid, :school_id::uuid, :me::uuid, :my_role::text)
   and ('', t.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by t.id limit :limit::bigint
