// Every method: what it answers, and each way in which it refuses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, client, closeAll, lesson, NOBODY, sql, status } from './grpc.mjs';

let l;

before(() => { l = lesson(); });
after(closeAll);

async function refused(c, method, request, code, words) {
	const r = await call(c, method, request);

	assert.equal(r.code, code, `${method} ${JSON.stringify(request)}: ${r.code} ${r.details}`);
	if (words)
		assert.match(r.details, words);
}

async function good(c, method, request) {
	const r = await call(c, method, request);

	assert.equal(r.code, status.OK, `${method}: ${r.details}`);
	return r.value;
}

const seconds = (t) => t.seconds + t.nanos / 1e9;

test('GetCourse', async () => {
	const c = client('academics');
	const { course } = await good(c, 'GetCourse', { course_id: l.session });

	assert.equal(course.id, l.session);
	assert.equal(course.school_id, l.school);
	assert.equal(course.name, 'A lesson of gRPC');
	assert.ok(Math.abs(seconds(course.start_at) - l.starts) < 1e-5);
	assert.ok(Math.abs(seconds(course.end_at) - l.ends) < 1e-5);
	assert.equal(course.is_online, false);
	assert.equal(course.signature_closing_delay_minutes, 20);
	assert.equal(course.signature_closed, false);
	assert.equal((await good(c, 'GetCourse', { course_id: l.session.toUpperCase() })).course.id, l.session);
	await refused(c, 'GetCourse', { course_id: NOBODY }, status.NOT_FOUND, /session/);
	await refused(c, 'GetCourse', { course_id: 'x' }, status.INVALID_ARGUMENT, /course_id/);
	await refused(c, 'GetCourse', {}, status.INVALID_ARGUMENT, /course_id/);
});

test('ValidateTeacherCourse', async () => {
	const c = client('academics');
	const ask = (teacher_id, course_id) => ({ teacher_id, course_id });

	assert.equal((await good(c, 'ValidateTeacherCourse', ask(l.teacher, l.session))).is_assigned, true);
	assert.equal((await good(c, 'ValidateTeacherCourse', ask(l.student, l.session))).is_assigned, false);
	await refused(c, 'ValidateTeacherCourse', ask(l.teacher, NOBODY), status.NOT_FOUND);
	await refused(c, 'ValidateTeacherCourse', ask('1', l.session), status.INVALID_ARGUMENT, /teacher_id/);
	await refused(c, 'ValidateTeacherCourse', ask(l.teacher, '1'), status.INVALID_ARGUMENT, /course_id/);
});

test('ValidateStudentCourse', async () => {
	const c = client('academics');
	const ask = (student_id, course_id) => ({ student_id, course_id });

	assert.deepEqual(await good(c, 'ValidateStudentCourse', ask(l.student, l.session)),
	    { is_allowed: true, matched_group_ids: [] });
	assert.deepEqual(await good(c, 'ValidateStudentCourse', ask(l.member, l.session)),
	    { is_allowed: true, matched_group_ids: [l.group] });
	assert.deepEqual(await good(c, 'ValidateStudentCourse', ask(l.outsider, l.session)),
	    { is_allowed: false, matched_group_ids: [] });
	await refused(c, 'ValidateStudentCourse', ask(l.student, NOBODY), status.NOT_FOUND);
	await refused(c, 'ValidateStudentCourse', ask('', l.session), status.INVALID_ARGUMENT, /student_id/);
	await refused(c, 'ValidateStudentCourse', ask(l.student, ''), status.INVALID_ARGUMENT, /course_id/);
});

test('ValidateClassroomCourse', async () => {
	const c = client('academics');
	const ask = (classroom_id, course_id) => ({ classroom_id, course_id });

	assert.equal((await good(c, 'ValidateClassroomCourse', ask(l.room, l.session))).is_linked, true);
	assert.equal((await good(c, 'ValidateClassroomCourse', ask(NOBODY, l.session))).is_linked, false);
	await refused(c, 'ValidateClassroomCourse', ask(l.room, NOBODY), status.NOT_FOUND);
	await refused(c, 'ValidateClassroomCourse', ask('?', l.session), status.INVALID_ARGUMENT, /classroom_id/);
});

test('GetSchoolPreferences', async () => {
	const c = client('academics');
	const { preferences } = await good(c, 'GetSchoolPreferences', { school_id: l.school });
	const row = JSON.parse(sql(`select to_json(s) from academics.schools s where id = '${l.school}'`));

	assert.deepEqual(preferences, {
		id: l.school,
		default_signature_closing_delay_minutes: row.default_signature_delay_minutes,
		teacher_can_modify_closing_delay: row.teacher_can_modify_delay,
		students_can_sign_before_teacher: row.students_before_teacher,
		enable_flash: row.flash_enabled,
		disable_course_modification_from_ui: row.ui_modification_disabled,
		enable_nfc: row.nfc_enabled,
	});
	await refused(c, 'GetSchoolPreferences', { school_id: NOBODY }, status.NOT_FOUND, /school/);
	await refused(c, 'GetSchoolPreferences', { school_id: 'x' }, status.INVALID_ARGUMENT);
});

test('GetUserLite', async () => {
	const c = client('identity');
	const row = JSON.parse(sql(`select to_json(u) from identity.users u where email = 'student@lyceum.example'`));
	const { user } = await good(c, 'GetUserLite', { user_id: row.id });

	assert.equal(user.id, row.id);
	assert.equal(user.school_id, row.school_id);
	assert.equal(user.email, 'student@lyceum.example');
	assert.equal(`${user.firstname} ${user.lastname}`.trim(), row.full_name);
	assert.equal(user.user_type, 'student');
	await refused(c, 'GetUserLite', { user_id: NOBODY }, status.NOT_FOUND, /user/);
	await refused(c, 'GetUserLite', { user_id: "' or 1=1" }, status.INVALID_ARGUMENT);
});

test('Exists', async () => {
	const c = client('identity');

	assert.equal((await good(c, 'Exists', { user_id: l.student })).exists, true);
	assert.equal((await good(c, 'Exists', { user_id: NOBODY })).exists, false);
	await refused(c, 'Exists', { user_id: '' }, status.INVALID_ARGUMENT, /user_id/);
});

test('ValidateStudentDevice', async () => {
	const c = client('identity');
	const ask = (student_id, device_identifier) => ({ student_id, device_identifier });

	assert.equal((await good(c, 'ValidateStudentDevice', ask(l.student, l.device))).is_valid, true);
	assert.equal((await good(c, 'ValidateStudentDevice', ask(l.member, l.device))).is_valid, false);
	assert.equal((await good(c, 'ValidateStudentDevice', ask(l.student, NOBODY))).is_valid, false);
	await refused(c, 'ValidateStudentDevice', ask(l.student, 'phone'), status.INVALID_ARGUMENT, /device_identifier/);
	await refused(c, 'ValidateStudentDevice', ask('x', l.device), status.INVALID_ARGUMENT, /student_id/);
});

// ---- Signing

const attempt = (more) => ({
	course_id: l.session, student_id: l.student, method: 'SIGNATURE_METHOD_BEACON',
	beacon_proof: { beacon_id: l.beacon, classroom_id: l.room, proof_type: 'signedTimestamp',
	    proof_payload: Buffer.from([0, 255]) },
	received_at: { seconds: Math.floor(Date.now() / 1000), nanos: 0 }, ...more,
});

test('CreateSignatureAttempt: waits for the teacher, then counts', async () => {
	const c = client('attendance');
	const first = await good(c, 'CreateSignatureAttempt', attempt());

	assert.equal(first.status, 'SIGNATURE_STATUS_PENDING');
	const teacher = await good(c, 'CreateSignatureAttempt', { course_id: l.session,
	    teacher_id: l.teacher, method: 'SIGNATURE_METHOD_TEACHER' });
	assert.equal(teacher.status, 'SIGNATURE_STATUS_ACCEPTED');
	const again = await good(c, 'CreateSignatureAttempt', attempt());
	assert.equal(again.signature_id, first.signature_id);
	assert.equal(again.status, 'SIGNATURE_STATUS_ACCEPTED');
	assert.equal(sql(`select status from attendance.records
	    where session_id = '${l.session}' and student_id = '${l.student}'`), 'present');
	const row = JSON.parse(sql(`select to_json(s) from attendance.signatures s where id = '${first.signature_id}'`));
	assert.equal(row.school_id, l.school);
	assert.equal(row.beacon_id, l.beacon);
	assert.equal(row.classroom_id, l.room);
	assert.equal(row.proof.type, 'signedTimestamp');
});

test('CreateSignatureAttempt: the session of the room, without its id', async () => {
	const c = client('attendance');
	const r = await good(c, 'CreateSignatureAttempt', attempt({ course_id: '', student_id: l.member,
	    method: 'SIGNATURE_METHOD_FLASHLIGHT' }));

	assert.equal(sql(`select session_id from attendance.signatures where id = '${r.signature_id}'`), l.session);
	const none = await good(c, 'CreateSignatureAttempt', attempt({ course_id: '',
	    received_at: { seconds: Math.floor(Date.now() / 1000) - 890, nanos: 0 } }));
	assert.equal(none.status, 'SIGNATURE_STATUS_REFUSED');
});

test('CreateSignatureAttempt: refused is an answer, with its words', async () => {
	const c = client('attendance');
	const outsider = await good(c, 'CreateSignatureAttempt', attempt({ student_id: l.outsider }));

	assert.equal(outsider.status, 'SIGNATURE_STATUS_REFUSED');
	assert.match(outsider.message, /enrolled/);
	assert.equal(sql(`select reason from attendance.signatures where id = '${outsider.signature_id}'`), 'not_member');
	const admin = await good(c, 'CreateSignatureAttempt', attempt({ student_id: l.outsider,
	    administrator_id: NOBODY, method: 'SIGNATURE_METHOD_ADMIN' }));
	assert.equal(admin.status, 'SIGNATURE_STATUS_REFUSED');
	const strange = await good(c, 'CreateSignatureAttempt', attempt({ teacher_id: l.student,
	    method: 'SIGNATURE_METHOD_TEACHER' }));
	assert.equal(strange.status, 'SIGNATURE_STATUS_REFUSED');
	const late = lesson("now() - interval '50 minutes'", "now() + interval '10 minutes'");
	assert.equal((await good(c, 'CreateSignatureAttempt', { course_id: late.session, teacher_id: late.teacher,
	    method: 'SIGNATURE_METHOD_TEACHER' })).status, 'SIGNATURE_STATUS_LATE');
});

test('CreateSignatureAttempt: what is no attempt', async () => {
	const c = client('attendance');
	const bad = (more, code, words) => refused(c, 'CreateSignatureAttempt', attempt(more), code, words);
	const now = Math.floor(Date.now() / 1000);

	await bad({ student_id: 'x' }, status.INVALID_ARGUMENT, /student_id/);
	await bad({ student_id: '' }, status.INVALID_ARGUMENT, /student_id/);
	await bad({ course_id: 'x' }, status.INVALID_ARGUMENT, /course_id/);
	await bad({ method: 'SIGNATURE_METHOD_UNSPECIFIED' }, status.INVALID_ARGUMENT, /method/);
	await bad({ method: 77 }, status.INVALID_ARGUMENT, /method/);
	await bad({ method: 'SIGNATURE_METHOD_TEACHER' }, status.INVALID_ARGUMENT, /teacher_id/);
	await bad({ method: 'SIGNATURE_METHOD_ADMIN' }, status.INVALID_ARGUMENT, /administrator_id/);
	await bad({ beacon_proof: null }, status.INVALID_ARGUMENT, /beacon_id/);
	await bad({ beacon_proof: { beacon_id: l.beacon, classroom_id: 'x' } }, status.INVALID_ARGUMENT, /classroom_id/);
	await bad({ beacon_proof: { beacon_id: l.beacon, proof_type: 'x'.repeat(101) } }, status.INVALID_ARGUMENT, /proof_type/);
	await bad({ course_id: '', beacon_proof: { beacon_id: l.beacon } }, status.INVALID_ARGUMENT, /which session/);
	await bad({ received_at: { seconds: now + 120, nanos: 0 } }, status.INVALID_ARGUMENT, /received_at/);
	await bad({ received_at: { seconds: now - 3600, nanos: 0 } }, status.INVALID_ARGUMENT, /received_at/);
	await bad({ received_at: { seconds: now, nanos: -1 } }, status.INVALID_ARGUMENT, /received_at/);
	await bad({ course_id: NOBODY, student_id: NOBODY, beacon_proof: { beacon_id: NOBODY } }, status.NOT_FOUND);
	await bad({ beacon_proof: { beacon_id: NOBODY } }, status.NOT_FOUND, /beacon/);
});

test('a beacon of another school proves nothing', async () => {
	const other = sql(`with s as (insert into academics.schools (code, name)
	    values ('GRPC-' || floor(random() * 1e9)::text, 'Of gRPC') returning id)
	    insert into beacon.beacons (school_id, name) select id, 'other' from s returning id`);

	await refused(client('attendance'), 'CreateSignatureAttempt',
	    attempt({ beacon_proof: { beacon_id: other } }), status.NOT_FOUND, /beacon/);
});

// ---- Closing

test('CloseExpiredCourses', async () => {
	const c = client('close');
	const over = lesson("now() - interval '3 hours'", "now() - interval '2 hours'");
	const ahead = { now: { seconds: Math.floor(Date.now() / 1000) + 86400, nanos: 0 } };

	assert.equal((await good(client('academics'), 'GetCourse', { course_id: over.session })).course.signature_closed, false);
	assert.ok((await good(c, 'CloseExpiredCourses', {})).closed_count >= 1);
	assert.equal((await good(client('academics'), 'GetCourse', { course_id: over.session })).course.signature_closed, true);
	assert.equal(sql(`select status from attendance.records
	    where session_id = '${over.session}' and student_id = '${over.student}'`), 'absent');
	assert.equal((await good(c, 'CloseExpiredCourses', {})).closed_count, 0);
	// A clock that is ahead closes nothing that goes on.
	assert.equal((await good(c, 'CloseExpiredCourses', ahead)).closed_count, 0);
	assert.equal((await good(client('academics'), 'GetCourse', { course_id: l.session })).course.signature_closed, false);
	await refused(c, 'CloseExpiredCourses', { now: { seconds: 0, nanos: -5 } }, status.INVALID_ARGUMENT, /now/);
	await refused(c, 'CloseExpiredCourses', { now: { seconds: 1e15, nanos: 0 } }, status.INVALID_ARGUMENT, /now/);
});

// ---- Health

test('health', async () => {
	const c = client('health');

	for (const service of ['', 'academics.api.v1.AcademicsQueryService', 'academics.api.v1.AcademicsCommandService',
	    'attendance.api.v1.AttendanceCommandService', 'identity.api.v1.IdentityQueryService'])
		assert.equal((await good(c, 'Check', { service })).status, 'SERVING', service);
	await refused(c, 'Check', { service: 'x' }, status.NOT_FOUND);
	const code = await new Promise((resolve) => {
		const s = c.Watch({ service: '' });

		s.on('data', () => {});
		s.on('error', (e) => resolve(e.code));
		s.on('end', () => resolve('end'));
	});
	assert.equal(code, status.UNIMPLEMENTED);
});
