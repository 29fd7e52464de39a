-- session_codes(id uuid, school_id uuid, me uuid, my_role text) one
-- For those who may show the code of a session.
select k.id, k.opens_at, k.closes_at, k.ends_at,
       k.is_cancelled or k.closed_at is not null as is_closed,
       encode(attendance.secret_of(k.id), 'hex') as _secret
  from academics_api.sessions k
 where k.id = :id
   and attendance.may_decide(:id, :school_id, :me, :my_role)
