// What the tests share: Stripe's client, the stand-in's control, a webhook.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Stripe from 'stripe';

export const base = process.env.LYCEUM_STRIPE;
const at = new URL(base);

export function kept(name) {
	return readFileSync(`${process.env.LYCEUM_STRIPE_DIR}/${name}`, 'utf8').trim();
}

export function client(options = {}, key = kept('secret_key')) {
	return new Stripe(key, { apiVersion: '2024-06-20', protocol: 'http',
		host: at.hostname, port: at.port, maxNetworkRetries: 0, timeout: 5000,
		telemetry: false, ...options });
}

export async function standin(path, body, method) {
	const reply = await fetch(`${base}/_standin${path}`, {
		method: method ?? (body === undefined ? 'GET' : 'POST'),
		body: body === undefined ? undefined : JSON.stringify(body) });
	const said = await reply.json();
	assert.equal(reply.status, 200, JSON.stringify(said));
	return said;
}

// As it was, for the next test: no faults, events go to Lyceum.
export async function calm() {
	await standin('/faults', undefined, 'DELETE');
	await standin('', { deliver: 'normal', webhook_url: null, secrets: null,
		skew: 0, keys: null });
}

export async function refused(promise, what) {
	try {
		await promise;
	} catch (error) {
		for (const [name, value] of Object.entries(what))
			assert.equal(error[name], value, `${name} of ${error}`);
		return error;
	}
	assert.fail('it was not refused');
}

export async function until(what, said = 'it', ms = 15000) {
	const end = Date.now() + ms;
	for (;;) {
		const value = await what();
		if (value)
			return value;
		if (Date.now() > end)
			assert.fail(`${said} did not come about`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

export function sql(text) {
	return execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', text],
	    { encoding: 'utf8' }).trim();
}

// A webhook of the test's own: keeps what comes, and says what it is told to.
export async function webhook(answer = () => 200) {
	const got = [];
	const server = createServer((request, response) => {
		const parts = [];
		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			const one = { body: Buffer.concat(parts).toString(),
				signature: request.headers['stripe-signature'] };
			response.writeHead(answer(one, got.length)).end();
			got.push({ ...one, event: JSON.parse(one.body) });
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	await standin('', { webhook_url: `http://127.0.0.1:${server.address().port}/` });
	return { got, of: (id) => got.filter((g) => g.event.data.object.id === id ||
		g.event.data.object.payment_intent === id),
		close: () => { server.closeAllConnections(); server.close(); } };
}
