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
  await cdp.send('Runtime.evaluate', { expression: axe });
  const { result } = await cdp.send('Runtime.evaluate', { awaitPromise: true, returnByValue: true,
    expression: `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join(' | ')))` });
  await cdp.detach();
  assert.deepEqual(result.value, [], `axe on ${what}`);
}

export async function token(who) {
  const r = await fetch(`${url}/api/v1/auth/login`, { method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${who}@lyceum.example`, password }) });
  assert.equal(r.status, 200, `sign-in of ${who}`);
  return (await r.json()).access_token;
}

export async function api(who, method, path, body, headers = {}) {
  const r = await fetch(`${url}/api/v1${path}`, { method,
    headers: { authorization: `Bearer ${await token(who)}`, 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await r.text();
  return { status: r.status, body: text ? JSON.parse(text) : null };
}

// A session that is open to sign, of a course that the teacher teaches and
// the student takes.
export async function aSession() {
  const me = (await api('teacher', 'GET', '/auth/me')).body;
  const taught = (await api('admin', 'GET', `/courses?teacher_id=${me.id}&limit=100`)).body.items;
  const mine = (await api('student', 'GET', '/enrollments?status=enrolled')).body.items;
  const course = taught.find((c) => mine.some((e) => e.course_id === c.id));
  const at = (minutes) => `${new Date(Date.now() + minutes * 60000).toISOString().slice(0, 19)}Z`;
  const r = await api('teacher', 'POST', `/courses/${course.id}/sessions`, { starts_at: at(-1), ends_at: at(60) });
  if (r.status !== 201)
    throw new Error(`a session: ${r.status} ${JSON.stringify(r.body)}`);
  return r.body;
}
