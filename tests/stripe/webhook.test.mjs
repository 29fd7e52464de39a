import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterEach, test } from 'node:test';
import Stripe from 'stripe';
import { calm, client, kept, sql, standin, until, webhook } from './stripe.mjs';

const stripe = client();
const hooks = process.env.LYCEUM_URL + '/api/v1/payments/webhook';
const secrets = () => kept('webhook_secrets').split('\n');
const pay = (card = 'pm_card_visa') => stripe.paymentIntents.create({ amount: 1000,
	currency: 'usd', confirm: true, payment_method: card });
const types = (got) => got.map((g) => g.event.type);
const wanted = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];

let hook;
afterEach(async () => {
	await calm();
	hook?.close();
	hook = null;
});

test('Stripe\'s client accepts what the stand-in signs', async () => {
	hook = await webhook();
	const paid = await pay();
	const got = await until(() => hook.of(paid.id).length === 3 && hook.of(paid.id));
	assert.deepEqual(types(got), wanted);
	for (const one of got) {
		const event = stripe.webhooks.constructEvent(one.body, one.signature, secrets()[0]);
		assert.equal(event.api_version, '2024-06-20');
		assert.equal((await stripe.events.retrieve(event.id)).type, event.type);
		assert.throws(() => stripe.webhooks.constructEvent(`${one.body} `, one.signature,
		    secrets()[0]), Stripe.errors.StripeSignatureVerificationError);
	}
});

test('two secrets are valid while one is rolled', async () => {
	hook = await webhook();
	await standin('', { secrets: ['whsec_old', 'whsec_new'] });
	const paid = await pay();
	const [one] = await until(() => hook.of(paid.id).length === 3 && hook.of(paid.id));
	assert.equal(one.signature.match(/v1=/g).length, 2);
	for (const secret of ['whsec_old', 'whsec_new'])
		assert.ok(stripe.webhooks.constructEvent(one.body, one.signature, secret));
});

test('what is not taken comes again', async () => {
	const before = new Set();
	hook = await webhook((one) => {
		const { id } = JSON.parse(one.body);
		return before.has(id) ? 200 : (before.add(id), 500);
	});
	const paid = await pay();
	const got = await until(() => hook.of(paid.id).length === 6 && hook.of(paid.id));
	assert.equal(new Set(got.map((g) => g.event.id)).size, 3);
	const { deliveries } = await standin(`/deliveries?of=${paid.id}`);
	assert.ok(deliveries.every((d) => d.status === 200));
});

test('held, doubled, reversed, dropped', async () => {
	hook = await webhook();
	await standin('', { deliver: 'hold reverse duplicate 2' });
	const paid = await pay();
	assert.equal((await standin('')).waiting >= 6, true);
	assert.equal(hook.of(paid.id).length, 0);
	await standin('/flush', {});
	const got = await until(() => hook.of(paid.id).length === 6 && hook.of(paid.id));
	assert.deepEqual(types(got), wanted.toReversed().flatMap((t) => [t, t]));
	await standin('', { deliver: 'drop' });
	const lost = await pay();
	await standin('', { deliver: 'delay 50' });
	const last = await pay();
	await until(() => hook.of(last.id).length === 3);
	assert.equal(hook.of(lost.id).length, 0);
	assert.ok((await stripe.events.list({ limit: 10 })).data
		.some((e) => e.data.object.id === lost.id));
});

// ---- Ours

async function post(payload, header) {
	const reply = await fetch(hooks, { method: 'POST', body: payload,
		headers: { 'Content-Type': 'application/json', 'Stripe-Signature': header } });
	return [reply.status, await reply.json()];
}

const sign = (payload, secret = secrets()[0], more = {}) =>
	stripe.webhooks.generateTestHeaderString({ payload, secret, ...more });
const event = () => JSON.stringify({ id: `evt_${randomBytes(12).toString('hex')}`,
	object: 'event', api_version: '2024-06-20', created: Math.floor(Date.now() / 1000),
	type: 'test.of_the_client', livemode: false, data: { object: { id: 'x', object: 'x' } } });
const known = (payload) => sql(`select count(*) from billing.stripe_events
	where id = '${JSON.parse(payload).id}'`);

test('our webhook accepts what Stripe\'s client signs, once', async () => {
	const payload = event();
	assert.deepEqual(await post(payload, sign(payload)), [200, { received: true }]);
	assert.deepEqual(await post(payload, sign(payload)), [200, { received: true }]);
	assert.equal(known(payload), '1');
	assert.equal(sql(`select body from billing.stripe_events
		where id = '${JSON.parse(payload).id}'`), payload);
});

test('and refuses what is not from Stripe', async () => {
	const now = Math.floor(Date.now() / 1000);
	for (const [change, secret, timestamp] of [[' ', secrets()[0], now],
		['', 'whsec_of_another', now], ['', secrets()[0], now - 400],
		['', secrets()[0], now + 400]]) {
		const payload = event();
		const [status] = await post(payload + change, sign(payload, secret, { timestamp }));
		assert.equal(status, 400);
		assert.equal(known(payload), '0');
	}
});

test('an event of the stand-in arrives in Lyceum', async () => {
	const paid = await pay();
	const sent = (await standin(`/deliveries?of=${paid.id}`)).deliveries.map((d) => d.event);
	assert.equal(sent.length, 2);
	await until(() => sql(`select count(*) from billing.stripe_events
		where id in ('${sent.join("','")}')`) === '2', 'the event');
});
