#include "core.h"
#include "beacon.h"
#include "db.h"
#include "devices.h"
#include "gen/attendance.h"
#include "gen/beacon.h"
#include "health.h"
#include "pages.h"

/* clang-format off */
static const struct route routes[] = {
	/* ---- In class */
	{ M_GET, "/sessions/{id}/live", .query = &q_page_live, .may = "signatures.read", .page = "beacon/live", .title = "{code} {name}",
	  .summary = "A session as it fills: who is here and by what proof, who is missing, what was refused" },
	{ M_GET, "/sign", sign_page, .in = &code_shape, .may = "signatures.create", .page = "beacon/sign", .title = "Sign attendance",
	  .flags = R_NO_API, .summary = "What a student can sign now" },
	{ M_GET, "/sessions/{id}/sign", sign_page, .in = &code_shape, .may = "signatures.create", .page = "beacon/sign", .title = "Sign attendance",
	  .flags = R_NO_API, .summary = "One session, to sign" },

	/* ---- Attendance, as pages */
	{ M_GET, "/attendance", .may = "attendance.read", .page = "beacon/attendance", .title = "Attendance",
	  .with = { { "today", &q_page_today }, { "recent", &q_page_recent }, { "courses", &q_page_taught }, { "people", &q_page_wards } },
	  .flags = R_NO_API, .summary = "Attendance, by role" },
	{ M_GET, "/attendance/course/{id}", .query = &q_page_grid, .in = &range_shape, .may = "attendance.read",
	  .page = "beacon/attendance_course", .title = "Attendance of {code}", .flags = R_NO_API, .summary = "The attendance of a course as a grid" },
	{ M_GET, "/users/{id}/attendance", .query = &q_page_person, .may = "attendance.read", .page = "beacon/attendance_student", .title = "Attendance",
	  .with = { { "months", &q_page_months }, { "records", &q_page_history }, { "courses", &q_page_by_course } },
	  .flags = R_NO_API, .summary = "The attendance of a student as calendars" },

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
};
/* clang-format on */

const struct service beacon_service = {
	.name = "beacon", .role = "lyceum_beacon",
	.routes = routes, .n = NITEMS(routes),
};
