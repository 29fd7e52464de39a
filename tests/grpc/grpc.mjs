// What the tests share: clients made from proto/, certificates, a class.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

export { grpc };
export const { status } = grpc;
export const target = process.env.LYCEUM_GRPC;
const dir = process.env.LYCEUM_TLS;
const ctl = process.env.LYCEUMCTL.split(' ');

export function lyceumctl(...args) {
	return execFileSync(ctl[0], [...ctl.slice(1), ...args], { encoding: 'utf8' }).trim();
}

export function sql(text) {
	return execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', text],
	    { encoding: 'utf8' }).trim();
}

// ---- Who calls

const ca = readFileSync(join(dir, 'ca.crt'));

export function authority() {
	return ca;
}

function clientCert(name, at) {
	lyceumctl('certs', 'client', '--name', name, '--dir', at);
	return credentials(name, at);
}

function credentials(name, at) {
	return grpc.credentials.createSsl(ca, readFileSync(join(at, `${name}.key`)),
	    readFileSync(join(at, `${name}.crt`)));
}

export const somebody = clientCert('grpc-tests', dir);
export const nobody = grpc.credentials.createSsl(ca);
export const server = credentials('server', dir);

export function stranger() {
	const other = mkdtempSync(join(tmpdir(), 'lyceum-ca-'));

	lyceumctl('certs', 'create', '--dir', other);
	return clientCert('grpc-tests', other);
}

export function serviceToken(name = 'grpc-tests') {
	return lyceumctl('keys', 'service-token', '--name', name);
}

// ---- Clients

const definition = loader.loadSync(['academics', 'attendance', 'identity', 'health']
    .map((n) => join(process.env.LYCEUM_SRCDIR, 'proto', `${n}.proto`)), {
	keepCase: true, longs: Number, enums: String, defaults: true,
	includeDirs: [join(process.env.LYCEUM_SRCDIR, 'proto')],
});
const packages = grpc.loadPackageDefinition(definition);

export const services = {
	academics: packages.academics.api.v1.AcademicsQueryService,
	close: packages.academics.api.v1.AcademicsCommandService,
	attendance: packages.attendance.api.v1.AttendanceCommandService,
	identity: packages.identity.api.v1.IdentityQueryService,
	health: packages.grpc.health.v1.Health,
};

const open = [];

export function client(service, who = somebody, options = {}) {
	const c = new services[service](target, who, options);

	open.push(c);
	return c;
}

export function closeAll() {
	for (const c of open.splice(0))
		c.close();
}

// call(client, method, request): { code, details, value, headers, trailers }
export function call(c, method, request, { metadata, ...options } = {}) {
	const md = new grpc.Metadata();

	for (const [k, v] of Object.entries(metadata ?? {}))
		md.set(k, v);
	return new Promise((resolve) => {
		const out = { headers: {}, trailers: {} };
		const x = c[method](request, md, { deadline: Date.now() + 10000, ...options }, (e, value) => {
			out.code = e ? e.code : 0;
			out.details = e ? e.details : '';
			out.value = value;
		});

		x.on('metadata', (m) => { out.headers = m.getMap(); });
		x.on('status', (s) => {
			out.trailers = s.metadata.getMap();
			setImmediate(() => resolve(out));
		});
	});
}

// The same with a message of bytes, as they are.
export function callRaw(c, path, bytes, options = {}) {
	return new Promise((resolve) => {
		c.makeUnaryRequest(path, (b) => b, (b) => b, bytes, new grpc.Metadata(),
		    { deadline: Date.now() + 20000, ...options }, (e, value) => resolve({
			code: e ? e.code : 0, details: e ? e.details : '', value }));
	});
}

// ---- A class in session

export const NOBODY = '01900000-0000-7000-8000-000000000000';

// What a session needs, people and all, made anew each time; ids by name.
export function lesson(from = "now() - interval '2 minutes'", to = "now() + interval '1 hour'") {
	return JSON.parse(sql(`
with p as (
	insert into identity.users (school_id, email, full_name, role, password_hash)
	select s.id, part || '-' || gen_random_uuid() || '@made.example', part,
	       case part when 'teacher' then part else 'student' end, '*'
	  from academics.schools s,
	       unnest(array['teacher', 'student', 'member', 'outsider']) part
	 where s.code = 'LYCEUM' returning id, school_id, full_name as part),
c as (
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year, schedule)
	select school_id, 'GRPC' || floor(random() * 899 + 100), 'A course of gRPC', id, 40,
	       3, 'summer', 2001 + floor(random() * 20), '{}'
	  from p where part = 'teacher' returning id, school_id, teacher_id),
e as (
	insert into academics.enrollments (school_id, student_id, course_id, status, enrolled_at)
	select c.school_id, p.id, c.id, 'enrolled', now()
	  from c, p where p.part = 'student' returning student_id),
k as (
	insert into academics.classrooms (school_id, name)
	select school_id, 'grpc ' || gen_random_uuid() from c returning id),
g as (
	insert into academics.groups (school_id, name)
	select school_id, 'grpc ' || gen_random_uuid() from c returning id),
m as (
	insert into academics.group_members (group_id, student_id)
	select g.id, p.id from g, p where p.part = 'member' returning student_id),
s as (
	insert into academics.sessions (school_id, course_id, title, starts_at, ends_at,
	    closing_delay_minutes)
	select school_id, id, 'A lesson of gRPC', ${from}, ${to}, 20 from c returning *),
sk as (insert into academics.session_classrooms select s.id, k.id from s, k),
sg as (insert into academics.session_groups select s.id, g.id from s, g),
b as (
	insert into beacon.beacons (school_id, name, classroom_id)
	select c.school_id, 'grpc', k.id from c, k returning id),
d as (
	insert into identity.devices (school_id, user_id, name, public_key, flash_key, bound_by)
	select school_id, student_id, 'grpc', sha256(random()::text::bytea) || sha256('x') || '\\x04',
	       sha256('y'), student_id from c, e returning id)
select json_build_object('school', c.school_id, 'course', c.id, 'teacher', c.teacher_id,
	'student', e.student_id, 'member', m.student_id, 'outsider',
	(select id from p where part = 'outsider'), 'room', k.id, 'group', g.id, 'session', s.id,
	'starts', extract(epoch from s.starts_at), 'ends', extract(epoch from s.ends_at),
	'beacon', b.id, 'device', d.id)
  from c, e, k, g, m, s, b, d`));
}
