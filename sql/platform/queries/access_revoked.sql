-- access_revoked(since timestamptz) many
select session_id, at
  from identity_api.revoked_since(coalesce(:since::timestamptz, now() - interval '20 minutes'))
