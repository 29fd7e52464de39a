-- Deploy billing:upkeep
begin;

create index request_keys_age on billing.request_keys using brin (at);

-- A client's key goes when it is as old as those of platform.prune (Stripe
-- forgets its own after 24 hours), and what it stands for ended as long ago.  A
-- payment that failed and can still be paid with another card has not.
create function billing.prune() returns bigint
language sql volatile
begin atomic
	with gone as (
		delete from billing.request_keys k
		 where k.at < now() - interval '72 hours'
		   and not exists (select from billing.payments p
			where p.id = k.object_id and (billing.is_open(p)
			   or p.updated_at > now() - interval '72 hours'))
		   and not exists (select from billing.refunds r
			where r.id = k.object_id
			  and (r.status in ('pending', 'requires_action')
			   or r.updated_at > now() - interval '72 hours'))
		returning 1
	)
	select count(*) from gone;
end;

commit;
