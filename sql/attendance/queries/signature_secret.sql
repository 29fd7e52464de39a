-- signature_secret(session uuid, school_id uuid) one
-- What codes of the session are made with: never shown, nor is the row.
select k.id, encode(attendance.secret_of(k.id), 'hex') as _secret
  from academics_api.sessions k
 where k.id = :session and k.school_id = :school_id
