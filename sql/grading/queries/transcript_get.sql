-- transcript_get(id uuid, school_id uuid, me uuid, my_role text) one
select t.id, t.student_id, t.document #>> '{student,full_name}' as full_name,
       t.document #>> '{student,student_number}' as student_number,
       t.student_id = :me as is_self, grading.code_shown(t.code) as code,
       case when t.revoked_at is null then 'valid' else 'revoked' end as status,
       t.revoked_at is not null as is_revoked, t.issued_at, t.issued_by,
       i.full_name as issued_by_name, t.revoked_at, t.revoked_reason,
       v.full_name as revoked_by_name, encode(t.sha256, 'hex') as sha256,
       t.document::json as document, t.version, s.timezone as _timezone,
       extract(epoch from t.issued_at)::bigint as _issued_s
  from grading.transcripts t
  join academics_api.schools s on s.id = t.school_id
  left join identity_api.people i on i.id = t.issued_by
  left join identity_api.people v on v.id = t.revoked_by
 where t.id = :id and t.school_id = :school_id
   and grading.may_read_record(t.student_id, :school_id::uuid, :me::uuid, :my_role::text)
