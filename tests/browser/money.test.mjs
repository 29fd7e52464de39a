// Money, from the bill to the books: a fee is paid, a part of it comes back,
// and everybody's page, the board and the ledger say the same.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { aCourse, accessible, api, close, make, signIn, students, unique, until } from './browser.mjs';
import { focused, reach } from './keys.mjs';

after(close);

const standin = process.env.LYCEUM_STRIPE;
const GOOD = '4242424242424242', DECLINED = '4000000000000002';

const ctl = (...words) => execFileSync('/bin/bash', ['-c', `${process.env.LYCEUMCTL} "$@"`, 'ctl', ...words],
  { encoding: 'utf8', maxBuffer: 64 << 20 });
// What `ledger verify` finds wrong.  Other tests write states that never were
// straight into the tables: what counts is that nothing comes to that.
function wrong() {
  let said;
  try {
    said = ctl('ledger', 'verify');
  } catch (e) {
    assert.equal(e.status, 1, e.stderr);
    said = e.stdout;
  }
  return said.split('\n').filter((line) => / of .*, expected /.test(line));
}
const found = wrong();
const balanced = () => assert.deepEqual(wrong().filter((line) => !found.includes(line)), []);
const asked = async (who, path) => {
  const { status, body } = await api(who, 'GET', path);
  assert.equal(status, 200, `GET ${path}: ${JSON.stringify(body)}`);
  return body;
};
const named = (person) => person.email.replace('@lyceum.example', '');

async function someone() {
  const [person] = await students(1);
  return person;
}

// The invoice of a fee of their own.
async function bill(person, amount) {
  const fee = await make('admin', '/fees', { name: `Laboratory ${unique()}`, kind: 'fees', amount,
    currency: 'USD', scope: 'school' });
  const charged = await api('admin', 'POST', `/fees/${fee.id}/charge`, { user_id: person.id });
  assert.equal(charged.status, 200, JSON.stringify(charged.body));
  assert.equal((await api('admin', 'DELETE', `/fees/${fee.id}`)).status, 204);
  const { items } = await asked('admin', `/invoices?user_id=${person.id}`);
  return items[0];
}

async function card(page, number) {
  const frame = page.frameLocator('iframe[title="Secure payment input frame"]');
  await frame.getByLabel('Card number').fill(number);
  await frame.getByLabel('Expiration date').fill('12 / 60');
  await frame.getByLabel('Security code').fill('123');
}

async function pay(page, words, number) {
  const button = page.getByRole('button', { name: words });
  await button.waitFor();
  await card(page, number);
  await button.click();
}

const dollars = async () =>
  (await asked('admin', '/billing')).totals.find((t) => t.currency === 'USD');
const balance = async (person) =>
  (await asked('admin', `/accounts/${person.id}`)).balances[0];

// What was taken for an invoice, by Stripe's own books.
async function taken(invoice) {
  const key = readFileSync(`${process.env.LYCEUM_STRIPE_DIR}/secret_key`, 'utf8').trim();
  const r = await fetch(`${standin}/v1/payment_intents?limit=100`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(r.status, 200);
  const of = (await r.json()).data.filter((p) => p.metadata.invoice_id === invoice.id);
  assert.equal(of.length, 1);
  return of[0].amount_received;
}

test('a fee is paid, a part of it comes back, and the books agree', async () => {
  const person = await someone(), before = await dollars();
  const invoice = await bill(person, 1234.5);
  const page = await signIn(person.email);
  await page.getByRole('heading', { name: 'To pay' }).waitFor();
  await accessible(page, 'the home of a student who owes');
  await page.getByRole('link', { name: 'What I owe' }).first().click();
  await page.getByText('To pay in all').waitFor();
  await page.getByRole('link', { name: 'Pay $1,234.50' }).click();
  await pay(page, 'Pay $1,234.50', GOOD);
  await page.getByRole('heading', { name: 'Paid $1,234.50' }).waitFor();
  await page.getByRole('link', { name: 'Receipt' }).click();
  await page.getByRole('heading', { name: /^Receipt/ }).waitFor();
  await accessible(page, 'a receipt');
  const pdf = await page.request.get(await page.getByRole('link', { name: 'PDF' }).getAttribute('href'));
  assert.equal(pdf.headers()['content-type'], 'application/pdf');
  assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');
  assert.match(pdf.headers()['content-disposition'], /filename=/);
  await page.goto('/account');
  await page.getByText('Nothing is owed.').waitFor();
  assert.equal((await asked('admin', `/invoices/${invoice.id}`)).status, 'paid');

  const { items: [payment] } = await asked('admin', `/payments?user_id=${person.id}`);
  const bursar = await signIn('admin');
  await bursar.goto(`/payments/${payment.id}`);
  await bursar.locator('summary', { hasText: 'Give' }).click();
  const dialog = bursar.getByRole('dialog');
  await dialog.getByLabel('Amount').fill('234.50');
  await accessible(bursar, 'the question before a refund');
  await dialog.getByRole('button', { name: /^Give .*back$/ }).click();
  await until('the refund has come', async () =>
    (await asked('admin', `/payments/${payment.id}`)).refunded === 234.5);
  await bursar.goto(`/payments/${payment.id}`);
  await bursar.getByText('$234.50').first().waitFor();
  await bursar.getByText('Given back').first().waitFor();
  assert.deepEqual(bursar.complaints, []);
  await bursar.context().close();

  await page.goto(`/payments/${payment.id}/receipt`);
  await page.getByText('$234.50').waitFor();
  await page.getByText('$1,000.00').waitFor();
  await page.goto('/account');
  await page.getByText('To pay in all').waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();

  const account = await balance(person), now = await dollars();
  assert.equal(account.owed, 234.5);
  assert.equal(account.due, 234.5);
  for (const [name, by] of [['billed', 123450], ['paid', 123450], ['refunded', 23450], ['due', 23450]])
    assert.equal(now[`${name}_minor`] - before[`${name}_minor`], by, name);
  balanced();
});

test('a card is declined: that is said, and nothing is charged', async () => {
  const person = await someone(), invoice = await bill(person, 80);
  const page = await signIn(person.email);
  await page.goto(`/invoices/${invoice.id}/pay`);
  await pay(page, 'Pay $80.00', DECLINED);
  await page.getByText('Your card was declined.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'said');
  await accessible(page, 'the pay page after a refusal');
  assert.equal(await taken(invoice), 0);
  assert.equal((await balance(person)).owed, 80);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Pay $80.00' }).waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('without JavaScript, on Stripe’s page', async () => {
  const person = await someone(), invoice = await bill(person, 75);
  const page = await signIn(person.email, { javaScriptEnabled: false });
  await page.goto('/account');
  await page.getByRole('link', { name: 'Pay $75.00' }).click();
  await page.getByRole('button', { name: 'Pay on Stripe’s page' }).click();
  await page.waitForURL((u) => u.href.startsWith(standin));
  await page.getByLabel('Card number').fill(GOOD);
  await page.getByLabel('Expiration date').fill('12/60');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByText('Paid: 75.00 USD.').waitFor();
  await until('it is paid', async () =>
    (await asked('admin', `/invoices/${invoice.id}`)).status === 'paid');
  await page.goto('/account');
  await page.getByText('Nothing is owed.').waitFor();
  await page.getByRole('link', { name: 'Receipt' }).first().click();
  await page.getByRole('heading', { name: /^Receipt/ }).waitFor();
  await page.context().close();
});

test('a parent pays for a ward', async () => {
  const { items } = await asked('parent', '/account');
  const ward = { id: items.find((i) => !i.is_self).user_id };
  const before = (await asked('parent', `/accounts/${ward.id}`)).balances[0]?.owed_minor ?? 0;
  const invoice = await bill(ward, 45.25);
  const page = await signIn('parent');
  await page.getByRole('heading', { name: 'To pay' }).first().waitFor();
  await accessible(page, 'the home of a parent who owes');
  await page.goto('/account');
  await accessible(page, 'what is owed of wards');
  await page.getByRole('link', { name: `Pay ${invoice.number}` }).click();
  await pay(page, 'Pay $45.25', GOOD);
  await page.getByRole('heading', { name: 'Paid $45.25' }).waitFor();
  assert.equal((await asked('parent', `/invoices/${invoice.id}`)).status, 'paid');
  assert.equal((await asked('parent', `/accounts/${ward.id}`)).balances[0]?.owed_minor ?? 0, before);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('what somebody else owes is not to be seen', async () => {
  const person = await someone(), stranger = await someone(), invoice = await bill(person, 10);
  const page = await signIn(stranger.email);
  for (const path of [`/invoices/${invoice.id}`, `/invoices/${invoice.id}/pay`, `/accounts/${person.id}`])
    assert.equal((await page.goto(path)).status(), 404, path);
  await page.goto('/');
  await page.getByRole('heading', { name: 'My courses' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'To pay' }).count(), 0);
  await page.context().close();
});

test('a seat is held, is not paid in time, and goes to the next', async () => {
  const { items } = await asked('admin', '/school/terms');
  const { semester, year } = items.find((t) => t.current);
  const course = await aCourse({ semester, year, capacity: 1, waitlist_limit: 3 });
  const fee = await make('admin', '/fees', { name: `Seat of ${course.code}`, kind: 'tuition', amount: 350,
    currency: 'USD', scope: 'course', course_id: course.id, holds_seat: true, hold_minutes: 30 });
  const [one, two] = await students(2);

  const first = await signIn(one.email);
  await first.goto(`/courses/${course.id}`);
  await first.getByRole('button', { name: 'Enroll for $350.00' }).click();
  await first.getByText(/^Held for you until/).waitFor();
  await accessible(first, 'the page of a course with a seat that is held');
  const second = await signIn(two.email);
  await second.goto(`/courses/${course.id}`);
  await second.getByRole('button', { name: 'Join the waitlist' }).click();
  await second.getByText('You are number 1 in line.').waitFor();

  await first.goto('/account');
  await first.getByRole('button', { name: 'Pay $350.00' }).waitFor();
  await accessible(first, 'an account with a seat that is held');
  const [hold] = (await asked(named(one), '/account/holds')).items;
  ctl('billing', 'run', '--at', new Date(Date.parse(hold.expires_at) + 1000).toISOString());
  assert.equal((await asked('admin', `/account/holds?status=expired&user_id=${one.id}`)).items.length, 1);
  await first.goto('/account');
  await first.getByText('Nothing is owed.').waitFor();
  await first.goto(`/courses/${course.id}`);
  await first.getByRole('button', { name: 'Join the waitlist' }).waitFor();
  await first.context().close();

  await second.goto(`/courses/${course.id}`);
  await second.getByRole('button', { name: 'Pay $350.00 to keep it' }).click();
  await pay(second, 'Pay $350.00', GOOD);
  await second.getByRole('heading', { name: 'Paid $350.00' }).waitFor();
  await until('the seat is paid', async () =>
    (await asked('admin', `/account/holds?status=paid&user_id=${two.id}`)).items.length === 1);
  await second.goto(`/courses/${course.id}`);
  await second.getByText('Enrolled', { exact: false }).first().waitFor();
  assert.equal(await second.getByText(/^Held for you until/).count(), 0);
  assert.deepEqual(second.complaints, []);
  await second.context().close();
  assert.equal((await api('admin', 'DELETE', `/fees/${fee.id}`)).status, 204);
  balanced();
});

test('an invoice is paid and given back by keyboard alone', async () => {
  const person = await someone();
  const invoice = await bill(person, 120);
  const page = await signIn(person.email);
  const { keyboard } = page;
  const type = async (name, text) => {
    await reach(page, name);
    await keyboard.press('Control+A');
    await keyboard.type(text);
  };
  const at = (id) => until(`the focus is on ${id}`, async () => (await focused(page)).id === id);
  await page.goto('/account');
  await reach(page, 'Pay $120.00');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Pay $120.00' }).waitFor();
  await reach(page, 'Pay $120.00');
  await keyboard.press('Enter');
  await until('the first field that is wrong has the focus', async () =>
    (await focused(page)).name === 'Card number');
  await keyboard.type(DECLINED);
  await type('Expiration date', '1260');
  await type('Security code', '123');
  await reach(page, 'Pay $120.00');
  await keyboard.press('Enter');
  await at('said');
  await reach(page, 'Card number', 'Shift+Tab');
  await keyboard.press('Control+A');
  await keyboard.type(GOOD);
  await reach(page, 'Pay $120.00');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Paid $120.00' }).waitFor();
  await reach(page, 'Receipt');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Receipt/ }).waitFor();
  await page.context().close();

  const { items: [payment] } = await asked('admin', `/payments?user_id=${person.id}`);
  await givenBack(payment);
  assert.equal((await asked('admin', `/invoices/${invoice.id}`)).due, 20);
});

// 20.00 of it, after having thought again, and after a sum that is too much.
async function givenBack(payment) {
  const page = await signIn('admin');
  const { keyboard } = page;
  await page.goto(`/payments/${payment.id}`);
  await reach(page, 'Give money back');
  await keyboard.press('Enter');
  assert.equal((await focused(page)).id, 'f-amount');
  await reach(page, 'Keep things as they are');
  await keyboard.press('Escape');
  assert.equal((await focused(page)).name, 'Give money back');
  await keyboard.press('Space');
  await keyboard.type('99999');
  await reach(page, 'Give it back');
  await keyboard.press('Enter');
  await page.locator('[data-summary]').waitFor();
  await until('the list of faults has the focus', async () => (await focused(page)).summary);
  await reach(page, /^Amount: /);
  await keyboard.press('Enter');
  assert.equal((await focused(page)).id, 'f-amount');
  await keyboard.press('Control+A');
  await keyboard.type('20');
  await reach(page, 'Give it back');
  await keyboard.press('Enter');
  await until('the refund has come', async () =>
    (await asked('admin', `/payments/${payment.id}`)).refunded === 20);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
}

test('what was paid before there was a stand-in is given back, too', async () => {
  const { items } = await asked('admin', '/payments?status=succeeded&limit=200');
  const payment = items.findLast((p) => p.method?.startsWith('visa') && p.refunded === 0 &&
    !p.dispute_status && p.amount > 100);
  const before = await dollars();
  await givenBack(payment);
  assert.equal((await dollars()).refunded - before.refunded, 20);
  try {
    ctl('stripe', 'reconcile', '--since', '400d');
  } catch (e) {
    assert.equal(e.status, 1, e.stderr);  // of what other tests left at Stripe
  }
  const differ = (await asked('admin', '/billing/differences?resolved=false&limit=200')).items;
  assert.deepEqual(differ.filter((d) => d.payment_id === payment.id), []);
  balanced();
});
