// A fee that is billed to many: the page that says how far it is, goes on by
// itself, is paused, fails and is told to go on; and the same without scripts.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, api, close, make, signIn, students, unique } from './browser.mjs';

after(close);

// One of them was billed already.
async function begun(count) {
  const people = await students(count);
  const group = await make('admin', '/groups', { name: `Many ${unique()}` });
  for (const { id } of people)
    assert.ok((await api('admin', 'POST', `/groups/${group.id}/members`, { student_id: id })).status < 300);
  const fee = await make('admin', '/fees', { name: `Dues ${unique()}`, scope: 'program', group_id: group.id,
    amount: 1200.5, currency: 'USD' });
  const bill = (n) => api('admin', 'POST', `/fees/${fee.id}/charge`, { user_id: people[n].id });
  await bill(0);
  return { people, fee, bill, at: `/fees/${fee.id}/charge` };
}

const invoices = async (fee) => (await api('admin', 'GET', `/invoices?fee_id=${fee.id}`)).body.items.length;

// What is sent is answered by the test: each time by the next of these.
async function answered(page, at, ...answers) {
  const sent = [];
  await page.route(`**${at}`, async (route) => {
    if (route.request().method() !== 'POST')
      return route.continue();
    sent.push(new URLSearchParams(route.request().postData()).get('_key'));
    await answers.shift()(route);
  });
  return sent;
}

test('it goes on by itself, is paused, fails, and ends', async () => {
  const { fee, bill, at } = await begun(5);
  const page = await signIn('admin');
  let paused;
  const one = (n) => async (route) => {
    await bill(n);
    await route.fulfill({ response: await page.request.get(at) });
  };
  const sent = await answered(page, at, one(1),
    async (route) => { await new Promise((go) => { paused = go; }); await one(2)(route); },
    one(3), (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<main><h1>Away for a moment</h1></main>' }), (route) => route.continue());
  await page.goto(at);
  await page.getByText('1 of 5 billed').waitFor();
  assert.equal(await page.locator('progress').getAttribute('value'), '1');
  await accessible(page, 'a fee that is half billed');
  assert.equal(sent.length, 0, 'a page that is opened does nothing');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('2 of 5 billed', { exact: true }).waitFor();
  await page.getByText('$2,401.00').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Pause');
  await accessible(page, 'a fee that is being billed');
  await page.keyboard.press('Enter');
  await page.getByText('Paused. 2 of 5 billed').waitFor();
  paused();
  await page.getByText('3 of 5 billed', { exact: true }).waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(sent.length, 2);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('status').getByText('It has stopped. Away for a moment').waitFor();
  await accessible(page, 'a fee whose billing has stopped');
  await page.getByText('4 of 5 billed', { exact: true }).waitFor();
  await page.waitForLoadState('networkidle');
  assert.equal(sent.length, 4);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('status').getByText('Done: 5 of 5 billed').waitFor();
  assert.match(await page.title(), /^5 of 5 billed/);
  assert.equal(await page.getByRole('button', { name: /Go on|Pause/ }).count(), 0);
  assert.equal(new Set(sent).size, 5, 'each step is a request of its own');
  assert.equal(await invoices(fee), 5);
  await page.getByRole('link', { name: 'See the invoices' }).click();
  assert.equal(await page.locator('tbody tr').count(), 5);
  assert.deepEqual(page.complaints.filter((c) => !/status of 502/.test(c)), []);
  await page.context().close();
});

test('only what was begun here, a moment ago, goes on', async () => {
  const { fee, at } = await begun(3);
  const page = await signIn('admin');
  const sent = await answered(page, at, (route) => route.continue());
  const mark = (action, ago) => page.evaluate(([action, ago]) =>
    sessionStorage.setItem('onward', JSON.stringify({ action, at: Date.now() - ago })), [action, ago]);
  await page.goto('/fees');
  for (const [action, ago] of [[at, 120000], ['/fees/another/charge', 0]]) {
    await mark(action, ago);
    await page.goto(at);
    await page.waitForLoadState('networkidle');
    assert.equal(sent.length, 0);
  }
  await mark(at, 0);
  await page.goto(at);
  await page.getByText('3 of 3 billed', { exact: true }).waitFor();
  assert.equal(sent.length, 1);
  assert.equal(await invoices(fee), 3);
  await page.context().close();
});

test('without scripts a button goes on; sent again it does nothing more', async () => {
  const { fee, at } = await begun(3);
  const page = await signIn('admin', { javaScriptEnabled: false });
  const other = await signIn('admin', { javaScriptEnabled: false });
  await other.goto(at);
  await page.goto(at);
  await page.getByText('1 of 3 billed').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Pause' }).isVisible(), false);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('3 of 3 billed').waitFor();
  await page.getByText('Everybody who owes it has been billed.').waitFor();
  await other.getByRole('button', { name: 'Go on' }).click();
  await other.getByText('3 of 3 billed').waitFor();
  await page.goBack();
  await page.reload();
  assert.equal(await page.getByRole('button', { name: 'Go on' }).count(), 0);
  assert.equal(await invoices(fee), 3);
  await page.context().close();
  await other.context().close();
});
