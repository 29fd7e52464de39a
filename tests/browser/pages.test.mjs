// Every page, for everybody who has it: accessible, narrow and wide, light and
// dark, with no word of complaint.  LYCEUM_SHOTS names a folder for pictures.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { aSession, accessible, api, close, signIn, window } from './browser.mjs';

after(close);

const shots = process.env.LYCEUM_SHOTS;
const sizes = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];

async function look(page, path, name) {
  const r = await page.goto(path);
  assert.ok(r.status() < 400 || name.startsWith('error'), `${path}: ${r.status()}`);
  for (const viewport of sizes) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const what = `${name} at ${viewport.width}, ${colorScheme}`;
      await accessible(page, what);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${what}: ${wide} px too wide`);
      if (shots)
        await page.screenshot({ path: `${shots}/${name}-${viewport.width}-${colorScheme}.png`, fullPage: true });
    }
  }
  assert.deepEqual(page.complaints, [], name);
  page.complaints.length = 0;
}

// One of the demo's, to look at.
async function taught() {
  const me = (await api('teacher', 'GET', '/auth/me')).body;
  const list = (await api('admin', 'GET', `/courses?teacher_id=${me.id}`)).body.items;
  return list.find((c) => c.enrolled_count > 3) ?? list[0];
}

test('pages for everybody', async () => {
  const page = await window();
  await look(page, '/auth/login', 'login');
  await look(page, '/auth/register', 'register');
  await look(page, '/docs', 'docs');
  await look(page, '/no/such/page', 'error-404');
});

test('pages of a student', async () => {
  const page = await signIn('student');
  const course = await taught();
  const mine = (await api('student', 'GET', '/enrollments?status=enrolled')).body.items[0];
  for (const [path, name] of [['/', 'student-home'], ['/courses', 'student-courses'],
    [`/courses/${course.id}`, 'student-course'], ['/timetable', 'student-timetable'],
    ['/enrollments', 'student-enrollments'], ['/grades', 'student-grades'],
    [`/grades/enrollment/${mine.id}`, 'student-enrollment'],
    ['/auth/sessions', 'student-sessions'], ['/auth/me', 'student-me'],
    ['/auth/password/change', 'student-password']])
    await look(page, path, name);
});

test('pages of a teacher', async () => {
  const page = await signIn('teacher');
  const course = await taught();
  for (const [path, name] of [['/', 'teacher-home'], ['/timetable', 'teacher-timetable'],
    [`/courses/${course.id}`, 'teacher-course'], [`/courses/${course.id}/enrollments`, 'teacher-roster'],
    [`/courses/${course.id}/edit`, 'teacher-course-edit'],
    ['/grades', 'teacher-gradebooks'], [`/grades/course/${course.id}`, 'teacher-gradebook'],
    [`/grades/course/${course.id}/assignments/new`, 'teacher-assignment-new']])
    await look(page, path, name);
});

test('pages of an administrator', async () => {
  const page = await signIn('admin');
  const user = (await api('admin', 'GET', '/users?role=student&active=true&limit=1')).body.items[0];
  const subject = (await api('admin', 'GET', '/subjects?limit=1')).body.items[0];
  for (const [path, name] of [['/', 'admin-home'], ['/users', 'admin-users'],
    [`/users/${user.id}`, 'admin-user'], ['/users/new', 'admin-user-new'],
    ['/roles', 'admin-roles'], ['/courses/new', 'admin-course-new'],
    ['/subjects', 'admin-subjects'], [`/subjects/${subject.id}`, 'admin-subject']])
    await look(page, path, name);
});

test('pages of a parent', async () => {
  const page = await signIn('parent');
  await look(page, '/', 'parent-home');
  await look(page, '/grades', 'parent-grades');
});

test('pages of attendance', async () => {
  const session = await aSession();
  const me = (await api('student', 'GET', '/auth/me')).body;
  const { code } = (await api('teacher', 'GET', `/sessions/${session.id}/qr`)).body;
  const refused = (await api('student', 'POST', '/signatures', { session_id: session.id, method: 'qr', code: code.slice(0, -4) + 'AAAA' })).body;
  const student = await signIn('student');
  for (const [path, name] of [['/sign', 'student-sign'], [`/sign?code=${code}`, 'student-sign-code'],
    [`/sessions/${session.id}/sign`, 'student-sign-one'], [`/signatures/${refused.id}`, 'student-refused']])
    await look(student, path, name);
  await api('teacher', 'POST', '/signatures', { session_id: session.id, method: 'teacher', student_id: me.id });
  await look(student, '/attendance', 'student-attendance');
  await look(student, `/users/${me.id}/attendance`, 'student-calendar');

  const teacher = await signIn('teacher');
  for (const [path, name] of [['/attendance', 'teacher-attendance'], [`/sessions/${session.id}/live`, 'teacher-live'],
    [`/sessions/${session.id}/qr`, 'teacher-qr'], [`/attendance/course/${session.course_id}`, 'teacher-grid'],
    [`/users/${me.id}/attendance`, 'teacher-student-calendar']])
    await look(teacher, path, name);
  await look(await signIn('admin'), '/attendance', 'admin-attendance');
  const parent = await signIn('parent');
  await look(parent, '/attendance', 'parent-attendance');
  await look(parent, `/users/${me.id}/attendance`, 'parent-calendar');
});
