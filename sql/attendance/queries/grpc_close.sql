-- grpc_close(at timestamptz, most int) one
-- A caller whose clock is ahead must not close what is going on.
select c.sessions
  from attendance.close_expired(least(coalesce(:at, now()), now()), :most) c
