-- Verify billing:asking
begin;
do $$
declare
	who constant uuid := platform.uuid7();
	school constant uuid := platform.uuid7();
	w billing.wanted;
	f record;
	again record;
begin
	w := billing.wanted_freely(school, who, 12.5, 'USD', 'books', null, null, null);
	assert w.amount = 1250;
	select * into f from billing.payment_for(school, who, w);
	select * into again from billing.payment_for(school, who, w);
	assert f.payment = again.payment and again.rival is null, 'the same, twice';
	assert billing.keep_intent(f.payment, 'pi_verify');
	assert not billing.keep_intent(f.payment, 'pi_other'), 'another name';
	perform billing.asked_with('\x01', '\x02', f.payment);
	assert billing.asked_before('\x01', '\x02') = f.payment;
	begin
		perform billing.asked_before('\x01', '\x03');
		assert false, 'a key for two things';
	exception when sqlstate 'LY001' then
		null;
	end;
end
$$;
select 'billing.account_of(uuid, uuid, text, uuid)'::regprocedure,
       'billing.ask_alone(uuid)'::regprocedure,
       'billing.ask_customer(uuid, uuid, boolean)'::regprocedure,
       'billing.ask_payment(uuid, uuid, text, bytea, bytea, uuid, uuid, '
           'integer, numeric, text, text, text, integer, text)'::regprocedure,
       'billing.ask_refund(uuid, uuid, uuid, bytea, bytea, numeric, text, '
           'text)'::regprocedure,
       'billing.left_of(billing.invoices, integer)'::regprocedure,
       'billing.note_payment(uuid, uuid, uuid, uuid, numeric, text, text, '
           'text, integer, text, text, text)'::regprocedure,
       'billing.note_refund(uuid)'::regprocedure,
       'billing.payable(uuid, uuid, text, uuid)'::regprocedure,
       'billing.payment_refused(uuid, text, text)'::regprocedure,
       'billing.refund_refused(uuid, text)'::regprocedure,
       'billing.reserve(billing.payments, bigint, uuid, text, text)'::regprocedure,
       'billing.reserved_anew(uuid)'::regprocedure,
       'billing.wanted_of(uuid, uuid, text, uuid, integer)'::regprocedure
 where false;
rollback;
