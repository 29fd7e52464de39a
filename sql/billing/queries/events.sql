-- events(school_id uuid, outcome text, type text, payment_id uuid, object text,
--	limit bigint, after_key text) many
-- The newest first.
select md5(e.id)::uuid as id, e.id as event, e.type, e.received_at, e.applied_at,
       coalesce(e.outcome, 'waiting') as outcome, e.object_id, e.payment_id, e.error,
       e.tries, to_char(e.received_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
	   || ' ' || e.id as _key
  from billing.stripe_events e
 where billing.school_of_event(e.payment_id, e.body) = :school_id
   and (:outcome::text is null or coalesce(e.outcome, 'waiting') = :outcome::text)
   and (:type::text is null or e.type = :type::text)
   and (:payment_id::uuid is null or e.payment_id = :payment_id::uuid)
   and (:object::text is null or :object::text in (e.object_id, e.id))
   and (:after_key::text is null or (e.received_at, e.id)
	< (left(:after_key::text, 26)::timestamp at time zone 'UTC',
	   substr(:after_key::text, 28)))
 order by e.received_at desc, e.id desc limit :limit::bigint
