-- Deploy identity:billing
begin;

-- What came with payments, invoices, fees and the ledger.  A matrix that a
-- school has changed keeps its changes: only what is new is added, by its
-- default.
create temporary table added on commit drop as
select * from (values
	('payments.read', 'Read payments',
	    'admin student parent'),
	('payments.create', 'Pay',
	    'admin student parent'),
	('payments.refund', 'Refund payments',
	    'admin'),
	('invoices.read', 'Read invoices, receipts and what is owed',
	    'admin student parent'),
	('invoices.update', 'Write, issue, credit and void invoices',
	    'admin'),
	('fees.read', 'Read fees',
	    'admin student parent'),
	('fees.update', 'Make, change and charge fees',
	    'admin'),
	('coupons.read', 'Read coupons',
	    'admin'),
	('coupons.update', 'Make and change coupons',
	    'admin'),
	('taxes.read', 'Read rates of tax',
	    'admin'),
	('taxes.update', 'Make and change rates of tax',
	    'admin'),
	('plans.read', 'Read plans',
	    'admin student parent'),
	('plans.update', 'Make and change plans',
	    'admin'),
	('subscriptions.read', 'Read subscriptions',
	    'admin student parent'),
	('subscriptions.create', 'Subscribe, change and cancel a subscription',
	    'admin student parent'),
	('ledger.read', 'Read the ledger and the billing of the school',
	    'admin'),
	('billing.update', 'Change how the school bills',
	    'admin')
) m (permission, summary, roles);

insert into identity.permissions select permission, summary from added;
insert into identity.default_permissions
select r, m.permission from added m, regexp_split_to_table(m.roles, ' ') r;
insert into identity.role_permissions
select v.school_id, d.role, d.permission
  from identity.role_versions v
  join identity.default_permissions d on d.permission in (select permission from added);
update identity.role_versions set version = version + 1;

-- To whom Stripe sends its receipts.
grant select on identity_api.contacts to lyceum_payments;

commit;
