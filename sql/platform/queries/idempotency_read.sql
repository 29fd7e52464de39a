-- idempotency_read(principal text, key text, route text, sha256 text) one
select status, headers, convert_from(response, 'UTF8') as response,
       route = :route and request_sha256 = decode(:sha256, 'hex') as same
  from platform.idempotency where principal = :principal and key = :key
