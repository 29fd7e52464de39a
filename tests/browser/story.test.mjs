// A student finds a course and takes a seat; the teacher sees the roster and
// enters a grade; the student sees it.  In the browser and through JSON.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { aCourse, api, close, enroll, make, signIn, students, until, window } from './browser.mjs';

after(close);

for (const javaScriptEnabled of [true, false]) {
  test(`the story, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const course = await aCourse({ capacity: 3 });

    const student = await signIn('student', { javaScriptEnabled });
    await student.goto('/courses');
    const search = student.getByRole('main').getByRole('searchbox');
    await search.fill(course.name);
    await search.press('Enter');
    await student.waitForURL((u) => u.searchParams.get('q') === course.name);
    await student.goto(`/courses?q=${encodeURIComponent(course.name)}`);    // of any term
    await student.getByRole('link', { name: new RegExp(course.code) }).first().click();
    await student.getByText(`of ${course.capacity} seats left`).waitFor();
    await student.getByRole('button', { name: 'Enroll' }).click();
    await student.getByText('You have a seat.').waitFor();
    await student.getByText('enrolled', { exact: true }).first().waitFor();

    const teacher = await signIn('teacher', { javaScriptEnabled });
    await teacher.goto(`/courses/${course.id}`);
    await teacher.getByRole('link', { name: 'Roster' }).click();
    const me = (await api('student', 'GET', '/auth/me')).body;
    await teacher.getByRole('rowheader', { name: me.full_name }).waitFor();

    await make('teacher', `/grades/course/${course.id}/assignments`,
      { name: 'Essay', type: 'homework', max_score: 20, weight: 1 });
    const mine = (await api('student', 'GET', '/enrollments?limit=100')).body.items
      .find((e) => e.course_id === course.id);
    await teacher.goto(`/grades/enrollment/${mine.id}`);
    await teacher.getByRole('textbox', { name: /score/i }).or(
      teacher.getByRole('spinbutton', { name: /score/i })).first().fill('17');
    await teacher.getByRole('button', { name: /save/i }).first().click();
    await until('the grade is saved', async () =>
      JSON.stringify((await api('student', 'GET', `/grades/enrollment/${mine.id}`)).body).includes('17'));
    await student.goto('/grades');
    await student.getByText('Essay').first().waitFor();
    assert.match(await student.getByRole('main').innerText(), /85/);

    await student.goto(`/courses/${course.id}`);
    await student.getByText('Drop this course').click();
    await student.getByRole('button', { name: `Drop ${course.code}` }).click();
    await student.getByText('The seat was given back.').waitFor();
    assert.deepEqual(student.complaints, []);
    assert.deepEqual(teacher.complaints, []);
  });
}

test('the gradebook is worked by keyboard alone, and saves cell by cell', async () => {
  const course = await aCourse();
  for (const s of await students(2)) await enroll(course, s);
  for (const name of ['One', 'Two'])
    await make('teacher', `/grades/course/${course.id}/assignments`,
      { name, type: 'quiz', max_score: 10, weight: 0.5 });

  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  await page.locator('[data-gradebook] td.cell[tabindex]').first().focus();
  await page.keyboard.type('8');
  await page.keyboard.press('Enter');
  await page.keyboard.type('9.5');
  await page.keyboard.press('Enter');
  await until('both are saved', async () => (await api('teacher', 'GET', `/grades/course/${course.id}`))
    .body.students.map((s) => s.cells[0].score).join() === '8,9.5');
  assert.deepEqual(page.complaints, []);
});

test('two tabs on one grade: the second sees both values', async () => {
  const course = await aCourse();
  const [who] = await students(1);
  const e = await enroll(course, who);
  const a = await make('teacher', `/grades/course/${course.id}/assignments`,
    { name: 'Tabs', type: 'quiz', max_score: 10, weight: 1 });
  const g = await make('teacher', '/grades', { enrollment_id: e.id, assignment_id: a.id, score: 5 });

  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  assert.equal((await api('teacher', 'PUT', `/grades/${g.id}`, { score: 6 }, { 'if-match': '"1"' })).status, 200);
  await page.locator('[data-gradebook] td.cell[tabindex]').first().focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('7');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-state="conflict"]') !== null);
  assert.match(await page.getByRole('main').innerText(), /6/);
  assert.equal((await api('teacher', 'GET', `/grades/${g.id}`)).body.score, 6);
});

test('the administrator makes an account, and that person signs in', async () => {
  const email = `new${Date.now()}@lyceum.example`;
  const admin = await signIn('admin');
  await admin.goto('/users/new');
  await admin.getByLabel('Full name').fill('Nadia Żak');
  await admin.getByLabel('E-mail address').fill(email);
  await admin.getByLabel('Role').selectOption('student');
  await admin.getByLabel('First password').fill('password');
  await admin.getByRole('main').getByRole('button').last().click();
  await admin.getByText(/common/).first().waitFor();
  assert.equal(await admin.getByLabel('Full name').inputValue(), 'Nadia Żak');
  await admin.getByLabel('First password').fill('demo-Lyceum-1');
  await admin.getByRole('main').getByRole('button').last().click();
  await admin.getByRole('heading', { name: 'Nadia Żak' }).waitFor();
  const page = await signIn(email);
  await page.getByText('Nadia Żak').first().waitFor({ state: 'attached' });
});

test('a wrong password is said, and the address stays', async () => {
  const page = await window();
  await page.goto('/auth/login');
  await page.getByLabel('E-mail address').fill('student@lyceum.example');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/password is wrong/).first().waitFor();
  assert.equal(await page.getByLabel('E-mail address').inputValue(), 'student@lyceum.example');
});

test('a form from elsewhere changes nothing', async () => {
  const course = await aCourse();
  const page = await signIn('student');
  const status = await page.evaluate(async (id) => (await fetch(`/courses/${id}/enroll`, { method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '_csrf=x' })).status, course.id);
  assert.equal(status, 403);
  assert.equal((await api('student', 'GET', `/courses/${course.id}`)).body.enrolled_count, 0);
});
