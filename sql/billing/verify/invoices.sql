-- Verify billing:invoices
begin;
do $$
begin
	assert has_table_privilege('lyceum_payments', 'billing.invoices', 'insert');
	assert not has_table_privilege('lyceum_payments', 'billing.credit_notes', 'update');
	assert not has_table_privilege('lyceum_courses', 'billing.holds', 'select');
end
$$;
select 'billing.billed_once'::regclass, 'billing.coupon_taken'::regclass,
       'billing.credit_notes_of_invoice'::regclass,
       'billing.fees_of_school'::regclass, 'billing.held_once'::regclass,
       'billing.holds_due'::regclass, 'billing.holds_of_invoice'::regclass,
       'billing.invoice_number'::regclass, 'billing.invoices_of_enrollment'::regclass,
       'billing.invoices_of_person'::regclass, 'billing.invoices_of_school'::regclass,
       'billing.invoices_open'::regclass, 'billing.plan_taken'::regclass,
       'billing.price_taken'::regclass, 'billing.redemptions_of_coupon'::regclass,
       'billing.subscribed'::regclass, 'billing.subscriptions_due'::regclass,
       'billing.subscriptions_of_school'::regclass, 'billing.tax_taken'::regclass,
       'billing.charges'::regclass, 'billing.coupons'::regclass,
       'billing.fees'::regclass, 'billing.instalments'::regclass,
       'billing.invoice_lines'::regclass, 'billing.plans'::regclass,
       'billing.redemptions'::regclass, 'billing.subscriptions'::regclass,
       'billing.taxes'::regclass, 'billing.kind'::regtype
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.credit_notes'::regclass, 'append_only')));
end
$$;
rollback;
