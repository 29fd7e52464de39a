// A student finds a course and takes a seat; the teacher sees the roster and
// enters a grade; the student sees it.  In the browser and through JSON.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { api, close, signIn, window } from './browser.mjs';

after(close);

async function newCourse(capacity = 3) {
  const me = (await api('teacher', 'GET', '/auth/me')).body;
  const n = String(Date.now()).slice(-6);
  const letters = [...n.slice(0, 3)].map((d) => String.fromCharCode(65 + Number(d))).join('');
  const r = await api('admin', 'POST', '/courses', { code: `Z${letters}${n.slice(3)}`,
    name: `Story of ${n}`, capacity, credits: 2, semester: 'summer', year: 2032, teacher_id: me.id, schedule: {} });
  assert.equal(r.status, 201, JSON.stringify(r.body));
  return r.body;
}

for (const javaScriptEnabled of [true, false]) {
  test(`the story, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const course = await newCourse();

    const student = await signIn('student', { javaScriptEnabled });
    await student.goto('/courses');
    const search = student.getByRole('main').getByRole('searchbox');
    await search.fill(course.name);
    await search.press('Enter');
    await student.goto(`/courses?q=${encodeURIComponent(course.name)}`);
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

    const made = await api('teacher', 'POST', `/grades/course/${course.id}/assignments`,
      { name: 'Essay', type: 'homework', max_score: 20, weight: 1 });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const mine = (await api('student', 'GET', '/enrollments')).body.items
      .find((e) => e.course_id === course.id);
    await teacher.goto(`/grades/enrollment/${mine.id}`);
    await teacher.getByRole('textbox', { name: /score/i }).or(
      teacher.getByRole('spinbutton', { name: /score/i })).first().fill('17');
    await teacher.getByRole('button', { name: /save/i }).first().click();
    await teacher.waitForLoadState();

    const grades = (await api('student', 'GET', `/grades/enrollment/${mine.id}`)).body;
    assert.ok(JSON.stringify(grades).includes('17'), JSON.stringify(grades));
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
  const course = await newCourse();
  const people = (await api('admin', 'GET', '/users?role=student&active=true&limit=2')).body.items;
  for (const p of people)
    assert.equal((await api('admin', 'POST', `/courses/${course.id}/enroll`, { student_id: p.id })).status, 201);
  for (const name of ['One', 'Two'])
    await api('teacher', 'POST', `/grades/course/${course.id}/assignments`,
      { name, type: 'quiz', max_score: 10, weight: 0.5 });

  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  await page.locator('[data-gradebook] td.cell').first().focus();
  await page.keyboard.type('8');
  await page.keyboard.press('Enter');
  await page.keyboard.type('9.5');
  await page.keyboard.press('Enter');
  const scores = async () => (await api('teacher', 'GET', `/grades/course/${course.id}`))
    .body.students.map((s) => s.cells[0].score).join();
  for (const end = Date.now() + 20000; await scores() !== '8,9.5';)
    assert.ok(Date.now() < end, `saved: ${await scores()}`);
  assert.deepEqual(page.complaints, []);
});

test('two tabs on one grade: the second sees both values', async () => {
  const course = await newCourse();
  const who = (await api('admin', 'GET', '/users?role=student&active=true&limit=1')).body.items[0];
  const e = (await api('admin', 'POST', `/courses/${course.id}/enroll`, { student_id: who.id })).body;
  const a = (await api('teacher', 'POST', `/grades/course/${course.id}/assignments`,
    { name: 'Tabs', type: 'quiz', max_score: 10, weight: 1 })).body;
  const g = (await api('teacher', 'POST', '/grades', { enrollment_id: e.id, assignment_id: a.id, score: 5 })).body;

  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  assert.equal((await api('teacher', 'PUT', `/grades/${g.id}`, { score: 6 }, { 'if-match': '"1"' })).status, 200);
  await page.locator('[data-gradebook] td.cell').first().focus();
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
  const course = await newCourse();
  const page = await signIn('student');
  const status = await page.evaluate(async (id) => (await fetch(`/courses/${id}/enroll`, { method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '_csrf=x' })).status, course.id);
  assert.equal(status, 403);
  assert.equal((await api('student', 'GET', `/courses/${course.id}`)).body.enrolled_count, 0);
});
