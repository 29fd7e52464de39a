-- Deploy identity:billing
begin;

-- New permissions, each with its words and the roles that have it by default.
-- A matrix that a school has changed keeps its changes: only what is new is
-- added, by its default.
create function identity.add_permissions(added text[][]) returns void
language plpgsql set search_path = '' as $$
declare
	p text[];
begin
	foreach p slice 1 in array added loop
		insert into identity.permissions values (p[1], p[2]);
		insert into identity.default_permissions
		select r, p[1] from regexp_split_to_table(p[3], ' ') r;
		insert into identity.role_permissions
		select v.school_id, d.role, d.permission
		  from identity.role_versions v
		  join identity.default_permissions d on d.permission = p[1];
	end loop;
	update identity.role_versions set version = version + 1;
end
$$;

-- The way back.
create function identity.take_permissions(names text[]) returns void
language sql volatile
begin atomic
	delete from identity.role_permissions where permission = any (names);
	delete from identity.default_permissions where permission = any (names);
	delete from identity.permissions where name = any (names);
	update identity.role_versions set version = version + 1;
end;

-- What came with payments, invoices, fees and the ledger.
select identity.add_permissions(array[
	['payments.read', 'Read payments',
	    'admin student parent'],
	['payments.create', 'Pay',
	    'admin student parent'],
	['payments.refund', 'Refund payments',
	    'admin'],
	['invoices.read', 'Read invoices, receipts and what is owed',
	    'admin student parent'],
	['invoices.update', 'Write, issue, credit and void invoices',
	    'admin'],
	['fees.read', 'Read fees',
	    'admin student parent'],
	['fees.update', 'Make, change and charge fees',
	    'admin'],
	['coupons.read', 'Read coupons',
	    'admin'],
	['coupons.update', 'Make and change coupons',
	    'admin'],
	['taxes.read', 'Read rates of tax',
	    'admin'],
	['taxes.update', 'Make and change rates of tax',
	    'admin'],
	['plans.read', 'Read plans',
	    'admin student parent'],
	['plans.update', 'Make and change plans',
	    'admin'],
	['subscriptions.read', 'Read subscriptions',
	    'admin student parent'],
	['subscriptions.create', 'Subscribe, change and cancel a subscription',
	    'admin student parent'],
	['ledger.read', 'Read the ledger and the billing of the school',
	    'admin'],
	['billing.update', 'Change how the school bills',
	    'admin']
]);

-- To whom Stripe sends its receipts.
grant select on identity_api.contacts to lyceum_payments;

-- For migrations alone.
revoke all on function identity.add_permissions(text[]),
    identity.take_permissions(text[]) from public;

commit;
