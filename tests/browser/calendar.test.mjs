// A teacher plans, moves and cancels sessions; a student's calendar program
// (ical.js, which nobody here wrote) reads what comes of it.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import ICAL from 'ical.js';
import { aCourse, accessible, api, close, enrollMe, make, signIn, token, url } from './browser.mjs';

after(close);

const shots = process.env.LYCEUM_SHOTS;
const year = new Date().getFullYear() + 1;
const summer = `${year}-07`;

async function look(page, name) {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await accessible(page, `${name} at ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${name} at ${width}: ${wide} px too wide`);
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
  }
}

// In which the demo's student has a seat.
async function planned() {
  const course = await aCourse({ name: 'Calendars, and how to read them', year });
  await enrollMe(course);
  return course;
}

async function feed(address) {
  const r = await fetch(address);
  assert.equal(r.status, 200);
  const text = await r.text();
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return { text, etag: r.headers.get('etag'),
    events: calendar.getAllSubcomponents('vevent').map((c) => new ICAL.Event(c)) };
}

const seconds = (time) => time.toJSDate().toISOString().replace('.000', '');

test('a teacher plans a week on the pages', async () => {
  const course = await planned();
  const page = await signIn('teacher');
  await page.goto(`/courses/${course.id}/sessions/new`);
  await look(page, 'teacher-session-new');
  await page.getByLabel('Day').fill(`${summer}-07`);
  await page.getByLabel('Start').fill('09:00');
  await page.getByLabel('End').fill('10:30');
  // What the browser would stop, so that the server's own word is seen.
  await page.getByLabel('Title').fill('F');
  await page.getByLabel('Title').evaluate((e) => { e.form.noValidate = true; });
  await page.getByRole('button', { name: 'Add this session' }).click();
  await page.locator('#e-topic').waitFor();
  await look(page, 'teacher-session-faults');
  assert.equal(await page.getByLabel('End').inputValue(), '10:30');
  await page.getByLabel('Title').fill('First meeting');
  await page.getByRole('button', { name: 'Add this session' }).click();
  await page.waitForURL(/\/sessions$/);
  await page.goto(`/courses/${course.id}/sessions?from=${summer}-01`);
  await page.getByText('First meeting').waitFor();
  await look(page, 'teacher-sessions');
  await page.goto(`/calendar?week=${summer}-07`);
  const cell = page.getByRole('link', { name: new RegExp(`${course.code}.*First meeting`) });
  assert.match(await cell.innerText(), /09:00–10:30/);
  await look(page, 'teacher-calendar');
  await page.getByRole('link', { name: 'Next week' }).click();
  await cell.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Previous week' }).click();
  await cell.waitFor();
  await page.goto(`/courses/${course.id}/sessions?from=${summer}-01`);
  await page.getByRole('link', { name: /^Edit the session/ }).click();
  await look(page, 'teacher-session-edit');
  await page.getByLabel('Start').fill('09:30');
  await page.getByRole('button', { name: 'Save session' }).click();
  await page.waitForURL(/\/sessions$/);
  await page.goto(`/courses/${course.id}/sessions?from=${summer}-01`);
  await page.getByText('09:30–10:30').waitFor();
  await page.getByRole('link', { name: /^Edit the session/ }).click();
  await page.getByText('Cancel this session').first().click();
  await page.getByRole('button', { name: 'Cancel this session' }).last().click();
  await page.waitForURL(/\/sessions$/);
  await page.goto(`/calendar?week=${summer}-07`);
  await page.getByText('Cancelled').waitFor();
  await look(page, 'teacher-calendar-cancelled');
  assert.deepEqual(page.complaints, []);
});

test('a calendar program reads the feed', async () => {
  const course = await planned();
  // Both sides of the change of the clock, and a title to fold and to escape.
  const title = `Réunion; n° 1, « ${'très '.repeat(30)}longue » \\ 🏛`;
  for (const [day, hour] of [['03-01', '08'], ['07-01', '07'], ['11-30', '08']])
    await make('teacher', `/courses/${course.id}/sessions`, { title,
      starts_at: `${year}-${day}T${hour}:00:00Z`, ends_at: `${year}-${day}T${hour}:45:00Z` });
  const page = await signIn('student');
  await page.goto('/calendar');
  const button = page.getByRole('button', { name: 'Make an address' });
  if (await button.count()) await button.click();
  const address = await page.getByLabel('Address').inputValue();
  await look(page, 'student-calendar');
  assert.ok(address.startsWith(url), address);

  const own = await feed(address);
  const list = (await api('student', 'GET', `/courses/${course.id}/sessions`)).body.items;
  assert.equal(list.length, 3);
  for (const s of list) {
    const e = own.events.find((x) => x.uid === `${s.id}@lyceum`);
    assert.ok(e, s.id);
    assert.equal(seconds(e.startDate), s.starts_at);
    assert.equal(seconds(e.endDate), s.ends_at);
    assert.equal(e.startDate.hour, 9);
    assert.equal(e.summary, `${course.code} ${title}`);
    assert.equal(e.sequence, s.version);
  }
  const again = await fetch(address, { headers: { 'if-none-match': own.etag } });
  assert.equal(again.status, 304);

  const secret = new URL(address).search;
  const ofCourse = await feed(`${url}/courses/${course.id}/calendar.ics${secret}`);
  assert.equal(ofCourse.events.length, 3);

  assert.equal((await fetch(`${url}/api/v1/sessions/${list[0].id}`, { method: 'DELETE',
    headers: { authorization: `Bearer ${await token('teacher')}` } })).status, 204);
  const later = await feed(address);
  const cancelled = later.events.find((x) => x.uid === `${list[0].id}@lyceum`);
  assert.equal(cancelled.component.getFirstPropertyValue('status'), 'CANCELLED');
  assert.equal(cancelled.sequence, list[0].version + 1);
  assert.notEqual(later.etag, own.etag);

  await page.getByText('Make a new address').first().click();
  await page.getByRole('button', { name: 'Make a new address' }).last().click();
  await page.getByText('Your calendar has a new address').waitFor();
  assert.notEqual(await page.getByLabel('Address').inputValue(), address);
  assert.equal((await fetch(address)).status, 404);
});
