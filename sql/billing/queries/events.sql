-- events(school_id uuid, outcome text, type text, payment_id uuid, object text,
--	limit bigint, after_key text) many
-- The newest first.  Whose one is takes a look into it: for no more of them
-- than are shown.
select md5(e.id)::uuid as id, e.id as event, e.type, e.received_at, e.applied_at,
       coalesce(e.outcome, 'waiting') as outcome, e.object_id, e.payment_id, e.error,
       e.tries, to_char(e.received_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
	   || ' ' || e.id as _key
  from (select x.id from billing.stripe_events x
	 where (:outcome::text is null
		or coalesce(x.outcome, 'waiting') = :outcome::text)
	   and (:type::text is null or x.type = :type::text)
	   and (:payment_id::uuid is null or x.payment_id = :payment_id::uuid)
	   and (:object::text is null or :object::text in (x.object_id, x.id))
	   and (:after_key::text is null or (x.received_at, x.id)
		< (left(:after_key::text, 26)::timestamp at time zone 'UTC',
		   substr(:after_key::text, 28)))
	 order by x.received_at desc, x.id desc offset 0) k
 cross join lateral (select y.* from billing.stripe_events y
	 where y.id = k.id offset 0) e
 where billing.school_of_event(e.payment_id, e.body) = :school_id
 limit :limit::bigint
