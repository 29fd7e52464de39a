// What goes around the messages: who calls, deadlines, metadata, sizes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { authority, call, callRaw, client, closeAll, grpc, lesson, nobody, NOBODY, server, serviceToken,
    sql, status, stranger, target } from './grpc.mjs';

const EXISTS = '/identity.api.v1.IdentityQueryService/Exists';
const COURSE = '/academics.api.v1.AcademicsQueryService/GetCourse';
const MB = 1 << 20;
let l;

before(() => { l = lesson(); });
after(closeAll);

// ---- Who calls

const asks = (who, metadata) => call(client('identity', who), 'Exists', { user_id: NOBODY }, { metadata });

test('without certificate or token: UNAUTHENTICATED', async () => {
	const r = await asks(nobody);

	assert.equal(r.code, status.UNAUTHENTICATED);
	assert.match(r.details, /certificate or a service token/);
	for (const [service, method] of [['academics', 'GetCourse'], ['academics', 'ValidateTeacherCourse'],
	    ['academics', 'ValidateStudentCourse'], ['academics', 'ValidateClassroomCourse'],
	    ['academics', 'GetSchoolPreferences'], ['close', 'CloseExpiredCourses'],
	    ['attendance', 'CreateSignatureAttempt'], ['identity', 'GetUserLite'],
	    ['identity', 'ValidateStudentDevice']])
		assert.equal((await call(client(service, nobody), method, {})).code, status.UNAUTHENTICATED, method);
});

test('a certificate of another authority, or for a server: refused', async () => {
	assert.equal((await asks(stranger())).code, status.UNAUTHENTICATED);
	assert.equal((await asks(server)).code, status.UNAUTHENTICATED);
});

test('a service token', async () => {
	const token = serviceToken();
	const [head, claims, signature] = token.split('.');
	const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url')), sub: 'root' }));

	assert.equal((await asks(nobody, { authorization: `Bearer ${token}` })).code, status.OK);
	for (const bad of ['', 'x', `${head}.${claims}.`, `${head}.${forged.toString('base64url')}.${signature}`])
		assert.equal((await asks(nobody, { authorization: `Bearer ${bad}` })).code, status.UNAUTHENTICATED, bad);
	assert.equal((await asks(nobody, { authorization: 'Basic eDp5' })).code, status.UNAUTHENTICATED);
});

const url = process.env.LYCEUM_URL;

async function post(path, body, headers) {
	return fetch(url + path, { method: 'POST', body, headers });
}

test('neither kind of token is taken for the other', async () => {
	const login = await (await post('/api/v1/auth/login', JSON.stringify({ email: 'admin@lyceum.example',
	    password: 'demo-Lyceum-1' }), { 'content-type': 'application/json' })).json();

	assert.ok(login.access_token, JSON.stringify(login));
	assert.equal((await asks(nobody, { authorization: `Bearer ${login.access_token}` })).code, status.UNAUTHENTICATED);
	const me = await fetch(`${url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${serviceToken()}` } });
	assert.equal(me.status, 401);
});

test('by plain HTTP there is no gRPC, whatever the headers say', async () => {
	const r = await post(EXISTS, Buffer.alloc(5), { 'content-type': 'application/grpc', grpc: 'on',
	    ssl_client_verify: 'SUCCESS', 'ssl-client-verify': 'SUCCESS', 'ssl-client-s-dn': 'CN=x',
	    authorization: `Bearer ${serviceToken()}` });

	assert.ok([404, 405, 415].includes(r.status), String(r.status));
	for (const path of [`/api/v1${EXISTS}`, COURSE, `/api/v1${COURSE}`]) {
		const x = await post(path, Buffer.alloc(5), { 'content-type': 'application/grpc',
		    authorization: `Bearer ${serviceToken()}` });
		assert.ok([404, 405, 415].includes(x.status), `${path} ${x.status}`);
	}
});

// ---- HTTP/2 by hand

function speak(headers, body = Buffer.alloc(5)) {
	return new Promise((resolve, reject) => {
		const session = http2.connect(`https://${target}`, { ca: authority() });
		const out = { headers: {}, trailers: {}, body: Buffer.alloc(0) };
		const done = () => { session.close(); resolve(out); };

		session.on('error', reject);
		const s = session.request({ ':method': 'POST', ':path': EXISTS, 'content-type': 'application/grpc',
		    te: 'trailers', authorization: `Bearer ${speak.token ??= serviceToken()}`, ...headers });
		s.on('response', (h) => { out.headers = h; });
		s.on('trailers', (t) => { out.trailers = t; });
		s.on('data', (d) => { out.body = Buffer.concat([out.body, d]); });
		s.on('end', done);
		s.on('error', reject);
		if (headers[':method'] !== 'GET')
			s.end(body);
	});
}

const grpcStatus = (r) => Number(r.trailers['grpc-status'] ?? r.headers['grpc-status']);

test('only a POST of application/grpc is a call', async () => {
	assert.equal((await speak({ ':method': 'GET' })).headers[':status'], 405);
	assert.equal((await speak({ 'content-type': 'application/json' })).headers[':status'], 415);
	assert.equal((await speak({ 'content-type': 'application/grpc+json' })).headers[':status'], 415);
	assert.equal(grpcStatus(await speak({ 'content-type': 'application/grpc+proto' })), status.INVALID_ARGUMENT);
});

test('frames that are none', async () => {
	assert.equal(grpcStatus(await speak({}, Buffer.alloc(0))), status.INTERNAL);
	assert.equal(grpcStatus(await speak({}, Buffer.alloc(4))), status.INTERNAL);
	assert.equal(grpcStatus(await speak({}, Buffer.from([0, 0, 0, 0, 9, 1]))), status.INTERNAL);
	assert.equal(grpcStatus(await speak({}, Buffer.from([9, 0, 0, 0, 0]))), status.INTERNAL);
	assert.equal(grpcStatus(await speak({}, Buffer.from([1, 0, 0, 0, 0]))), status.INTERNAL);
	assert.equal(grpcStatus(await speak({ 'grpc-encoding': 'gzip' }, Buffer.from([1, 0, 0, 0, 0]))), status.INTERNAL);
	assert.equal(grpcStatus(await speak({}, Buffer.from([0, 0, 0, 0, 1, 255]))), status.INVALID_ARGUMENT);
});

test('an answer says its length by its end alone', async () => {
	const id = Buffer.from(`\n$${l.student}`);
	const r = await speak({}, Buffer.concat([Buffer.from([0, 0, 0, 0, id.length]), id]));

	assert.equal(grpcStatus(r), 0);
	assert.equal(r.headers['content-length'], undefined);
	assert.equal(r.headers['x-grpc-status'], undefined);
	assert.deepEqual([...r.body], [0, 0, 0, 0, 2, 8, 1]);
});

// ---- Methods

test('what there is not: UNIMPLEMENTED', async () => {
	const c = client('identity');

	for (const path of ['/identity.api.v1.IdentityQueryService/Nothing', '/nobody.v1.Nothing/Nothing',
	    '/academics.api.v1.AcademicsQueryService/CloseExpiredCourses', '/api/v1/courses', '/metrics',
	    '/identity.api.v1.IdentityQueryService/', '/grpc.health.v1.Health/Nothing'])
		assert.equal((await callRaw(c, path, Buffer.alloc(0))).code, status.UNIMPLEMENTED, path);
});

// ---- Deadlines

// Holds the lock that who signs a session shares.
function hold(session, ms) {
	return new Promise((resolve) => execFile('psql', ['-XqAt', '-c', 'begin', '-c',
	    `select pg_advisory_xact_lock(uuid_hash_extended('${session}', 3))`, '-c', `select pg_sleep(${ms / 1000})`,
	    '-c', 'commit'], resolve));
}

const waiting = () => Number(sql(`select count(*) from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%create_signature_attempt%'`));

test('a deadline ends the statement too', async () => {
	const ask = { course_id: l.session, teacher_id: l.teacher, method: 'SIGNATURE_METHOD_TEACHER' };
	const frame = Buffer.from(`\n$${l.session}\x18\x05"$${l.teacher}`);
	const held = hold(l.session, 3000);

	while (sql("select count(*) from pg_locks where locktype = 'advisory' and granted") === '0')
		await new Promise((r) => setTimeout(r, 20));
	const began = Date.now();
	const c = client('attendance');
	const mine = await call(c, 'CreateSignatureAttempt', ask, { deadline: Date.now() + 300 });
	assert.equal(mine.code, status.DEADLINE_EXCEEDED);
	const r = await speak({ ':path': '/attendance.api.v1.AttendanceCommandService/CreateSignatureAttempt',
	    'grpc-timeout': '400m' }, Buffer.concat([Buffer.from([0, 0, 0, 0, frame.length]), frame]));
	assert.equal(grpcStatus(r), status.DEADLINE_EXCEEDED);
	assert.ok(Date.now() - began < 2000, `${Date.now() - began} ms`);
	assert.equal(waiting(), 0);
	await held;
	assert.equal(sql(`select count(*) from attendance.signatures where session_id = '${l.session}'`), '0');
	assert.equal((await call(c, 'CreateSignatureAttempt', ask)).value.status, 'SIGNATURE_STATUS_ACCEPTED');
});

// Workers that have prepared nothing yet.
async function bornAnew(pool) {
	const old = `select count(*) filter (where backend_start < '${sql('select now()')}') || ' ' || (count(*) > 0)
	    from pg_stat_activity where usename = 'lyceum_${pool}'`;

	process.kill(Number(readFileSync(join(process.env.PGHOST, `${pool}.pid`), 'utf8')), 'SIGHUP');
	while (sql(old) !== '0 true')
		await new Promise((r) => setTimeout(r, 50));
}

// A worker that was just born prepares its statements at their first use, and
// waits where a table is being altered.
test('a deadline ends the preparing of a statement too', async () => {
	await bornAnew('courses');
	const altered = new Promise((resolve) => execFile('psql', ['-XqAt', '-c', 'begin', '-c',
	    'lock table academics.sessions in access exclusive mode', '-c', 'select pg_sleep(3)', '-c', 'commit'],
	    resolve));
	const held = () => sql(`select count(*) from pg_locks where relation = 'academics.sessions'::regclass
	    and mode = 'AccessExclusiveLock' and granted`) === '1';

	while (!held())
		await new Promise((r) => setTimeout(r, 20));
	const began = Date.now();
	const c = client('academics');
	const all = await Promise.all(Array.from({ length: 8 }, () =>
	    call(c, 'GetCourse', { course_id: l.session }, { deadline: Date.now() + 400 })));
	assert.deepEqual([...new Set(all.map((r) => r.code))], [status.DEADLINE_EXCEEDED]);
	await new Promise((r) => setTimeout(r, 600));
	assert.equal(sql(`select count(*) from pg_stat_activity where wait_event_type = 'Lock'
	    and query like '%academics_api.sessions%' and pid <> pg_backend_pid()`), '0');
	assert.ok(held(), `${Date.now() - began} ms`);
	await altered;
	assert.equal((await call(c, 'GetCourse', { course_id: l.session })).code, status.OK);
});

test('a deadline that has passed, and one that is none', async () => {
	assert.equal(grpcStatus(await speak({ 'grpc-timeout': '1n' })), status.DEADLINE_EXCEEDED);
	for (const bad of ['1', 'S', '1x', '123456789S', '-1S', '1 S', '1.5S'])
		assert.equal(grpcStatus(await speak({ 'grpc-timeout': bad })), status.INVALID_ARGUMENT, bad);
	assert.equal(grpcStatus(await speak({ 'grpc-timeout': '99999999H' })), status.INVALID_ARGUMENT);
});

// ---- Metadata

test('x-request-id comes back, and a failure has one too', async () => {
	const metadata = { 'x-request-id': 'grpc-test-4711' };
	const c = client('identity');

	assert.equal((await call(c, 'Exists', { user_id: NOBODY }, { metadata })).headers['x-request-id'], 'grpc-test-4711');
	const failed = await call(c, 'Exists', { user_id: 'x' }, { metadata });
	assert.equal(failed.code, status.INVALID_ARGUMENT);
	assert.equal({ ...failed.headers, ...failed.trailers }['x-request-id'], 'grpc-test-4711');
	assert.ok((await call(c, 'Exists', { user_id: NOBODY })).headers['x-request-id'].length >= 8);
	const strange = await call(c, 'Exists', { user_id: NOBODY }, { metadata: { 'x-request-id': 'a b"c' } });
	assert.notEqual(strange.headers['x-request-id'], 'a b"c');
});

test('the words of a failure arrive as they were', async () => {
	const r = await callRaw(client('identity'), EXISTS, Buffer.from([255]));

	assert.equal(r.code, status.INVALID_ARGUMENT);
	assert.match(r.details, /^The message is no identity\.api\.v1\.ExistsRequest\.$/);
});

// ---- Sizes and compression

// An Exists of n bytes: the rest is a field that nobody knows.
function padded(n) {
	const id = Buffer.from(`\n$${l.student}`);
	const head = Buffer.alloc(6);
	const rest = n - id.length - 4;

	head[0] = 0x7a;
	let k = 1, v = rest;
	for (; v > 127; v >>= 7)
		head[k++] = v & 127 | 128;
	head[k++] = v;
	return Buffer.concat([id, head.subarray(0, k), Buffer.alloc(n - id.length - k, 120)]);
}

test('1 MB is taken, a byte more is not, nor are 5 MB', async () => {
	const c = client('identity');
	const full = padded(MB);

	assert.equal(full.length, MB);
	assert.equal((await callRaw(c, EXISTS, full)).code, status.OK);
	assert.equal((await callRaw(c, EXISTS, Buffer.concat([full, Buffer.alloc(1)]))).code, status.RESOURCE_EXHAUSTED);
	assert.equal((await callRaw(c, EXISTS, padded(5 * MB))).code, status.RESOURCE_EXHAUSTED);
	assert.equal((await callRaw(c, EXISTS, padded(MB / 16))).code, status.OK);
});

test('gzip is understood, other compression is not', async () => {
	const gzip = client('identity', undefined, { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
	const deflate = client('identity', undefined,
	    { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.deflate });

	assert.equal((await callRaw(gzip, EXISTS, padded(500000))).code, status.OK);
	assert.equal((await callRaw(deflate, EXISTS, padded(500))).code, status.UNIMPLEMENTED);
	// Ten megabytes in ten kilobytes.
	assert.equal((await callRaw(gzip, EXISTS, padded(10 * MB))).code, status.RESOURCE_EXHAUSTED);
});

// ---- Many

test('500 at once on one channel', async () => {
	const a = client('academics');
	const all = await Promise.all(Array.from({ length: 500 }, (_, i) => i % 2 ?
	    call(a, 'GetCourse', { course_id: l.session }) :
	    call(a, 'GetCourse', { course_id: NOBODY })));

	assert.deepEqual([...new Set(all.map((r, i) => `${i % 2} ${r.code}`))].sort(),
	    [`0 ${status.NOT_FOUND}`, `1 ${status.OK}`]);
});
