-- grpc_session(id uuid) one
select s.id, s.school_id, s.name, s.is_online, s.closing_delay_minutes,
       s.closed_at is not null or s.is_cancelled as signature_closed,
       extract(epoch from date_trunc('second', s.starts_at))::bigint as starts_s,
       extract(microseconds from s.starts_at)::bigint % 1000000 * 1000 as starts_n,
       extract(epoch from date_trunc('second', s.ends_at))::bigint as ends_s,
       extract(microseconds from s.ends_at)::bigint % 1000000 * 1000 as ends_n
  from academics_api.sessions s where s.id = :id
