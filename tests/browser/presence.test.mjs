// The whole of it: an administrator provisions a beacon, a teacher opens the
// class, twenty phones sign by its light, one of them cheats, the class closes.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aCourse, api, close, enroll, make, minutes, password, signIn, students, unique, url } from './browser.mjs';

const keys = mkdtempSync(join(tmpdir(), 'lyceum-beacon.'));
after(() => { rmSync(keys, { recursive: true }); return close(); });

// lyceumctl, with everybody's password; what it prints.
async function ctl(...args) {
  const [program, ...config] = process.env.LYCEUMCTL.split(' ');
  const run = promisify(execFile)(program, [args[0], args[1], ...config, ...args.slice(2),
    '--url', url, '--keys', keys, '--password-stdin']);
  run.child.stdin.end(`${password}\n`);
  return (await run).stdout.trim();
}

// A course of the teacher's with so many students, and its class of now.
async function aClass(count) {
  const room = await make('admin', '/classrooms', { name: `Room ${unique()}` });
  const course = await aCourse();
  for (const s of await students(count)) await enroll(course, s);
  const session = await make('teacher', `/courses/${course.id}/sessions`,
    { starts_at: minutes(-2), ends_at: minutes(60), classroom_ids: [room.id] });
  return { room, course, session };
}

test('a class signs by the light of its room', async () => {
  const { room, course, session } = await aClass(20);

  // The page shows the secrets of a beacon once.
  const admin = await signIn('admin');
  await admin.goto('/beacon/new');
  await admin.getByLabel('Name').fill(`Beacon of ${room.name}`);
  await admin.getByLabel(/^Classroom/).selectOption({ label: room.name });
  await admin.getByRole('button', { name: 'Add this beacon' }).click();
  await admin.getByText('BEGIN PRIVATE KEY').waitFor();
  await admin.getByRole('link', { name: 'It is in the device' }).click();
  await admin.getByRole('heading', { name: `Beacon of ${room.name}` }).waitFor();
  assert.equal(await admin.getByText('BEGIN PRIVATE KEY').count(), 0);

  const teacher = await signIn('teacher');
  await teacher.goto(`/sessions/${session.id}/live`);
  await teacher.getByRole('button', { name: 'Open signing' }).click();
  await teacher.getByText(/^Opened by/).waitFor();

  const beacon = await ctl('beacon', 'provision', '--name', `Simulated in ${room.name}`, '--room', room.id);
  const said = JSON.parse(await ctl('beacon', 'simulate', '--beacon', beacon, '--session', session.id,
    '--teacher', 'teacher@lyceum.example', '--students', '20', '--cheat', '1', '--json'));
  assert.equal(said.accepted, 19, JSON.stringify(said));
  assert.equal(said.refused, 1, JSON.stringify(said));

  // The teacher's page has followed, and names who was refused and why.
  await teacher.getByText(/^19\s+of 20 here$/).waitFor({ timeout: 15000 });
  await teacher.getByRole('table').getByRole('row').nth(1).waitFor();
  await teacher.getByText('Close this session').click();
  await teacher.getByRole('button', { name: 'Close and mark 1 absent' }).click();
  await teacher.getByText(/^Closed at/).waitFor();
  const records = (await api('teacher', 'GET', `/attendance/course/${course.id}?limit=200`)).body.items;
  const count = (status) => records.filter((r) => r.status === status).length;
  assert.deepEqual([count('present'), count('absent')], [19, 1]);

  await admin.goto(`/beacon/${beacon}`);
  await admin.getByText(/replay/i).first().waitFor();    // the simulator tried
  assert.deepEqual([...teacher.complaints, ...admin.complaints], []);
});
