// A class as its teacher sees it fill, and as a student signs it: with and
// without JavaScript, by keyboard, and with a code that is too old.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { aSession, api, close, signIn } from './browser.mjs';

after(close);

const here = (page) => page.locator('.room .big').innerText();
const first = (page, list, name) => page.locator(`[data-part=${list}] > li`).filter({ hasText: name });

// The row of one student in one of the two lists.
async function shows(page, list, name) {
  await first(page, list, name).waitFor({ state: 'attached', timeout: 15000 });
}

for (const javaScriptEnabled of [true, false]) {
  test(`a class signs, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const session = await aSession();
    const me = (await api('student', 'GET', '/auth/me')).body;
    const teacher = await signIn('teacher', { javaScriptEnabled });
    const student = await signIn('student', { javaScriptEnabled, viewport: { width: 390, height: 844 } });

    await teacher.goto(`/sessions/${session.id}/live`);
    await shows(teacher, 'absent', me.full_name);
    assert.match(await here(teacher), /^0/);
    await teacher.getByRole('button', { name: 'Open signing' }).click();
    await teacher.getByText(/^Opened by/).waitFor();

    // What the QR code says leads to a page with one button.
    await teacher.goto(`/sessions/${session.id}/qr`);
    const drawn = await teacher.locator('img[data-part=code]').getAttribute('src');
    assert.match(drawn, /^data:image\/svg\+xml,/);
    const { code } = (await api('teacher', 'GET', `/sessions/${session.id}/qr`)).body;
    await student.goto(`/sign?code=${code}`);
    await student.getByRole('button', { name: 'Sign attendance' }).click();
    await student.getByRole('heading', { name: 'You are in' }).waitFor();
    assert.equal((await api('student', 'GET', `/signatures?session_id=${session.id}`)).body.items[0].status, 'accepted');
    if (javaScriptEnabled) {
      await teacher.getByText(/^1\s+of \d+ have signed/).waitFor({ timeout: 15000 });
      await teacher.locator(`img[data-part=code]:not([src="${drawn}"])`).waitFor({ timeout: 15000 });    // another code
    }

    await teacher.goto(`/sessions/${session.id}/live`);
    await shows(teacher, 'here', me.full_name);
    await first(teacher, 'here', me.full_name).locator('summary').click();
    await teacher.getByRole('button', { name: 'Absent' }).and(teacher.locator(':visible')).click();
    await shows(teacher, 'absent', me.full_name);
    await first(teacher, 'absent', me.full_name).getByRole('button', { name: /^Late/ }).click();
    await shows(teacher, 'here', me.full_name);
    assert.match(await first(teacher, 'here', me.full_name).innerText(), /late/i);

    await teacher.getByText('Close this session').click();
    await teacher.getByRole('button', { name: /^Close and mark \d+ absent/ }).and(teacher.locator(':visible')).click();
    await teacher.getByText(/^Closed at/).waitFor();
    await student.goto(`/users/${me.id}/attendance`);
    await student.getByText('late', { exact: true }).first().waitFor();
    await teacher.goto(`/attendance/course/${session.course_id}`);
    await teacher.getByRole('row', { name: new RegExp(`^${me.full_name}`) }).locator('[data-mark=L]').first().waitFor();
    assert.deepEqual(teacher.complaints, []);
    assert.deepEqual(student.complaints, []);
  });
}

test('the list is marked down by keyboard, and keeps up with others', async () => {
  const session = await aSession();
  const page = await signIn('teacher');
  await page.goto(`/sessions/${session.id}/live`);
  const rows = page.locator('[data-part=absent] > li');
  const n = await rows.count();
  await rows.first().getByRole('button', { name: /^Present/ }).focus();
  for (let i = 1; i <= 2; i++) {
    await page.keyboard.press('Enter');
    // The focus is on the next student.
    await page.waitForFunction((want) => document.querySelectorAll('[data-part=absent] > li').length === want &&
      document.activeElement.textContent.startsWith('Present'), n - i);
  }

  // Marked from elsewhere: the page takes it in, and the focus stays.
  const focused = await page.evaluate(() => document.activeElement.value);
  const other = await rows.last().getAttribute('data-key');
  const r = await api('teacher', 'POST', '/signatures', { session_id: session.id, method: 'teacher', student_id: other });
  assert.equal(r.status, 201, JSON.stringify(r.body));
  await page.locator(`[data-part=here] > li[data-key="${other}"]`).waitFor({ timeout: 15000 });
  assert.equal(await page.evaluate(() => document.activeElement.value), focused);
  await page.locator('[data-part=news]').filter({ hasText: /^3 of/ }).waitFor({ state: 'attached' });
  assert.deepEqual(page.complaints, []);
});

test('what is no code, and what is not for them', async () => {
  const session = await aSession();
  const student = await signIn('student');
  await student.goto('/sign?code=nonsense');
  await student.getByRole('heading', { name: 'This is no code of a class of yours' }).waitFor();
  await student.goto('/');
  await student.getByRole('link', { name: /^Sign / }).first().click();
  await student.getByRole('heading', { level: 1 }).waitFor();
  for (const path of ['live', 'qr'])
    assert.ok((await student.goto(`/sessions/${session.id}/${path}`)).status() >= 403, path);

  // A code of another moment: the words say what to do.
  const forged = Buffer.concat([Buffer.from(session.id.replace(/-/g, ''), 'hex'), Buffer.alloc(16)]).toString('base64url');
  await student.goto(`/sign?code=${forged}`);
  await student.getByRole('button', { name: 'Sign attendance' }).click();
  await student.getByRole('heading', { name: 'Not signed' }).waitFor();
  await student.getByText('Scan the code on the screen once more').waitFor();
});
