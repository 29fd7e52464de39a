// A card is typed and paid, with scripts and without; and kept.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, api, close, signIn, until } from './browser.mjs';

after(close);

const shots = process.env.LYCEUM_SHOTS;
const standin = process.env.LYCEUM_STRIPE;

async function shot(page, name) {
  if (!shots) return;
  for (const [width, height] of [[390, 844], [1280, 900]])
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function bill(amount, parts) {
  const { body: me } = await api('student', 'GET', '/auth/me');
  const made = await api('admin', 'POST', '/invoices', { user_id: me.id, currency: 'USD' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const at = `/invoices/${made.body.id}`;
  const line = await api('admin', 'POST', `${at}/lines`, { description: 'Laboratory fee', kind: 'fees', amount });
  assert.equal(line.status, 201, JSON.stringify(line.body));
  if (parts) assert.equal((await api('admin', 'PUT', `${at}/instalments`, { n: parts, first_due_on: '2027-01-01' })).status, 200);
  assert.equal((await api('admin', 'POST', `${at}/issue`, {})).status, 200);
  return made.body.id;
}

async function card(page, number) {
  const frame = page.frameLocator('iframe[title="Secure payment input frame"]');
  await frame.getByLabel('Card number').fill(number);
  await frame.getByLabel('Expiration date').fill('12 / 60');
  await frame.getByLabel('Security code').fill('123');
  return frame;
}

const invoice = async (id) => (await api('student', 'GET', `/invoices/${id}`)).body;
const paid = (id) => until('the invoice is paid', async () => (await invoice(id)).status === 'paid');

test('an invoice is paid by card; a card that is declined can be changed', async () => {
  const id = await bill(1234.5);
  const page = await signIn('student');
  await page.goto(`/invoices/${id}/pay`);
  await page.getByRole('button', { name: 'Pay $1,234.50' }).waitFor();
  await accessible(page, 'the pay page');
  await shot(page, 'pay');
  await page.getByRole('button', { name: 'Pay $1,234.50' }).click();
  const frame = page.frameLocator('iframe');
  await frame.getByText('Your card number is incomplete.').waitFor();
  await card(page, '4000000000009995');
  await page.getByRole('button', { name: 'Pay $1,234.50' }).click();
  await page.getByText('Your card has insufficient funds.').waitFor();
  await shot(page, 'pay-declined');
  await card(page, '4242424242424242');
  await page.getByRole('button', { name: 'Pay $1,234.50' }).click();
  await page.waitForURL(/\/paid\?/);
  await page.getByRole('heading', { name: 'Paid $1,234.50' }).waitFor();
  await accessible(page, 'the page after paying');
  await shot(page, 'paid');
  await paid(id);
  assert.equal((await invoice(id)).due, 0);
  await page.goto(`/invoices/${id}/pay`);
  await page.getByRole('heading', { name: 'Paid' }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('the bank asks, in the middle of a part', async () => {
  const id = await bill(90, 3);
  const page = await signIn('student');
  await page.goto(`/invoices/${id}/pay`);
  const button = page.getByRole('button', { name: 'Pay $30.00' });
  await button.waitFor();
  await accessible(page, 'the pay page of a part');
  await page.getByRole('link', { name: 'All: $90.00' }).click();
  await page.getByRole('button', { name: 'Pay $90.00' }).waitFor();
  await page.getByRole('link', { name: 'Part 1: $30.00' }).click();
  await button.waitFor();
  await shot(page, 'pay-part');
  await card(page, '4000002760003184');
  await button.click();
  await page.getByRole('button', { name: 'Fail authentication' }).click();
  await page.getByRole('heading', { name: 'Not paid' }).waitFor();
  await shot(page, 'not-paid');
  await page.getByRole('link', { name: 'Try again' }).click();
  await button.waitFor();
  await card(page, '4000002760003184');
  await button.click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await page.getByRole('heading', { name: 'Paid $30.00' }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('without scripts: on Stripe\'s page', async () => {
  const id = await bill(75);
  const page = await signIn('student', { javaScriptEnabled: false });
  await page.goto(`/invoices/${id}/pay`);
  await page.getByText('Test mode: no money moves.').waitFor();
  await shot(page, 'pay-no-script');
  await page.getByRole('button', { name: 'Pay on Stripe’s page' }).click();
  await page.waitForURL((u) => u.href.startsWith(standin));
  await page.getByLabel('Card number').fill('4242424242424242');
  await page.getByLabel('Expiration date').fill('12/60');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Pay 75.00 USD' }).click();
  await page.getByText('Paid: 75.00 USD.').waitFor();
  await paid(id);
  await page.context().close();
});

test('there and here it is one payment', async () => {
  const id = await bill(60);
  const here = await api('student', 'POST', '/payments/create-intent', { invoice_id: id });
  assert.equal(here.status, 201);
  const sent = await api('student', 'POST', `/invoices/${id}/send`, {});
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const again = await api('student', 'POST', `/invoices/${id}/send`, {});
  assert.equal(again.body.url, sent.body.url);
  const both = await api('student', 'POST', '/payments/create-intent', { invoice_id: id });
  assert.equal(both.status, 201, JSON.stringify(both.body));
  assert.equal(both.body.payment_id, sent.body.payment_id);
  const { status } = await api('student', 'GET', `/payments/${here.body.payment_id}`)
    .then((r) => r.body);
  assert.equal(status, 'failed');
  const page = await signIn('student');
  await page.goto(`/payments/${sent.body.payment_id}/pay`);
  await page.getByRole('button', { name: 'Pay $60.00' }).waitFor();
  await card(page, '4242424242424242');
  await page.getByRole('button', { name: 'Pay $60.00' }).click();
  await page.getByRole('heading', { name: 'Paid $60.00' }).waitFor();
  await paid(id);
  assert.equal((await fetch(sent.body.url).then((r) => r.text())).includes('Paid:'), true);
  await page.context().close();
});

test('a sum that changed: the page of Stripe\'s is void', async () => {
  const id = await bill(200);
  const sent = await api('student', 'POST', `/invoices/${id}/send`, {});
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const less = await api('admin', 'POST', `/invoices/${id}/credit-notes`, { amount: 50, reason: 'Too much' });
  assert.equal(less.status, 201, JSON.stringify(less.body));
  const now = await api('student', 'POST', '/payments/create-intent', { invoice_id: id });
  assert.equal(now.status, 201, JSON.stringify(now.body));
  assert.equal(now.body.amount, 150);
  assert.match(await fetch(sent.body.url).then((r) => r.text()), /This invoice is void/);
});

test('a card is kept', async () => {
  const page = await signIn('student');
  await page.goto('/payments/methods');
  await page.getByRole('link', { name: 'Keep a card' }).click();
  await page.getByRole('button', { name: 'Keep this card' }).waitFor();
  await accessible(page, 'the page on which a card is kept');
  await shot(page, 'keep');
  await card(page, '5555555555554444');
  await page.getByRole('button', { name: 'Keep this card' }).click();
  await page.getByText('Mastercard ending in 4444').first().waitFor();
  await page.goto('/payments/methods/new');
  await page.getByRole('button', { name: 'Keep this card' }).waitFor();
  await card(page, '4000002500003155');
  await page.getByRole('button', { name: 'Keep this card' }).click();
  await page.getByRole('button', { name: 'Complete authentication' }).click();
  await page.getByText('Visa ending in 3155').first().waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
