// browser.mjs - Debian's Chromium, and people who sign in with it.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

export const url = process.env.LYCEUM_URL;
export const password = 'demo-Lyceum-1';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let browser;
export async function open() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args });
  return browser;
}
export async function close() {
  await browser?.close();
  browser = undefined;
}

// A window of somebody's own; what the page complains of is a failure.
export async function window(options = {}) {
  const context = await (await open()).newContext({ baseURL: url, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (e) => page.complaints.push(String(e)));
  page.on('console', (m) => {
    if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) page.complaints.push(m.text());
  });
  return page;
}

export async function signIn(who, options) {
  const page = await window(options);
  await page.goto('/auth/login');
  await page.getByLabel('E-mail address').fill(who.includes('@') ? who : `${who}@lyceum.example`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((u) => !u.pathname.startsWith('/auth/login'));
  return page;
}

// WCAG 2.2 AA, as far as axe can tell.
export async function accessible(page, what) {
  // The page's policy forbids eval and outside scripts; the debugger may.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Runtime.evaluate', { expression: `if (!window.axe) { ${axe} }` });
  const { result } = await cdp.send('Runtime.evaluate', { awaitPromise: true, returnByValue: true,
    expression: `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | ')))` });
  await cdp.detach();
  assert.deepEqual(result.value, [], `axe on ${what}`);
}

// Signed in once; a file of tests is done before the token is old.
const tokens = new Map();
export async function token(who) {
  if (tokens.has(who)) return tokens.get(who);
  const r = await fetch(`${url}/api/v1/auth/login`, { method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${who}@lyceum.example`, password }) });
  assert.equal(r.status, 200, `sign-in of ${who}`);
  tokens.set(who, (await r.json()).access_token);
  return tokens.get(who);
}

export async function api(who, method, path, body, headers = {}) {
  const r = await fetch(`${url}/api/v1${path}`, { method,
    headers: { authorization: `Bearer ${await token(who)}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await r.text();
  return { status: r.status, body: text ? JSON.parse(text) : null };
}

// Until it is so.
export async function until(what, is) {
  for (const end = Date.now() + 20000; !await is();)
    assert.ok(Date.now() < end, what);
}

// What must be made; its row.
export async function make(who, path, body) {
  const r = await api(who, 'POST', path, body);
  assert.equal(r.status, 201, `POST ${path}: ${JSON.stringify(r.body)}`);
  return r.body;
}

// ---- What a test may spoil

let made = 0;
export const unique = () => Date.now() * 10 + made++;

// A course of the demo's teacher, with nobody in it.
export async function aCourse(more = {}) {
  const teacher = (await api('teacher', 'GET', '/auth/me')).body;
  const n = unique();
  const letter = (k) => String.fromCharCode(65 + Math.floor(n / 26 ** k) % 26);
  const code = [0, 1, 2, 3].map(letter).join('') + String(Math.floor(n / 26 ** 4) % 1000).padStart(3, '0');
  return make('admin', '/courses', { code, name: `Course of test ${n}`, capacity: 60, credits: 2,
    semester: 'summer', year: 2032, teacher_id: teacher.id, schedule: {}, ...more });
}

// Their seat.
export const enroll = (course, student) =>
  make('admin', `/courses/${course.id}/enroll`, { student_id: student.id });

export const enrollMe = async (course) => enroll(course, (await api('student', 'GET', '/auth/me')).body);

// Students whom nobody else knows of, in the order of their names.
export async function students(count) {
  const n = unique(), all = [];
  for (let i = 1; i <= count; i++)
    all.push(await make('admin', '/users', { email: `student${i}.${n}@lyceum.example`,
      full_name: `Student ${String(i).padStart(2, '0')} of ${n}`, role: 'student', password }));
  return all;
}

export const minutes = (n) => `${new Date(Date.now() + n * 60000).toISOString().slice(0, 19)}Z`;

// A session that is open to sign, of a course of this term that the demo's
// student and three more take.
export async function aSession() {
  const terms = (await api('admin', 'GET', '/school/terms')).body.items;
  const { semester, year } = terms.find((t) => t.current) ?? terms[0];
  const course = await aCourse({ semester, year });
  await enrollMe(course);
  for (const s of await students(3)) await enroll(course, s);
  return make('teacher', `/courses/${course.id}/sessions`, { starts_at: minutes(-1), ends_at: minutes(60) });
}
