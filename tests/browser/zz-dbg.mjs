import { signIn, close, accessible } from './browser.mjs';
const page = await signIn('admin');
const t0 = Date.now(); const log = (...a) => console.log(((Date.now() - t0) / 1000).toFixed(1), ...a);
let posts = 0; page.on('request', (r) => { if (r.method() === 'POST') posts++; });
page.on('response', async (r) => { if (/charge/.test(r.url())) log(r.request().method(), r.status(), r.request().timing().responseEnd.toFixed(0)); });
await page.setViewportSize({ width: 1280, height: 900 });
await page.goto('/fees/01a2007b-b93a-753d-90c5-5856d1df4c36/preview'); log('preview');
await page.screenshot({ path: '/tmp/p-shots/preview.png' });
await page.locator('summary', { hasText: 'Bill 4' }).click();
await page.getByRole('dialog').getByRole('button', { name: /^Bill/ }).dblclick();
await page.getByRole('button', { name: 'Pause' }).waitFor(); log('going', page.url());
await page.waitForTimeout(5000);
log(await page.locator('[data-says]').textContent(), await page.title(), await page.locator('#said').textContent());
for (const [w, h] of [[1280, 900], [390, 844]]) for (const colorScheme of ['light', 'dark']) {
  await page.setViewportSize({ width: w, height: h }); await page.emulateMedia({ colorScheme });
  await page.screenshot({ path: '/tmp/p-shots/going-' + w + colorScheme + '.png' });
}
await page.reload(); await page.waitForTimeout(3000); log('reloaded', await page.locator('[data-says]').textContent());
const tab = await page.context().newPage(); await tab.goto('/fees/01a2007b-b93a-753d-90c5-5856d1df4c36/charge'); log('tab', await tab.locator('#said').textContent(), await tab.getByRole('button', { name: 'Go on' }).count());
await tab.getByRole('button', { name: 'Go on' }).click(); await tab.waitForTimeout(6000); log('both', await tab.locator('[data-says]').textContent(), await page.locator('[data-says]').textContent(), await tab.locator('#said').textContent());
await tab.close();
await page.getByRole('button', { name: 'Pause' }).click(); await page.waitForTimeout(4000); log(await page.locator('#said').textContent(), posts);
await page.goBack().catch(() => {}); await page.goForward().catch(() => {}); await page.waitForTimeout(2500); log('forward', await page.locator('#said').textContent(), await page.url(), posts);
await page.getByRole('button', { name: 'Go on' }).click(); await page.waitForTimeout(1000); await close(); log('closed in the middle');
