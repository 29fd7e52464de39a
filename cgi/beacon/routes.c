#include "core.h"
#include "attend.h"
#include "beacon.h"
#include "db.h"
#include "devices.h"
#include "gen/attendance.h"
#include "gen/beacon.h"
#include "health.h"
#include "messages.h"
#include "pages.h"

/* clang-format off */
static const struct route routes[] = {
	/* ---- In class */
	{ M_GET, "/sessions/{id}/live", .query = &q_page_live, .may = "signatures.read", .page = "beacon/live", .title = "{code} {name}",
	  .summary = "A session as it fills: who is here and by what proof, who is missing, what was refused" },
	{ M_GET, "/sign", sign_page, .in = &code_shape, .may = "signatures.create", .page = "beacon/sign", .title = "Sign attendance",
	  .flags = R_NO_API, .summary = "What a student can sign now" },
	{ M_GET, "/sessions/{id}/sign", sign_page, .in = &code_shape, .may = "signatures.create", .page = "beacon/sign", .title = "Sign attendance",
	  .summary = "One session, as its student signs it" },

	/* ---- Signatures */
	{ M_GET, "/signatures", .query = &q_signatures, .in = &signatures_shape, .may = "signatures.read",
	  .summary = "Attempts to sign, the newest first: one's own, of sessions that one teaches, or of the school" },
	{ M_POST, "/signatures", signature_create, .in = &signature_shape, .may = "signatures.create", .status = 201,
	  .form = "/sessions/{session_id}/sign", .then = "/signatures/{id}", .flags = R_NO_AUDIT,
	  .summary = "Sign, or mark somebody by hand; also what is refused is kept and answered, with its reason" },
	{ M_POST, "/signature", signature_create, .in = &signature_shape, .may = "signatures.create", .status = 201,
	  .then = "/signatures/{id}", .flags = R_NO_AUDIT, .summary = "The same as POST /signatures" },
	{ M_GET, "/signatures/{id}", signature_show, .may = "signatures.read", .page = "beacon/sign_done", .title = "Signature",
	  .summary = "One attempt to sign" },
	{ M_PATCH, "/signatures/{id}", .query = &q_signature_decide, .current = &q_signature_get, .in = &signature_change_shape,
	  .may = "signatures.update", .form = "/signatures/{id}", .then = "/sessions/{session_id}/live", .flash = "Saved.",
	  .fails = { ERR_ALREADY_SIGNED }, .summary = "Accept or refuse a signature; the record of attendance follows" },
	{ M_GET, "/sessions/{id}/qr", session_qr, .may = "signatures.update", .page = "beacon/qr", .title = "QR code",
	  .with = { { "_session", &q_page_qr } }, .fails = { ERR_SESSION_CLOSED },
	  .summary = "The code that students scan: another one every five seconds" },
	{ M_GET, "/sessions/{id}/slot", session_slot, .may = "signatures.create",
	  .summary = "When a student's phone flashes next, and the nonce of a tap" },
	{ M_POST, "/sessions/{id}/sign", session_begin, .may = "signatures.update", .status = 201, .flags = R_NO_AUDIT,
	  .form = "/sessions/{id}/live", .then = "/sessions/{id}/live", .summary = "The teacher's own signature: opens the session" },
	{ M_POST, "/sessions/{id}/close", .query = &q_session_close, .may = "signatures.update", .form = "/sessions/{id}/live",
	  .then = "/sessions/{id}/live", .flash = "The session is closed.", .fails = { ERR_CONFLICT },
	  .summary = "Close a session: who did not sign is absent" },

	/* ---- Attendance by hand */
	{ M_POST, "/attendance", .query = &q_attendance_mark, .in = &mark_shape, .may = "attendance.update", .status = 201,
	  .flags = R_NO_AUDIT, .fails = { ERR_NOT_FOUND, ERR_CONFLICT, ERR_NOT_ENROLLED },
	  .summary = "Mark a student by hand; who is marked already is marked again" },
	{ M_POST, "/attendance/bulk", .query = &q_attendance_mark_all, .in = &marks_shape, .may = "attendance.update",
	  .flags = R_NO_AUDIT, .fails = { ERR_NOT_FOUND, ERR_CONFLICT, ERR_NOT_ENROLLED },
	  .summary = "Mark up to 500 students by hand, all or none" },
	{ M_GET, "/attendance/{id}", .query = &q_attendance_get, .may = "attendance.read", .summary = "One record of attendance" },
	{ M_PUT, "/attendance/{id}", .query = &q_attendance_change, .current = &q_attendance_get, .in = &mark_change_shape,
	  .may = "attendance.update", .flags = R_NO_AUDIT, .summary = "Change a record of attendance" },
	{ M_GET, "/attendance/enrollment/{id}", .of = &q_attendance_enrollment_head, .query = &q_attendance_enrollment,
	  .may = "attendance.read", .summary = "The attendance of an enrollment, the newest first" },

	/* ---- Attendance, as pages */
	{ M_GET, "/attendance", .may = "attendance.read", .page = "beacon/attendance", .title = "Attendance",
	  .with = { { "today", &q_page_today }, { "recent", &q_page_recent }, { "courses", &q_page_taught }, { "people", &q_page_wards } },
	  .flags = R_NO_API, .summary = "Attendance, by role" },
	{ M_GET, "/attendance/course/{id}", course_attendance, .of = &q_attendance_course_head, .query = &q_attendance_course,
	  .in = &range_shape, .may = "attendance.read", .page = "beacon/attendance_course", .title = "Attendance of {code}",
	  .summary = "The attendance of a course, the newest first; its page is a grid" },
	{ M_GET, "/users/{id}/attendance", .of = &q_attendance_person_head, .query = &q_attendance_person, .may = "attendance.read",
	  .page = "beacon/attendance_student", .title = "Attendance",
	  .with = { { "_sum", &q_page_person }, { "months", &q_page_months }, { "records", &q_page_history }, { "courses", &q_page_by_course } },
	  .summary = "The attendance of a student, the newest first; as a page, calendars" },

	/* ---- Beacons and tags */
	{ M_GET, "/beacon", .query = &q_beacons, .in = &beacons_shape, .may = "beacons.read", .page = "beacon/beacons", .title = "Beacons",
	  .summary = "Beacons and their health, by name" },
	{ M_GET, "/beacon/new", .may = "beacons.update", .page = "beacon/beacon_new", .title = "New beacon",
	  .with = { { "classrooms", &q_beacon_classrooms } }, .flags = R_NO_API, .summary = "The form of a new beacon" },
	{ M_POST, "/beacon", beacon_create, .in = &beacon_shape, .may = "beacons.update", .status = 201, .flags = R_SECRET,
	  .page = "beacon/beacon_secret", .title = "{name}", .form = "/beacon/new", .then = "/beacon/{id}",
	  .fails = { ERR_KEY_TAKEN, ERR_TAG_TAKEN }, .summary = "Provision a beacon or a tag; its secrets are in this answer alone" },
	{ M_GET, "/beacon/{id}", .query = &q_beacon_get, .may = "beacons.read", .page = "beacon/beacon", .title = "{name}",
	  .with = { { "keys", &q_beacon_keys }, { "alarms", &q_beacon_recent_alarms }, { "classrooms", &q_beacon_classrooms } },
	  .summary = "One beacon" },
	{ M_PUT, "/beacon/{id}", .query = &q_beacon_update, .current = &q_beacon_get, .in = &beacon_change_shape, .may = "beacons.update",
	  .form = "/beacon/{id}", .then = "/beacon/{id}", .flash = "Saved.", .summary = "Change a beacon, or its classroom" },
	{ M_DELETE, "/beacon/{id}", .query = &q_beacon_deactivate, .may = "beacons.update", .then = "/beacon/{id}",
	  .flash = "The beacon is deactivated.", .summary = "Deactivate a beacon: nothing of it is accepted" },
	{ M_GET, "/beacon/{id}/keys", .of = &q_beacon_get, .query = &q_beacon_keys, .may = "beacons.read",
	  .summary = "Keys of a beacon, without what is secret" },
	{ M_POST, "/beacon/{id}/keys", beacon_rotate, .in = &beacon_key_shape, .may = "beacons.update", .status = 201, .flags = R_SECRET,
	  .page = "beacon/beacon_secret", .title = "{name}", .form = "/beacon/{id}", .then = "/beacon/{id}",
	  .fails = { ERR_KEY_TAKEN, ERR_CONFLICT }, .summary = "Another key; the old ones count until they are revoked" },
	{ M_DELETE, "/beacon/{id}/keys/{key}", .query = &q_beacon_key_revoke, .may = "beacons.update", .then = "/beacon/{id}",
	  .flash = "The key is revoked.", .summary = "Revoke a key" },
	{ M_GET, "/beacon/{id}/alarms", .of = &q_beacon_get, .query = &q_beacon_alarms, .may = "beacons.read",
	  .summary = "Replays, clones and wrong clocks of a beacon, the newest first" },

	/* ---- What beacons send: docs/beacon-protocol.md */
	{ M_POST, "/beacon/auth/token", beacon_token, .in = &beacon_token_shape, .may = "public",
	  .flags = R_BEARER | R_BEGINS | R_SECRET | R_NO_AUDIT, .fails = { ERR_BEACON_REFUSED, ERR_CLOCK, ERR_REPLAY },
	  .summary = "A token for a signed timestamp" },
	{ M_POST, "/beacon/proofs", beacon_proofs, .in = &frame_shape, .may = "public",
	  .flags = R_BEARER | R_BEGINS | R_SECRET | R_NO_AUDIT, .fails = { ERR_BEACON_REFUSED, ERR_CLOCK, ERR_REPLAY },
	  .summary = "A frame of proofs, with a beacon's token" },
	{ M_POST, "/beacon/heartbeat", beacon_heartbeat, .in = &heartbeat_shape, .may = "public",
	  .flags = R_BEARER | R_BEGINS | R_SECRET | R_NO_AUDIT, .fails = { ERR_TOKEN },
	  .summary = "A beacon is alive; what is on in its room" },
	{ M_POST, "/dev/beacon/{id}/simulate", dev_simulate, .in = &simulate_shape, .may = "beacons.update",
	  .summary = "Not in production: as if a right proof of a student had come" },
	{ M_POST, "/dev/beacon/{id}/rotate", dev_rotate, .may = "beacons.update", .status = 201, .flags = R_SECRET,
	  .summary = "Not in production: a new key, the old ones revoked, the sequence from its start" },

	HEALTH_ROUTES("/beacon"),
	MESSAGE_ROUTES,
};
/* clang-format on */

const struct service beacon_service = {
	.name = "beacon", .role = "lyceum_beacon",
	.routes = routes, .n = NITEMS(routes),
};
