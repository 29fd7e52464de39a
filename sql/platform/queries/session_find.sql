-- session_find(sha256 text) one
select session_id, user_id, school_id, role, admin_role, full_name,
       encode(csrf_key, 'hex') as csrf_key, extract(epoch from expires_at)::bigint as expires
  from identity_api.session_by_hash(decode(:sha256, 'hex'))
