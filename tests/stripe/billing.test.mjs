import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { base, calm, client, refused, standin } from './stripe.mjs';

const stripe = client();
const person = (more = {}) => stripe.customers.create({ email: 'sam@lyceum.example',
	name: 'Sam', metadata: { user_id: 'u1' }, ...more });

afterEach(calm);

test('a customer and the methods of theirs', async () => {
	const sam = await person();
	assert.match(sam.id, /^cus_\w{14}$/);
	const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: sam.id });
	await refused(stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: sam.id }),
	    { code: 'card_declined' });
	await stripe.customers.update(sam.id, {
		invoice_settings: { default_payment_method: card.id }, metadata: { user_id: '' } });
	const now = await stripe.customers.retrieve(sam.id);
	assert.equal(now.invoice_settings.default_payment_method, card.id);
	assert.deepEqual(now.metadata, {});
	const methods = await stripe.customers.listPaymentMethods(sam.id, { type: 'card' });
	assert.deepEqual(methods.data.map((m) => m.id), [card.id]);
	const off = await stripe.paymentIntents.create({ amount: 900, currency: 'usd',
		customer: sam.id, payment_method: card.id, off_session: true, confirm: true });
	assert.equal(off.status, 'succeeded');
	const other = await person();
	await refused(stripe.paymentIntents.create({ amount: 900, currency: 'usd',
		customer: other.id, payment_method: card.id }), { param: 'payment_method' });
	await stripe.paymentMethods.detach(card.id);
	await refused(stripe.paymentMethods.detach(card.id), { statusCode: 400 });
	assert.equal((await stripe.customers.del(sam.id)).deleted, true);
	assert.equal((await stripe.customers.retrieve(sam.id)).deleted, true);
	await refused(stripe.paymentIntents.create({ amount: 900, currency: 'usd',
		customer: sam.id }), { code: 'resource_missing', param: 'customer' });
});

test('a card is set up, and then charged off session', async () => {
	const sam = await person();
	const setup = await stripe.setupIntents.create({ customer: sam.id, usage: 'off_session' });
	const asked = await stripe.setupIntents.confirm(setup.id, {
		payment_method: 'pm_card_authenticationRequiredOnSetup',
		return_url: 'https://lyceum.example/back' });
	assert.equal(asked.status, 'requires_action');
	await standin('/authenticate', { intent: setup.id, ok: true });
	const done = await stripe.setupIntents.retrieve(setup.id);
	assert.equal(done.status, 'succeeded');
	const paid = await stripe.paymentIntents.create({ amount: 900, currency: 'usd',
		customer: sam.id, payment_method: done.payment_method, off_session: true, confirm: true });
	assert.equal(paid.status, 'succeeded');
	const no = await stripe.setupIntents.create({ customer: sam.id });
	await refused(stripe.setupIntents.confirm(no.id, { payment_method: 'pm_card_chargeDeclined' }),
	    { type: 'StripeCardError' });
	assert.equal((await stripe.setupIntents.cancel(no.id)).status, 'canceled');
});

async function invoice(more = {}, amount = 123450) {
	const sam = await person();
	const made = await stripe.invoices.create({ customer: sam.id,
		collection_method: 'send_invoice', days_until_due: 30,
		metadata: { invoice_id: 'i1', payment_id: 'p1' }, ...more });
	await stripe.invoiceItems.create({ customer: sam.id, invoice: made.id, amount,
		currency: 'usd', description: 'Tuition <Fall>' });
	return made;
}

test('an invoice is paid on its own page, without a script', async () => {
	const made = await invoice();
	const open = await stripe.invoices.finalizeInvoice(made.id);
	assert.equal(open.status, 'open');
	assert.equal(open.amount_due, 123450);
	await stripe.invoices.sendInvoice(made.id);
	const page = await (await fetch(open.hosted_invoice_url)).text();
	assert.match(page, /Tuition &lt;Fall&gt;/);
	assert.match(page, /Pay 1,234\.50 USD/);
	assert.ok(!page.includes('<script'));
	const type = (number) => fetch(open.hosted_invoice_url, { method: 'POST',
		body: new URLSearchParams({ number, expiry: '12 / 60', cvc: '123' }) });
	assert.match(await (await type('4000000000000002')).text(), /role="alert">Your card was declined/);
	assert.match(await (await type('4242424242424242')).text(), /role="status">Paid/);
	const paid = await stripe.invoices.retrieve(made.id, { expand: ['payment_intent'] });
	assert.equal(paid.status, 'paid');
	assert.equal(paid.metadata.payment_id, 'p1');
	assert.equal(paid.payment_intent.status, 'succeeded');
	await refused(stripe.invoices.pay(made.id), { code: 'invoice_already_paid' });
	assert.equal((await fetch(`${base}/i/${made.id}?s=wrong`)).status, 404);
});

test('an invoice is paid by its customer\'s card, or voided, or given up', async () => {
	const made = await invoice({ collection_method: 'charge_automatically',
		days_until_due: undefined });
	await refused(stripe.invoices.pay(made.id), { statusCode: 400 });
	await stripe.paymentMethods.attach('pm_card_visa', { customer: made.customer });
	await stripe.invoices.finalizeInvoice(made.id);
	const card = (await stripe.customers.listPaymentMethods(made.customer)).data[0].id;
	assert.equal((await stripe.invoices.pay(made.id, { payment_method: card })).status, 'paid');
	const voided = await invoice();
	await stripe.invoices.finalizeInvoice(voided.id);
	assert.equal((await stripe.invoices.voidInvoice(voided.id)).status, 'void');
	const lost = await invoice();
	await stripe.invoices.finalizeInvoice(lost.id);
	assert.equal((await stripe.invoices.markUncollectible(lost.id)).status, 'uncollectible');
	const draft = await invoice();
	assert.equal((await stripe.invoices.del(draft.id)).deleted, true);
	await refused(stripe.invoiceItems.create({ customer: lost.customer, invoice: lost.id,
		amount: 1, currency: 'usd' }), { code: 'invoice_not_editable' });
	const outside = await invoice();
	assert.equal((await stripe.invoices.pay(outside.id, { paid_out_of_band: true }))
		.paid_out_of_band, true);
});

test('a subscription bills, falls behind, and ends', async () => {
	const sam = await person();
	const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: sam.id });
	await stripe.customers.update(sam.id, {
		invoice_settings: { default_payment_method: card.id } });
	const price = await stripe.prices.create({ currency: 'usd', unit_amount: 5000,
		recurring: { interval: 'month' }, product_data: { name: 'Dormitory' } });
	const sub = await stripe.subscriptions.create({ customer: sam.id,
		items: [{ price: price.id, quantity: 2 }], metadata: { subscription_id: 's1' } });
	assert.equal(sub.status, 'active');
	assert.equal((await stripe.invoices.retrieve(sub.latest_invoice)).amount_paid, 10000);
	const next = await standin('/period', { subscription: sub.id });
	assert.equal(next.current_period_start, sub.current_period_end);
	const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail',
	    { customer: sam.id });
	await stripe.subscriptions.update(sub.id, { default_payment_method: bad.id });
	assert.equal((await standin('/period', { subscription: sub.id })).status, 'past_due');
	await stripe.subscriptions.update(sub.id, { cancel_at_period_end: true });
	assert.equal((await standin('/period', { subscription: sub.id })).status, 'canceled');
	const trial = await stripe.subscriptions.create({ customer: sam.id, trial_period_days: 14,
		items: [{ price: price.id }] });
	assert.equal(trial.status, 'trialing');
	assert.equal((await stripe.subscriptions.cancel(trial.id)).status, 'canceled');
});

test('the intent of an invoice is canceled with it alone', async () => {
	const made = await invoice();
	const { payment_intent: intent } = await stripe.invoices.finalizeInvoice(made.id);
	await refused(stripe.paymentIntents.cancel(intent), { statusCode: 400 });
	await stripe.invoices.voidInvoice(made.id);
	assert.equal((await stripe.paymentIntents.retrieve(intent)).status, 'canceled');
});
