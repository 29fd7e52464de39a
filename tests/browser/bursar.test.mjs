// Whoever keeps the books: an invoice is written, in place and without
// scripts; a fee is billed; money is noted, given back and credited.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { api, close, make, signIn, students, unique } from './browser.mjs';

after(close);

const ended = /\/[0-9a-f-]{36}$/;

async function line(page, what, price, quantity = '1') {
  await page.locator('#f-description').fill(what);
  await page.locator('#f-quantity').fill(quantity);
  await page.locator('#f-amount').fill(price);
  await page.getByRole('button', { name: 'Add this line' }).click();
}

async function begin(page, person) {
  await page.goto(`/invoices/new?user_id=${person.id}`);
  await page.getByRole('button', { name: 'Begin the invoice' }).click();
  await page.waitForURL(/\/edit$/);
}

const total = (page, text) => page.locator('[data-total]', { hasText: text }).waitFor();

test('an invoice is written in place', async () => {
  const [person] = await students(1);
  const page = await signIn('admin');
  await begin(page, person);
  const at = page.url();
  await line(page, 'Tuition', '12,50');
  await page.locator('#e-amount').waitFor();
  assert.equal(await page.locator('#f-description').inputValue(), 'Tuition');
  await page.locator('#f-quantity').fill('2');
  await page.locator('#f-amount').fill('1250.25');
  await page.locator('output', { hasText: '$2,500.50' }).waitFor();
  await page.getByRole('button', { name: 'Add this line' }).click();
  await total(page, '$2,500.50');
  await line(page, 'Books', '30');
  await total(page, '$2,530.50');
  await page.getByRole('button', { name: 'Remove line 2' }).click();
  await total(page, '$2,500.50');
  assert.equal(page.url(), at);
  await page.locator('summary', { hasText: 'Issue it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Issue it for $2,500.50' }).click();
  await page.waitForURL((u) => ended.test(u.pathname));
  await page.getByText('To be paid').first().waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('without scripts it is written, divided, issued and voided', async () => {
  const [person] = await students(1);
  const page = await signIn('admin', { javaScriptEnabled: false });
  await begin(page, person);
  await line(page, 'Books', '10x');
  await page.locator('#e-amount').waitFor();
  await line(page, 'Books', '100');
  await page.locator('summary', { hasText: 'Change' }).click();
  await page.locator('#q-1').fill('2');
  await page.getByRole('button', { name: 'Save line 1' }).click();
  await total(page, '$200.00');
  await page.locator('#f-schedule').fill('2032-01-10 150');
  await page.getByRole('button', { name: 'Divide it so' }).click();
  await page.getByText('The parts must come to the total').first().waitFor();
  await page.locator('#f-schedule').fill('tomorrow 200');
  await page.getByRole('button', { name: 'Divide it so' }).click();
  await page.locator('#e-schedule').waitFor();
  await page.locator('#f-schedule').fill('2032-01-10 150\n2032-02-10 50');
  await page.getByRole('button', { name: 'Divide it so' }).click();
  await page.getByRole('cell', { name: '$150.00' }).waitFor();
  await page.locator('summary', { hasText: 'Issue it' }).click();
  await page.getByRole('button', { name: 'Issue it for $200.00' }).click();
  await page.locator('summary', { hasText: 'Void it' }).click();
  await page.getByRole('button', { name: /^Void/ }).click();
  await page.getByText(/is void\.$/).waitFor();
  await page.context().close();
});

test('a fee is billed once; money is noted by a number and given back', async () => {
  const [person] = await students(1);
  const group = await make('admin', '/groups', { name: `Guests ${unique()}` });
  assert.ok((await api('admin', 'POST', `/groups/${group.id}/members`, { student_id: person.id })).status < 300);
  const fee = await make('admin', '/fees', { name: `Key ${unique()}`, scope: 'program', group_id: group.id, amount: 25, currency: 'USD' });
  const page = await signIn('admin');
  await page.goto(`/fees/${fee.id}`);
  await page.getByRole('link', { name: 'Bill it' }).click();
  await page.locator('summary', { hasText: 'Bill 1 people' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bill $25.00' }).click();
  await page.getByText('1 of 1 billed').waitFor();
  await page.goto(`/fees/${fee.id}/preview`);
  await page.getByText('Nobody is left to bill.').waitFor();
  const bill = (await api('admin', 'GET', `/invoices?user_id=${person.id}`)).body.items[0];
  await page.goto(`/invoices/${bill.id}`);
  await page.getByRole('link', { name: 'Note a payment' }).click();
  await page.getByLabel('Cash').check();
  await page.getByLabel('Number of the invoice').fill('INV-NONE');
  await page.getByRole('button', { name: 'Note this payment' }).click();
  await page.locator('#e-invoice_number').waitFor();
  await page.getByLabel('Number of the invoice').fill(bill.number);
  await page.getByRole('button', { name: 'Note this payment' }).click();
  await page.waitForURL((u) => ended.test(u.pathname));
  await page.locator('summary', { hasText: 'Give money back' }).click();
  await page.getByLabel('Amount').fill('10');
  await page.getByRole('button', { name: 'Give it back' }).click();
  await page.getByText('Given back').first().waitFor();
  const now = (await api('admin', 'GET', `/invoices/${bill.id}`)).body;
  assert.equal(now.due, 10);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
