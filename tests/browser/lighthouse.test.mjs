// Lighthouse: 95 at least in performance, accessibility and best practices.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { url, password } from './browser.mjs';

const port = 9222 + (process.pid % 500);
let context;

async function signedIn() {
  context = await chromium.launchPersistentContext('', {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, baseURL: url,
    args: [`--remote-debugging-port=${port}`, '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const page = await context.newPage();
  await page.goto('/auth/login');
  await page.getByLabel('E-mail address').fill('student@lyceum.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((u) => !u.pathname.startsWith('/auth/login'));
}

after(() => context?.close());

const options = { port, disableStorageReset: true, logLevel: 'error',
  onlyCategories: ['performance', 'accessibility', 'best-practices'] };

// Performance is measured on whatever else this machine does: the best of three.
async function scores(path) {
  const best = {};
  for (let i = 0; i < 3 && !(best.performance?.score >= 0.95); i++) {
    const { lhr } = await lighthouse(url + path, options);
    for (const [name, c] of Object.entries(lhr.categories)) {
      const low = c.auditRefs.filter((a) => a.weight > 0 && (lhr.audits[a.id].score ?? 1) < 1).map((a) => a.id);
      if (!best[name] || (name === 'performance' ? c.score > best[name].score : c.score < best[name].score))
        best[name] = { score: c.score, low };
    }
  }
  return best;
}

test('Lighthouse', async () => {
  await signedIn();
  for (const path of ['/', '/courses', '/timetable', '/grades'])
    for (const [name, { score, low }] of Object.entries(await scores(path))) {
      console.log(`${path} ${name} ${Math.round(score * 100)}`);
      assert.ok(score >= 0.95, `${path}: ${name} ${score} (${low.join(', ')})`);
    }
});
