import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { base, calm, client, kept, refused, standin } from './stripe.mjs';

const stripe = client();
const usd = (amount, more = {}) => ({ amount, currency: 'usd', ...more });
const pay = (amount, card = 'pm_card_visa', more = {}) => stripe.paymentIntents.create(
    usd(amount, { confirm: true, payment_method: card, payment_method_types: ['card'], ...more }));

afterEach(calm);

test('an intent goes from made to paid', async () => {
	const made = await stripe.paymentIntents.create(usd(123450, {
		metadata: { payment_id: 'p1', term: 'Fall & Winter' }, receipt_email: 'a@b.example',
		automatic_payment_methods: { enabled: true } }));
	assert.match(made.id, /^pi_\w{24}$/);
	assert.match(made.client_secret, new RegExp(`^${made.id}_secret_\\w{25}$`));
	assert.equal(made.status, 'requires_payment_method');
	assert.deepEqual(made.metadata, { payment_id: 'p1', term: 'Fall & Winter' });
	const paid = await stripe.paymentIntents.confirm(made.id, { payment_method: 'pm_card_visa' });
	assert.equal(paid.status, 'succeeded');
	assert.equal(paid.amount_received, 123450);
	const charge = await stripe.charges.retrieve(paid.latest_charge);
	assert.equal(charge.payment_intent, made.id);
	assert.equal(charge.payment_method_details.card.last4, '4242');
	const open = await stripe.paymentIntents.retrieve(made.id, { expand: ['latest_charge'] });
	assert.equal(open.latest_charge.id, charge.id);
	await refused(stripe.paymentIntents.cancel(made.id), { statusCode: 400,
		code: 'payment_intent_unexpected_state' });
});

test('cards are declined as their numbers say', async () => {
	const codes = { pm_card_chargeDeclined: 'generic_decline',
		pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds' };
	for (const [card, decline] of Object.entries(codes)) {
		const error = await refused(pay(1000, card), { type: 'StripeCardError', statusCode: 402,
			code: 'card_declined', decline_code: decline });
		assert.equal(error.payment_intent.status, 'requires_payment_method');
		const kept = await stripe.paymentIntents.retrieve(error.payment_intent.id);
		assert.equal(kept.last_payment_error.decline_code, decline);
	}
	await refused(pay(1000, 'pm_card_chargeDeclinedExpiredCard'), { code: 'expired_card' });
});

test('a number that is typed is checked, and never kept', async () => {
	const key = client({}, kept('publishable_key'));
	const card = (number) => key.paymentMethods.create({ type: 'card',
		card: { number, exp_month: 12, exp_year: 2060, cvc: '123' } });
	assert.equal((await card('4242424242424242')).card.last4, '4242');
	await refused(card('4242424242424241'), { code: 'incorrect_number' });
	await refused(card('4111111111111111'), { decline_code: 'test_mode_live_card' });
	const { calls } = await standin('/calls?path=/v1/payment_methods');
	assert.ok(calls.length > 0);
	assert.ok(!JSON.stringify(calls).includes('42424242'));
});

test('the cardholder is asked', async () => {
	const asked = await pay(1000, 'pm_card_authenticationRequired', {
		return_url: 'https://lyceum.example/back' });
	assert.equal(asked.status, 'requires_action');
	const page = await fetch(asked.next_action.redirect_to_url.url, { method: 'POST',
		body: new URLSearchParams({ ok: 'yes' }), redirect: 'manual' });
	assert.equal(page.status, 303);
	assert.match(page.headers.get('location'), /redirect_status=succeeded/);
	assert.equal((await stripe.paymentIntents.retrieve(asked.id)).status, 'succeeded');
	const no = await pay(1000, 'pm_card_authenticationRequired');
	await standin('/authenticate', { intent: no.id, ok: false });
	assert.equal((await stripe.paymentIntents.retrieve(no.id)).last_payment_error.code,
	    'payment_intent_authentication_failure');
	await refused(pay(1000, 'pm_card_authenticationRequired', { off_session: true }),
	    { code: 'authentication_required' });
});

test('a bank debit takes its time', async () => {
	const slow = await pay(1000, 'pm_usBankAccount');
	assert.equal(slow.status, 'processing');
	assert.equal((await standin('/settle', { payment_intent: slow.id })).status, 'succeeded');
	const back = await pay(1000, 'pm_usBankAccount');
	assert.equal((await standin('/settle', { payment_intent: back.id, ok: false })).status,
	    'requires_payment_method');
});

test('amounts are as Stripe takes them', async () => {
	const create = (amount, currency) => stripe.paymentIntents.create({ amount, currency });
	for (const [amount, currency, code] of [
		[49, 'usd', 'amount_too_small'], [0, 'usd', 'parameter_invalid_integer'],
		[-1, 'usd', 'parameter_invalid_integer'], [1.5, 'usd', 'parameter_invalid_integer'],
		[49, 'jpy', 'amount_too_small'], [5005, 'kwd', 'parameter_invalid_integer'], [7050, 'isk', 'parameter_invalid_integer'],
		[100000000, 'usd', 'amount_too_large'], [1000, 'xyz', undefined]])
		await refused(create(amount, currency), { statusCode: 400, code });
	for (const [amount, currency] of [[50, 'usd'], [50, 'jpy'], [5000, 'kwd'], [7000, 'isk'], [99999999, 'usd']])
		assert.equal((await create(amount, currency)).amount, amount);
	await refused(stripe.paymentIntents.create({ ...usd(100), colour: 'red' }),
	    { code: 'parameter_unknown', param: 'colour' });
});

test('refunds, up to what was paid', async () => {
	const paid = await pay(1000);
	const part = await stripe.refunds.create({ payment_intent: paid.id, amount: 400,
		metadata: { refund_id: 'r1' } });
	assert.equal(part.status, 'succeeded');
	await refused(stripe.refunds.create({ payment_intent: paid.id, amount: 601 }),
	    { statusCode: 400, param: 'amount' });
	const rest = await stripe.refunds.create({ charge: paid.latest_charge });
	assert.equal(rest.amount, 600);
	assert.equal((await stripe.charges.retrieve(paid.latest_charge)).refunded, true);
	await refused(stripe.refunds.create({ charge: paid.latest_charge }),
	    { code: 'charge_already_refunded' });
	const both = await stripe.refunds.list({ payment_intent: paid.id });
	assert.deepEqual(both.data.map((r) => r.id), [rest.id, part.id]);
	await standin('/refund', { refund: part.id, status: 'failed' });
	assert.equal((await stripe.refunds.retrieve(part.id)).status, 'failed');
	assert.equal((await stripe.charges.retrieve(paid.latest_charge)).amount_refunded, 600);
	const fails = await stripe.refunds.create({ payment_intent: (await pay(500,
	    'pm_card_refundFail')).id });
	assert.equal((await stripe.refunds.retrieve(fails.id)).status, 'failed');
});

test('a disputed charge is not refunded', async () => {
	const paid = await pay(700, 'pm_card_createDispute');
	const { data: [dispute] } = await stripe.disputes.list({ payment_intent: paid.id });
	assert.equal(dispute.status, 'needs_response');
	await refused(stripe.refunds.create({ payment_intent: paid.id }), { code: 'charge_disputed' });
	await standin('/dispute', { dispute: dispute.id, status: 'won' });
	assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'won');
	const types = (await stripe.events.list({ limit: 20 })).data
		.filter((e) => e.data.object.id === dispute.id).map((e) => e.type).reverse();
	assert.deepEqual(types, ['charge.dispute.created', 'charge.dispute.funds_withdrawn',
		'charge.dispute.funds_reinstated', 'charge.dispute.closed']);
});

test('lists go on where the page before ended', async () => {
	const who = await stripe.customers.create({ email: 'list@lyceum.example' });
	const made = [];
	for (let i = 0; i < 7; i++)
		made.push((await stripe.paymentIntents.create(usd(100 + i, { customer: who.id }))).id);
	const seen = [];
	for await (const intent of stripe.paymentIntents.list({ customer: who.id, limit: 3 }))
		seen.push(intent.id);
	assert.deepEqual(seen, made.toReversed());
	const page = await stripe.paymentIntents.list({ customer: who.id, limit: 3 });
	assert.equal(page.has_more, true);
	const back = await stripe.paymentIntents.list({ customer: who.id, limit: 3,
		ending_before: made[0] });
	assert.deepEqual(back.data.map((i) => i.id), [made[3], made[2], made[1]]);
	const later = await stripe.paymentIntents.list({ customer: who.id,
		created: { gt: Math.floor(Date.now() / 1000) + 60 } });
	assert.equal(later.data.length, 0);
});

test('who asks must have the key', async () => {
	await refused(client({}, 'sk_test_wrong').paymentIntents.list(), { statusCode: 401,
		type: 'StripeAuthenticationError' });
	const page = client({}, kept('publishable_key'));
	await refused(page.paymentIntents.create(usd(100)), { code: 'secret_key_required' });
	const made = await stripe.paymentIntents.create(usd(100));
	const seen = await page.paymentIntents.retrieve(made.id, { client_secret: made.client_secret });
	assert.equal(seen.id, made.id);
	await refused(page.paymentIntents.retrieve(made.id, {
		client_secret: `${made.client_secret}x` }), { statusCode: 403 });
	const basic = await fetch(`${base}/v1/payment_intents/${made.id}`, { headers: {
		Authorization: `Basic ${Buffer.from(`${kept('secret_key')}:`).toString('base64')}` } });
	assert.equal(basic.status, 200);
	assert.match(basic.headers.get('request-id'), /^req_/);
});
