-- idempotency_claim(principal text, key text, route text, sha256 text) one
insert into platform.idempotency (principal, key, route, request_sha256)
values (:principal, :key, :route, decode(:sha256, 'hex'))
on conflict (principal, key) do nothing
returning key
