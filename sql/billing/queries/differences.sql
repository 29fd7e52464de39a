-- differences(school_id uuid, resolved boolean, limit bigint, after_key text) many
-- The newest first.
select lpad(to_hex(d.id), 32, '0')::uuid as id, d.at, d.object_id, d.payment_id, d.what,
       d.ours, d.theirs, d.resolved, d.resolved_at, d.id::text as _key
  from billing.differences d
 where d.school_id = :school_id
   and (:resolved::boolean is null or d.resolved = :resolved::boolean)
   and (:after_key::text is null or d.id < :after_key::bigint)
 order by d.id desc limit :limit::bigint
