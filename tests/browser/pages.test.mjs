// Every page, for everybody who has it: accessible, narrow and wide, light and
// dark, with no word of complaint.  LYCEUM_SHOTS names a folder for pictures.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { aCourse, aSession, accessible, api, close, enroll, enrollMe, make, minutes, signIn, students, unique, window } from './browser.mjs';

after(close);

const shots = process.env.LYCEUM_SHOTS;
const sizes = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];

// What is long may be longer: addresses, keys and codes of others, at twice
// their length, still fit.  Says by how many pixels they do not.
function longer() {
  const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const was = [];
  for (let n = walk.nextNode(); n; n = walk.nextNode())
    if (/\S{16}/.test(n.data) && !n.parentElement.closest('pre,script,.sheet')) {
      was.push([n, n.data]);
      n.data = n.data.replace(/\S{16,}/g, (w) => w + w);
    }
  const wide = document.documentElement.scrollWidth - innerWidth;
  for (const [n, text] of was) n.data = text;
  return wide;
}

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
      const wider = await page.evaluate(longer);
      assert.ok(wider <= 0, `${what}, longer words: ${wider} px too wide`);
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

// A course with categories, a dropped score, words for scores, an exam.
async function graded() {
  const course = await aCourse();
  const seats = [await enrollMe(course)];
  for (const s of await students(4)) seats.push(await enroll(course, s));
  const at = (path, body) => make('teacher', `/grades/course/${course.id}/${path}`, body);
  const homework = await at('categories', { name: 'Homework', weight: 0.4, drop_lowest: 1 });
  const exams = await at('categories', { name: 'Exams', weight: 0.6 });
  const one = { type: 'homework', max_score: 20, weight: 1, category_id: homework.id };
  const sheets = [await at('assignments', { name: 'Sheet 1', ...one, late_per_day: 10 }), await at('assignments', { name: 'Sheet 2', ...one })];
  const marks = [{ score: 12 }, { score: 17.5, days_late: 2 }, { state: 'missing' }, { state: 'excused' }];
  const grades = [];
  for (const [i, mark] of marks.entries())
    for (const { id } of sheets)
      grades.push(await make('teacher', '/grades', { enrollment_id: seats[i].id, assignment_id: id, ...mark }));
  const exam = await make('teacher', '/exams', { course_id: course.id, title: 'Final exam', type: 'final', max_score: 90,
    category_id: exams.id, room: `Aula ${unique()}`, seats: 30, starts_at: minutes(-120), ends_at: minutes(-60) });
  assert.equal((await api('teacher', 'POST', `/exams/${exam.id}/candidates`, {})).status, 200);
  const regrade = await make('student', '/regrades', { grade_id: grades[0].id, reason: 'The second page was not counted.' });
  return { course, seat: seats[0], late: seats[1], sheet: sheets[0], homework, grade: grades[0], exam, regrade };
}

test('pages of grading', async () => {
  const { course, seat, late, sheet, homework, grade, exam, regrade } = await graded();
  const me = (await api('student', 'GET', '/auth/me')).body;
  const issued = await make('student', `/students/${me.id}/transcripts`, {});
  const book = `/grades/course/${course.id}`, teacher = await signIn('teacher');
  for (const [path, name] of [[book, 'grading-book'], [`${book}?as_of=${new Date().toISOString().slice(0, 16)}`, 'grading-book-then'],
    [`${book}/rules`, 'grading-policy'], [`${book}/changes`, 'grading-changes'], [`${book}/import`, 'grading-import'],
    [`/grades/assignments/${sheet.id}/distribution`, 'grading-distribution'], [`/grades/assignments/${sheet.id}/edit`, 'grading-assignment'],
    [`/grades/categories/${homework.id}`, 'grading-category'], [`/grades/enrollment/${late.id}`, 'grading-sheet'],
    [`/grades/enrollment/${late.id}/derivation`, 'grading-derivation'], [`/grades/${grade.id}/history`, 'grading-history'],
    ['/exams', 'grading-exams'], [`/exams/new?course_id=${course.id}`, 'grading-exam-new'], [`/exams/${exam.id}`, 'grading-exam'],
    [`/exams/${exam.id}/edit`, 'grading-exam-edit'], [`/exams/${exam.id}/results`, 'grading-results'],
    [`/exams/${exam.id}/candidates`, 'grading-seats'], [`/exams/${exam.id}/history`, 'grading-exam-history'],
    ['/regrades', 'grading-regrades'], [`/regrades/${regrade.id}`, 'grading-regrade']])
    await look(teacher, path, name);

  const student = await signIn('student');
  for (const [path, name] of [[`/grades/enrollment/${seat.id}`, 'student-sheet'], [`/grades/enrollment/${seat.id}/what-if`, 'student-what-if'],
    [`/grades/${grade.id}/history`, 'student-history'], ['/exams', 'student-exams'], [`/exams/${exam.id}`, 'student-exam'],
    ['/regrades', 'student-regrades'], [`/students/${me.id}/transcript`, 'student-transcript'],
    [`/students/${me.id}/transcripts`, 'student-transcripts'], [`/transcripts/${issued.id}`, 'student-issued']])
    await look(student, path, name);

  const admin = await signIn('admin');
  for (const [path, name] of [['/grades', 'admin-gradebooks'], ['/grading/rules', 'admin-rules'], ['/grading/scales', 'admin-scales'],
    ['/transcripts', 'admin-transcripts'], [`/transcripts/${issued.id}`, 'admin-issued']])
    await look(admin, path, name);
  await look(await signIn('parent'), `/students/${me.id}/grades`, 'parent-student');
  const stranger = await window();
  await look(stranger, '/verify', 'verify');
  await look(stranger, `/verify/${issued.code}`, 'verify-valid');
});

// A student with an invoice in parts, one of which was paid in cash and
// credited, a seat that is held, and a plan.
async function owing() {
  const [person] = await students(1), who = person.email.split('@')[0];
  const { items } = (await api('admin', 'GET', '/school/terms')).body;
  const { semester, year } = items.find((t) => t.current);
  const invoice = await make('admin', '/invoices', { user_id: person.id, currency: 'USD' });
  const at = `/invoices/${invoice.id}`;
  await make('admin', `${at}/lines`, { description: 'Laboratory', kind: 'fees', amount: 900 });
  assert.equal((await api('admin', 'PUT', `${at}/instalments`, { n: 3, first_due_on: minutes(0).slice(0, 10) })).status, 200);
  assert.equal((await api('admin', 'POST', `${at}/issue`, {})).status, 200);
  const payment = await make('admin', '/payments', { invoice_id: invoice.id, amount: 300, method: 'cash' });
  const credit = await make('admin', `${at}/credit-notes`, { amount: 20, reason: 'One session did not take place' });
  const course = await aCourse({ semester, year });
  await make('admin', '/fees', { name: `Seat of ${course.code}`, kind: 'tuition', amount: 350, currency: 'USD',
    scope: 'course', course_id: course.id, holds_seat: true, hold_minutes: 30 });
  await enroll(course, person);
  const plan = await make('admin', '/plans', { name: `Lockers ${unique()}`, amount: 6, currency: 'USD', every: 'month' });
  const subscription = await make(who, '/subscriptions', { plan_id: plan.id });
  return { person, course, plan, invoice, payment, credit, subscription };
}

test('pages of money, for those who pay', async () => {
  const { person, course, plan, invoice, payment, credit, subscription } = await owing();
  const page = await signIn(person.email);
  for (const [path, name] of [['/', 'payer-home'], ['/account', 'payer-account'], ['/account/holds', 'payer-holds'],
    [`/courses/${course.id}`, 'payer-course'], ['/invoices', 'payer-invoices'], [`/invoices/${invoice.id}`, 'payer-invoice'],
    [`/invoices/${invoice.id}/pay`, 'payer-pay'], ['/payments', 'payer-payments'], [`/payments/${payment.id}`, 'payer-payment'],
    [`/payments/${payment.id}/history`, 'payer-history'], [`/payments/${payment.id}/paid`, 'payer-paid'],
    [`/payments/${payment.id}/receipt`, 'payer-receipt'], ['/payments/methods', 'payer-methods'],
    ['/payments/methods/new', 'payer-method-new'], ['/credit-notes', 'payer-credits'], [`/credit-notes/${credit.id}`, 'payer-credit'],
    ['/plans', 'payer-plans'], [`/plans/${plan.id}`, 'payer-plan'], ['/subscriptions', 'payer-subscriptions'],
    [`/subscriptions/${subscription.id}`, 'payer-subscription']])
    await look(page, path, name);

  const parent = await signIn('parent');
  const ward = (await api('parent', 'GET', '/account')).body.items.find((i) => !i.is_self);
  for (const [path, name] of [['/account', 'parent-account'], [`/accounts/${ward.user_id}`, 'parent-ward'], ['/invoices', 'parent-invoices'],
    ['/payments', 'parent-payments'], [`/plans/${plan.id}`, 'parent-plan']])
    await look(parent, path, name);
  assert.equal((await api('admin', 'DELETE', `/plans/${plan.id}`)).status, 204);
});

test('pages of money, for those who keep it', async () => {
  const { person, plan, invoice, payment, credit, subscription } = await owing();
  const draft = await make('admin', '/invoices', { user_id: person.id, currency: 'USD' });
  await make('admin', `/invoices/${draft.id}/lines`, { description: 'Books of the term', kind: 'books', quantity: 3, amount: 40 });
  const divided = await api('admin', 'PUT', `/invoices/${draft.id}/instalments`, { n: 3, first_due_on: '2032-01-01' });
  assert.equal(divided.status, 200);
  const fee = await make('admin', '/fees', { name: `Library ${unique()}`, scope: 'school', amount: 40, currency: 'USD' });
  const coupon = await make('admin', '/coupons', { code: `C${unique()}`, percent: 10 });
  const tax = await make('admin', '/taxes', { name: 'Sales tax', country: 'AQ', region: `R${unique()}`, rate: 7 });
  const event = (await api('admin', 'GET', '/billing/events?limit=1')).body.items[0];
  const page = await signIn('admin');
  for (const [path, name] of [['/', 'bursar-home'], ['/billing', 'bursar-board'], ['/accounts', 'bursar-accounts'],
    [`/accounts/${person.id}`, 'bursar-account'], ['/invoices', 'bursar-invoices'], ['/invoices/new', 'bursar-invoice-new'],
    [`/invoices/new?user_id=${person.id}`, 'bursar-invoice-new-of'], [`/invoices/${draft.id}/edit`, 'bursar-invoice-edit'],
    [`/invoices/${invoice.id}`, 'bursar-invoice'], [`/invoices/${invoice.id}/edit`, 'bursar-invoice-issued'],
    ['/payments', 'bursar-payments'], ['/payments/new', 'bursar-payment-new'], [`/payments/${payment.id}`, 'bursar-payment'],
    [`/payments/${payment.id}/history`, 'bursar-history'], ['/refunds', 'bursar-refunds'], ['/disputes', 'bursar-disputes'],
    ['/credit-notes', 'bursar-credits'], [`/credit-notes/${credit.id}`, 'bursar-credit'], ['/account/holds', 'bursar-holds'],
    ['/fees', 'bursar-fees'], ['/fees/new', 'bursar-fee-new'], [`/fees/${fee.id}`, 'bursar-fee'], [`/fees/${fee.id}/preview`, 'bursar-fee-preview'],
    [`/fees/${fee.id}/charge`, 'bursar-fee-charge'], [`/fees/${fee.id}/charge?past=ffffffff-ffff-ffff-ffff-ffffffffffff`, 'bursar-fee-failed'],
    ['/coupons', 'bursar-coupons'], ['/coupons/new', 'bursar-coupon-new'], [`/coupons/${coupon.id}`, 'bursar-coupon'],
    ['/plans', 'bursar-plans'], ['/plans/new', 'bursar-plan-new'], [`/plans/${plan.id}`, 'bursar-plan'],
    ['/subscriptions', 'bursar-subscriptions'], [`/subscriptions/${subscription.id}`, 'bursar-subscription'],
    ['/taxes', 'bursar-taxes'], [`/taxes/${tax.id}`, 'bursar-tax'], ['/ledger', 'bursar-ledger'],
    ['/billing/settings', 'bursar-settings'], ['/billing/events', 'bursar-events'], ['/billing/differences', 'bursar-differences'],
    ...(event ? [[`/billing/events/${event.event}`, 'bursar-event']] : []), [`/users/${person.id}`, 'bursar-person']])
    await look(page, path, name);
  for (const path of [`/plans/${plan.id}`, `/taxes/${tax.id}`, `/fees/${fee.id}`, `/coupons/${coupon.id}`])
    assert.equal((await api('admin', 'DELETE', path)).status, 204);
});
