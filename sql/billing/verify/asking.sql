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
rollback;
