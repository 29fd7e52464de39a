// A term: a teacher sets the rules, enters grades by keyboard, by paste and
// from a file, gives an exam and finals; the student follows, asks, and takes
// a transcript to a stranger.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { aCourse, accessible, api, close, enroll, enrollMe, make, signIn, students, unique, until, window } from './browser.mjs';

after(close);

const book = async (course) => (await api('teacher', 'GET', `/grades/course/${course.id}`)).body;
const scores = async (course) => (await book(course)).students.map((s) => s.cells.map((c) => c.score ?? '').join(' '));
// Of a grid that is ready for the keyboard.
const cell = (page, row, column) => page.locator('#gradebook tbody tr').nth(row).locator('.cell[tabindex]').nth(column);

// As a spreadsheet gives it to the clipboard.
const paste = (page, text) => page.evaluate((s) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', s);
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

async function assignment(course, name, max_score, more) {
  return make('teacher', `/grades/course/${course.id}/assignments`,
    { name, type: 'homework', max_score, weight: 1, ...more });
}

test('a teacher sets the rules of a course', async () => {
  const course = await aCourse();
  await enrollMe(course);
  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  const add = page.locator('form', { has: page.getByRole('button', { name: 'Add this category' }) });
  await add.getByLabel('Name').fill('Homework');
  await add.getByLabel('Weight').fill('0.4');
  await add.getByLabel(/^Drop the lowest/).fill('1');
  await add.getByRole('button').click();
  await page.getByText('Homework was added.').waitFor();
  const [category] = (await book(course)).categories;
  assert.deepEqual([category.name, category.weight, category.drop_lowest], ['Homework', 0.4, 1]);
  await page.goto(`/grades/course/${course.id}`);
  await page.getByRole('link', { name: 'Add an assignment' }).click();
  await page.getByLabel('Name').fill('Sheet 1');
  await page.getByLabel('Points at most').fill('20');
  await page.getByLabel('Weight').fill('1');
  await page.getByLabel('Category').selectOption({ label: 'Homework' });
  await page.getByRole('button', { name: 'Add this assignment' }).click();
  await page.getByRole('columnheader', { name: /Sheet 1/ }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('the grid: keyboard, words, paste, dropped, sorted and narrowed', async () => {
  const course = await aCourse();
  const { id: category_id } = await make('teacher', `/grades/course/${course.id}/categories`, { name: 'Homework', weight: 1, drop_lowest: 1 });
  for (const s of await students(3)) await enroll(course, s);
  for (const name of ['One', 'Two', 'Three']) await assignment(course, name, 20, { category_id });
  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  await cell(page, 0, 0).focus();
  for (const typed of ['ex', 'missing', 'late 2 17,5']) {
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
  }
  await until('the words are saved', async () => {
    const states = (await book(course)).students.map((s) => s.cells[0]);
    return states[0].state === 'excused' && states[1].state === 'missing' &&
      states[2].score === 17.5 && states[2].days_late === 2;
  });
  await cell(page, 0, 1).focus();
  await paste(page, '20\t5\r\n8\t12\r\n3\t19\r\n');
  await until('the block is saved', async () => (await scores(course)).map((s) => s.replace(/^\S* /, '')).join() === '20 5,8 12,3 19');
  // One of two is dropped, and said so in words; the total follows.
  await cell(page, 0, 2).getByText('dropped').waitFor();
  await page.locator('#gradebook tbody tr').first().locator('[data-average]').getByText('100', { exact: true }).waitFor();
  // A score that cannot be says why and keeps what was typed.
  await cell(page, 1, 1).focus();
  await page.keyboard.type('21');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(/a score is a number from 0 to 20/).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  // The head by keyboard: up from the first row.
  await cell(page, 0, 2).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.locator('th[aria-sort=descending]', { hasText: 'Three' }).waitFor();
  const shown = await page.locator('#gradebook tbody tr').evaluateAll((rows) => rows.map((r) => parseFloat(r.cells[3].textContent)));
  assert.deepEqual(shown, [19, 12, 5]);
  await page.getByLabel('Show').selectOption('missing');
  assert.equal(await page.locator('#gradebook tbody tr:visible').count(), 1);
  await page.reload();
  await page.locator('td[data-is=missing]').getByText('missing').waitFor();
  await page.locator('td[data-late="2"]').getByText('2 d late').waitFor();
  await page.getByRole('link', { name: 'Two', exact: true }).click();
  await page.getByRole('img', { name: 'Students by score' }).waitFor();
  assert.match(await page.getByRole('main').innerText(), /10\.33/);    // the mean of 20, 8 and 3
  assert.deepEqual(page.complaints, []);
});

test('two teachers change one score: both values are shown, one is chosen', async () => {
  const course = await aCourse();
  const [who] = await students(1);
  const e = await enroll(course, who);
  const a = await assignment(course, 'Both', 10);
  const g = await make('teacher', '/grades', { enrollment_id: e.id, assignment_id: a.id, score: 5 });
  const page = await signIn('teacher');
  await page.goto(`/grades/course/${course.id}`);
  for (const [choice, theirs, mine, want] of [['Keep theirs', 6, 7, 6], ['Keep mine', 8, 9, 9]]) {
    assert.equal((await api('admin', 'PUT', `/grades/${g.id}`, { score: theirs })).status, 200);
    await cell(page, 0, 0).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(String(mine));
    await page.keyboard.press('Enter');
    await page.getByText(new RegExp(`you typed ${mine}, .* saved ${theirs}$`)).waitFor();
    await page.getByRole('button', { name: choice }).click();
    await until(`${want} is kept`, async () => (await api('teacher', 'GET', `/grades/${g.id}`)).body.score === want);
    await page.locator('#conflicts li').waitFor({ state: 'detached' });
  }
  assert.deepEqual(page.complaints, []);
});

test('a file is looked at first, then imported whole', async () => {
  const course = await aCourse();
  const [one, two] = await students(2);
  for (const s of [one, two]) await enroll(course, s);
  await assignment(course, 'Sheet', 20);
  const page = await signIn('teacher');
  const load = async (text) => {
    await page.goto(`/grades/course/${course.id}`);
    await page.getByRole('link', { name: 'Import' }).click();
    await page.getByLabel('File').setInputFiles({ name: 'grades.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByRole('heading', { name: 'What the file would change' }).waitFor();
  };
  await load(`email,Sheet\n${one.email},17.5\n${two.email},21\n`);
  await page.getByRole('rowheader', { name: 'Line 3' }).first().waitFor();    // the line that is wrong
  assert.equal(await page.getByRole('button', { name: 'Import all of it' }).count(), 0);
  assert.deepEqual(await scores(course), ['', '']);
  await load(`email;Sheet\n${one.email};17,5\n${two.email};12\n`);
  await page.getByRole('button', { name: 'Import all of it' }).click();
  await page.getByText('Imported: 2 new, 0 changed.').waitFor();
  assert.deepEqual(await scores(course), ['17.5', '12']);
  await accessible(page);
  await page.getByRole('button', { name: 'Undo this import' }).click();
  await page.getByText('Undone: 0 put back, 2 new taken away.').waitFor();
  assert.deepEqual(await scores(course), ['', '']);
  await page.getByRole('link', { name: 'imports' }).click();
  await page.getByRole('heading', { name: 'Imports' }).waitFor();
  await accessible(page);
  assert.deepEqual(page.complaints, []);
});

test('an exam: nothing is seen before it is published, then all of it', async () => {
  const course = await aCourse();
  const mine = await enrollMe(course);
  const teacher = await signIn('teacher'), student = await signIn('student');
  await teacher.goto(`/exams/new?course_id=${course.id}`);
  await teacher.getByLabel('Name').fill('Oral exam');
  await teacher.getByLabel('Day').fill(new Date(Date.now() - 86400000).toISOString().slice(0, 10));    // it is over
  await teacher.getByLabel('Start').fill('09:00');
  await teacher.getByLabel('End').fill('11:00');
  await teacher.getByLabel('Other place').fill(`Aula ${unique()}`);
  await teacher.getByLabel('Seats').fill('30');
  await teacher.getByLabel('Points at most').fill('60');
  await teacher.getByRole('button', { name: 'Plan this exam' }).click();
  await teacher.getByText('Oral exam is planned.').waitFor();
  const path = new URL(teacher.url()).pathname;
  await teacher.getByRole('button', { name: /^Give seats/ }).click();
  await teacher.getByRole('heading', { name: 'Seat plan' }).waitFor();
  await teacher.goto(`${path}/results`);
  await teacher.getByLabel(/score of 60$/).first().fill('40');
  await teacher.getByRole('button', { name: 'Save these results' }).click();
  await teacher.getByText(/^Saved\./).first().waitFor();
  await teacher.goto(path);
  await teacher.getByLabel(/^Plus points/).fill('5');
  await teacher.getByLabel('Reason').first().fill('Question 7 was unclear');
  await teacher.getByRole('button', { name: 'Moderate', exact: true }).click();
  await teacher.getByText('The results are moderated.').waitFor();

  const seen = async () => {
    await student.goto(path);
    const text = await student.getByRole('main').innerText();
    await student.goto(`/grades/enrollment/${mine.id}`);
    return text + await student.getByRole('main').innerText();
  };
  assert.doesNotMatch(await seen(), /\b4[05]\b/);
  await teacher.getByText('Publish the results').click();
  await teacher.getByRole('button', { name: 'Publish to everybody' }).click();
  await teacher.getByText(/^Published: every student/).waitFor();
  assert.match(await seen(), /45 of 60[^]*Oral exam/);
  assert.deepEqual([...teacher.complaints, ...student.complaints], []);
});

for (const javaScriptEnabled of [true, false]) {
  test(`a student tries, asks and is answered, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const course = await aCourse();
    const mine = await enrollMe(course);
    const [one, two] = [await assignment(course, 'One', 20), await assignment(course, 'Two', 20)];
    await make('teacher', '/grades', { enrollment_id: mine.id, assignment_id: one.id, score: 10 });
    const student = await signIn('student', { javaScriptEnabled });
    await student.goto(`/grades/enrollment/${mine.id}`);
    await student.getByRole('link', { name: 'How this is computed' }).click();
    await student.getByText('10 of 20 points.').first().waitFor();
    await student.goBack();
    await student.getByRole('link', { name: 'What if' }).click();
    await student.getByLabel('Two').fill('21');
    if (!javaScriptEnabled)
      await student.getByRole('button', { name: 'Compute' }).click();
    await student.getByText(/must be a number from 0 to 20/i).first().waitFor();
    assert.equal(await student.getByLabel('Two').inputValue(), '21');
    await student.getByLabel('Two').fill('20');
    if (!javaScriptEnabled)
      await student.getByRole('button', { name: 'Compute' }).click();
    await student.locator('.tiles').getByText('75', { exact: true }).waitFor();
    assert.equal((await api('student', 'GET', `/grades/enrollment/${mine.id}`)).body.average, 50);
    await student.goto(`/grades/enrollment/${mine.id}`);
    await student.getByRole('link', { name: 'Ask for a regrade' }).first().click();
    await student.getByLabel('Grade').selectOption({ label: `${course.code} One: 10 of 20` });
    await student.getByLabel('Why').fill('The second page was not counted.');
    await student.getByRole('button', { name: 'Ask', exact: true }).click();
    await student.getByText('Your request is with your teacher.').waitFor();
    const path = new URL(student.url()).pathname;

    const teacher = await signIn('teacher', { javaScriptEnabled });
    await teacher.goto(`/grades/course/${course.id}`);
    await teacher.getByRole('link', { name: 'Regrade requests' }).click();
    await teacher.getByRole('link', { name: `${course.code} One` }).click();
    await teacher.getByLabel('What the student reads').fill('You are right.');
    await teacher.getByLabel(/^New score/).fill('15');
    await teacher.getByRole('button', { name: 'Answer' }).click();
    await teacher.getByText('Answered.').waitFor();
    await student.goto(path);
    await student.getByText('You are right.').waitFor();
    assert.equal((await api('student', 'GET', `/grades/enrollment/${mine.id}`)).body.average, 75);
    assert.ok(two.id);
    assert.deepEqual([...teacher.complaints, ...student.complaints], []);
  });
}

test('a final grade by hand needs a reason, which the student reads', async () => {
  const course = await aCourse();
  const mine = await enrollMe(course);
  const a = await assignment(course, 'Essay', 10);
  await make('teacher', '/grades', { enrollment_id: mine.id, assignment_id: a.id, score: 8 });
  const teacher = await signIn('teacher');
  await teacher.goto(`/grades/enrollment/${mine.id}`);
  await teacher.getByLabel(/^Per cent/).fill('90');
  await teacher.getByRole('button', { name: 'Set final grade' }).click();
  await teacher.getByRole('alert').waitFor();
  assert.equal(await teacher.getByLabel(/^Per cent/).inputValue(), '90');
  await teacher.getByLabel(/^Reason/).fill('Outstanding work in class');
  await teacher.getByRole('button', { name: 'Set final grade' }).click();
  await teacher.getByText('The final grade is set.').waitFor();
  const student = await signIn('student');
  await student.goto(`/grades/enrollment/${mine.id}`);
  await student.getByText('Outstanding work in class').waitFor();
  assert.deepEqual([...teacher.complaints, ...student.complaints], []);
});

test('a transcript is issued, read, verified, revoked', async () => {
  const student = await signIn('student');
  await student.goto('/');
  await student.getByRole('navigation', { name: 'Lyceum' }).getByRole('link', { name: 'Transcript' }).click();
  await student.getByRole('button', { name: 'Issue a transcript' }).click();
  await student.getByText('The transcript is issued.').waitFor();
  const me = (await api('student', 'GET', '/auth/me')).body;
  const issued = (await api('student', 'GET', `/students/${me.id}/transcripts?limit=200`)).body.items.at(-1);
  await student.goto(`/transcripts/${issued.id}`);
  const pdf = await student.request.get(await student.getByRole('link', { name: 'PDF' }).getAttribute('href'));
  assert.equal(pdf.headers()['content-type'], 'application/pdf');
  assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-');

  const stranger = await window();
  const verify = async (code) => {
    await stranger.goto('/verify');
    await stranger.getByLabel('Code').fill(code);
    await stranger.getByRole('button', { name: 'Verify' }).click();
    return stranger.getByRole('heading', { level: 1 }).innerText();
  };
  assert.equal(await verify(issued.code.toLowerCase().replaceAll('-', '')), 'Valid');
  await stranger.getByText(me.full_name).waitFor();

  const admin = await signIn('admin');
  await admin.goto('/transcripts');
  await admin.getByRole('row', { name: new RegExp(issued.code) }).getByRole('link').click();
  await admin.getByLabel('Reason').fill('A grade was wrong');
  await admin.getByRole('button', { name: 'Revoke this transcript' }).click();
  await admin.getByText('The transcript is revoked.').waitFor();
  assert.equal(await verify(issued.code), 'Revoked');
  await accessible(stranger, 'a revoked transcript');
  assert.equal(await verify('0000-0000-0000-0000'), 'Unknown');
  assert.deepEqual([...student.complaints, ...admin.complaints, ...stranger.complaints], []);
});
