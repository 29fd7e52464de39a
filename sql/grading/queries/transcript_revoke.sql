-- transcript_revoke(id uuid, school_id uuid, me uuid, my_role text, reason text,
--	if_match int) one
with t as materialized (
	select t.id, t.revoked_at, t.version from grading.transcripts t
	 where t.id = :id and t.school_id = :school_id
	   and (:if_match::int is null or t.version = :if_match)
	   and grading.may_read_record(t.student_id, :school_id::uuid, :me::uuid,
		:my_role::text)
	   for update
), open as materialized (
	select t.id from t where t.revoked_at is null
	    or platform.fail('conflict', 'This transcript was revoked before.')
)
update grading.transcripts x
   set revoked_at = now(), revoked_by = :me, revoked_reason = :reason,
       version = x.version + 1
  from open where x.id = open.id
returning x.id, x.student_id, grading.code_shown(x.code) as code,
    'revoked' as status, x.revoked_at, x.revoked_reason, x.version
