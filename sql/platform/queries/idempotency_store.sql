-- idempotency_store(principal text, key text, status int, headers text, response text) exec
update platform.idempotency
   set status = :status::smallint, headers = :headers,
       response = convert_to(:response, 'UTF8')
 where principal = :principal and key = :key
