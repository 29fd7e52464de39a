import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { base, calm, client, kept, refused, standin } from './stripe.mjs';

const stripe = client();
const params = { amount: 1000, currency: 'usd' };
const create = (key, p = params, c = stripe) => c.paymentIntents.create(p, { idempotencyKey: key });
const count = async (key) => (await stripe.paymentIntents.list({ limit: 100 })).data
	.filter((i) => i.metadata.key === key).length;

afterEach(calm);

test('the same key gives the same answer', async () => {
	const key = randomUUID();
	const first = await create(key);
	const second = await create(key);
	assert.equal(second.id, first.id);
	assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
	await refused(create(key, { ...params, amount: 1001 }), { statusCode: 400,
		type: 'StripeIdempotencyError' });
	const { calls } = await standin(`/calls?key=${key}`);
	assert.deepEqual(calls.map((c) => [c.status, c.replayed]), [[200, 0], [200, 1], [400, 1]]
		.map(([s, r], i) => [s, i === 2 ? 0 : r]));
});

test('a declined card is replayed, a wrong parameter is not', async () => {
	const declined = randomUUID(), wrong = randomUUID();
	const card = { ...params, confirm: true, payment_method: 'pm_card_chargeDeclined' };
	const one = await refused(create(declined, card), { statusCode: 402 });
	const two = await refused(create(declined, card), { statusCode: 402 });
	assert.equal(two.payment_intent.id, one.payment_intent.id);
	await refused(create(wrong, { ...params, amount: 1 }), { statusCode: 400 });
	assert.ok((await create(wrong)).id);
});

test('a key is in use until its answer is out', async () => {
	const key = randomUUID();
	await standin('/faults', { path: '/v1/payment_intents', kind: 'slow 600' });
	const slow = create(key, { ...params, metadata: { key } });
	const meanwhile = await refused((async () => {
		for (;;) {
			const { calls } = await standin(`/calls?key=${key}`);
			if (calls.length > 0)
				return create(key, { ...params, metadata: { key } });
		}
	})(), { statusCode: 409 });
	assert.equal(meanwhile.raw.code ?? meanwhile.code, 'idempotency_key_in_use');
	const made = await slow;
	assert.equal((await create(key, { ...params, metadata: { key } })).id, made.id);
	assert.equal(await count(key), 1);
});

for (const kind of ['500', '503', '409', 'reset_before', 'reset_after'])
	test(`${kind}, then asked again by the client itself: made once`, async () => {
		const key = randomUUID();
		await standin('/faults', { path: 'POST /v1/payment_intents', kind, n: 2 });
		const patient = client({ maxNetworkRetries: 3 });
		const made = await create(key, { ...params, metadata: { key } }, patient);
		assert.equal(made.metadata.key, key);
		assert.equal(await count(key), 1);
		assert.equal((await standin('')).faults.length, 0);
	});

test('429 has no effect, and is not kept', async () => {
	const key = randomUUID();
	await standin('/faults', { path: '/v1/payment_intents', kind: '429' });
	await refused(create(key), { statusCode: 429, type: 'StripeRateLimitError' });
	assert.ok((await create(key)).id);
});

// Not by Stripe's client: it waits for the other half for ever.
test('half an answer has had its effect', async () => {
	const key = randomUUID();
	await standin('/faults', { path: '/v1/payment_intents', kind: 'half' });
	const ask = () => fetch(`${base}/v1/payment_intents`, { method: 'POST',
		headers: { Authorization: `Bearer ${kept('secret_key')}`, 'Idempotency-Key': key },
		body: new URLSearchParams({ amount: 1000, currency: 'usd', 'metadata[key]': key }) });
	await assert.rejects(async () => (await ask()).text());
	const again = await ask();
	assert.equal(again.headers.get('idempotent-replayed'), 'true');
	assert.equal(await count(key), 1);
});

test('a 500 that is kept stays', async () => {
	const key = randomUUID();
	await standin('/faults', { path: '/v1/payment_intents', kind: '500_kept' });
	await refused(create(key, { ...params, metadata: { key } }), { statusCode: 500 });
	await refused(create(key, { ...params, metadata: { key } }), { statusCode: 500 });
	assert.equal(await count(key), 1);
});

test('a client that does not wait has had its effect', async () => {
	const key = randomUUID();
	await standin('/faults', { path: '/v1/payment_intents', kind: 'slow 900' });
	await refused(create(key, { ...params, metadata: { key } }, client({ timeout: 200 })),
	    { type: 'StripeConnectionError' });
	assert.equal(await count(key), 1);
});
