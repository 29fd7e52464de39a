// The whole of it: an administrator provisions a beacon, a teacher opens the
// class, twenty phones sign by its light, one of them cheats, the class closes.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { api, close, password, signIn, url } from './browser.mjs';

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
async function aClass(students) {
  const n = String(Date.now()).slice(-6);
  const letters = [...n.slice(0, 3)].map((d) => String.fromCharCode(65 + Number(d))).join('');
  const teacher = (await api('teacher', 'GET', '/auth/me')).body;
  const room = (await api('admin', 'POST', '/classrooms', { name: `Room ${n}` })).body;
  const course = (await api('admin', 'POST', '/courses', { code: `P${letters}${n.slice(3)}`,
    name: `Presence of ${n}`, capacity: 60, credits: 2, semester: 'summer', year: 2032,
    teacher_id: teacher.id, schedule: {} })).body;
  for (let i = 1; i <= students; i++) {
    const made = await api('admin', 'POST', '/users', { email: `phone${i}.${n}@lyceum.example`,
      full_name: `Phone ${String(i).padStart(2, '0')} of ${n}`, role: 'student', password });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal((await api('admin', 'POST', `/courses/${course.id}/enroll`,
      { student_id: made.body.id })).status, 201);
  }
  const at = (minutes) => `${new Date(Date.now() + minutes * 60000).toISOString().slice(0, 19)}Z`;
  const session = await api('teacher', 'POST', `/courses/${course.id}/sessions`,
    { starts_at: at(-2), ends_at: at(60), classroom_ids: [room.id] });
  assert.equal(session.status, 201, JSON.stringify(session.body));
  return { room, course, session: session.body };
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
