/* Windows of time, decisions, closing, and attendance by hand. */
#include "core.h"
#include <unistd.h>
#include "api/meeting.h"
#include "unit/suite.h"

#define ABSENT "\"status\":\"absent\""

static struct reply *
mark(const char *token, const char *members)
{
	return api_send(token, "POST", "/attendance", api_format("{%s}",
	    members));
}

static const char *
signed_now(const struct meeting *m)
{
	struct reply *r = sign_qr(m, m->student.token, meeting_code(m, 0));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

/* ---- The window */

/* Each second from an hour before to two hours after, and the instants
 * around each border: one of three answers, and no other. */
static void
the_window_is_exact(void)
{
	struct meeting m = meeting_made("-5 min");

	psql("update academics.schools set students_before_teacher = true "
	    "where code <> 'OTHER'");
	T_SAME(psql(api_format("create function pg_temp.sweep() returns text "
	    "language plpgsql as ' declare k record; s attendance.signed; t "
	    "interval; want text; n int := 0; begin select * into k from "
	    "academics_api.sessions x where x.id = ''%s''; for t in select "
	    "make_interval(secs => g) from generate_series(-3600, 7200) g "
	    "union all select make_interval(secs => b) + d * interval ''1 "
	    "microsecond'' from unnest(array[-600, 900, 3600]) b, "
	    "unnest(array[-1, 0, 1]) d loop s := attendance.sign(k.school_id, "
	    "''%s'', ''student'', k.id, ''%s'', ''qr'', null, null, null, null,"
	    " null, null, k.starts_at + t, null, null); want := case when t < "
	    "interval ''-10 min'' then ''refused too_early'' when t <= "
	    "interval ''15 min'' then ''accepted'' when t < interval ''1 "
	    "hour'' then ''late'' else ''refused too_late'' end; if "
	    "concat_ws('' '', s.status, s.reason) <> want then return "
	    "format(''%%s: %%s'', t, s.status); end if; delete from "
	    "attendance.signatures x where x.id = s.id; n := n + 1; end loop; "
	    "return n; end '; select pg_temp.sweep()", m.id, m.student.id,
	    m.student.id)), "10810");
	psql("update academics.schools set students_before_teacher = false "
	    "where code <> 'OTHER'");
	api_free();
}

/* The same through the API, where the server's clock counts. */
static void
the_window_moves_with_the_session(void)
{
	static const struct {
		const char *began, *status;
	} at[] = {
		{ "10 min 5 seconds", "refused" },
		{ "9 min 55 seconds", "accepted" },
		{ "0", "accepted" },
		{ "-14 min -55 seconds", "accepted" },
		{ "-15 min -5 seconds", "late" },
		{ "-59 min -55 seconds", "late" },
		{ "-60 min -5 seconds", "refused" },
	};
	struct meeting m = meeting_made("-5 min");

	meeting_opened(&m);
	for (size_t i = 0; i < NITEMS(at); i++) {
		struct somebody s = meeting_joined(&m);

		meeting_moved(&m, at[i].began);
		T_SAME(reply_text(sign_qr(&m, s.token, meeting_code(&m, 0)),
		    "status"), at[i].status);
	}
	api_free();
}

/* ---- Decisions */

static void
a_teacher_decides(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody colleague = made_person("teacher");
	const char *id, *path;
	struct reply *r;

	meeting_opened(&m);
	id = signed_now(&m);
	path = api_format("/signatures/%s", id);
	T_STATUS(api_send(m.student.token, "PATCH", path,
	    "{\"status\":\"late\"}"), 403);
	T_STATUS(api_send(colleague.token, "PATCH", path,
	    "{\"status\":\"late\"}"), 404);
	T_STATUS(send_if(m.teacher.token, "PATCH", path, "{\"status\":\"late\","
	    "\"notes\":\"by the clock\"}", "1"), 200);
	T_SAME(record_of(&m, m.student.id), "late");
	r = send_if(m.teacher.token, "PATCH", path,
	    "{\"status\":\"refused\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.status"), "late");
	T_STATUS(send_if(api_token("admin"), "PATCH", path,
	    "{\"status\":\"refused\"}", "2"), 200);
	T_SAME(record_of(&m, m.student.id), "absent");
	T_SAME(psql(api_format("select count(*) from platform.audit where "
	    "action = 'decide' and object = '%s'", id)), "2");
	signed_now(&m);
	T_SAME(record_of(&m, m.student.id), "present");
	T_PROBLEM(api_send(m.teacher.token, "PATCH", path,
	    "{\"status\":\"accepted\"}"), 409, "already_signed");
	api_free();
}

static void
a_teacher_marks_by_hand(void)
{
	struct meeting m = meeting_made("-5 min");
	const char *late = api_format("\"method\":\"teacher\","
	    "\"status\":\"late\",\"student_id\":\"%s\"", m.student.id);
	struct reply *r;

	r = sign_with(&m, m.teacher.token, late);
	T_SAME(reply_text(r, "status"), "late");
	T_SAME(record_of(&m, m.student.id), "late");
	r = sign_with(&m, api_token("admin"), api_format("\"method\":\"admin\","
	    "\"status\":\"accepted\",\"student_id\":\"%s\"", m.student.id));
	T_SAME(reply_text(r, "repeated"), "true");
	T_SAME(reply_text(r, "status"), "accepted");
	T_SAME(record_of(&m, m.student.id), "present");
	T_STATUS(close_meeting(&m), 200);
	T_SAME(reply_text(sign_with(&m, m.teacher.token, late), "status"),
	    "late");
	T_SAME(record_of(&m, m.student.id), "late");
	api_free();
}

/* ---- Who sees what */

static void
who_sees_which_signatures(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody other = meeting_joined(&m);
	const char *list = api_format("/signatures?session_id=%s", m.id), *id;
	struct reply *r;

	meeting_opened(&m);
	id = signed_now(&m);
	sign_qr(&m, other.token, "no code");
	T_EQ(json_array_size(reply_at(api_get(m.teacher.token, list), "items")),
	    3);
	T_EQ(json_array_size(reply_at(api_get(m.teacher.token, "/signatures"),
	    "items")), 3);
	T_EQ(json_array_size(reply_at(api_get(m.teacher.token,
	    api_format("%s&status=refused", list)), "items")), 1);
	r = api_get(m.student.token, "/signatures");
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.id"), id);
	T_EQ(json_array_size(reply_at(api_get(made_person("teacher").token,
	    list), "items")), 0);
	T_EQ(json_array_size(reply_at(api_get(api_token("admin"),
	    api_format("%s&student_id=%s", list, other.id)), "items")), 1);
	T_EQ(json_array_size(reply_at(api_get(api_token("admin@other.example"),
	    list), "items")), 0);
	id = api_format("/signatures/%s", id);
	T_STATUS(api_get(m.student.token, id), 200);
	T_STATUS(api_get(other.token, id), 404);
	T_STATUS(api_get(made_person("teacher").token, id), 404);
	T_STATUS(api_get(api_token("parent"), id), 403);
	T_STATUS(api_get(api_token("admin@other.example"), id), 404);
	api_free();
}

/* ---- Closing */

static void
closed_twice_at_once(void)
{
	struct meeting m = meeting_made("-5 min");
	struct ask asks[8];
	struct reply *r[NITEMS(asks)];
	size_t first = 0;

	for (int i = 0; i < 4; i++)
		meeting_joined(&m);
	meeting_opened(&m);
	signed_now(&m);
	for (size_t i = 0; i < NITEMS(asks); i++) asks[i] = (struct ask){
	    .method = "POST", .path = api_format("/api/v1/sessions/%s/close",
	    m.id), .token = m.teacher.token };
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		T_STATUS(r[i], 200);
		T_EQ(reply_int(r[i], "absent"), 4);
		T_EQ(reply_int(r[i], "present"), 1);
		first += strcmp(reply_text(r[i], "closed_now"), "true") == 0;
	}
	T_EQ(first, 1);
	T_SAME(psql(api_format("select count(*), count(distinct student_id), "
	    "(select count(*) from platform.outbox where type = "
	    "'SessionClosed' and object_id = '%s') from attendance.records "
	    "where session_id = '%s'", m.id, m.id)), "5|5|1");
	T_STATUS(api_send(made_person("teacher").token, "POST",
	    api_format("/sessions/%s/close", m.id), NULL), 404);
	api_free();
}

/* Signing and closing at once: nobody is left waiting, nobody counts twice. */
static void
closed_while_all_sign(void)
{
	struct meeting m = meeting_made("-5 min");
	struct ask asks[17];
	struct reply *r[NITEMS(asks)];

	for (size_t i = 1; i < NITEMS(asks); i++) asks[i] = (struct ask){
	    .method = "POST", .path = "/api/v1/signatures", .token =
	    meeting_joined(&m).token, .body =
	    api_format("{\"session_id\":\"%s\",\"method\":\"qr\","
	    "\"code\":\"%s\"}", m.id, meeting_code(&m, 0)) };
	asks[0] = (struct ask){ .method = "POST", .token = m.teacher.token,
	    .path = api_format("/api/v1/sessions/%s/sign", m.id) };
	api_race(asks, NITEMS(asks) - 4, r);
	asks[0].path = api_format("/api/v1/sessions/%s/close", m.id);
	T_SAME(psql(api_format("select count(*) from attendance.signatures "
	    "where session_id = '%s' and status = 'pending'", m.id)), "0");
	api_race(asks, NITEMS(asks), r);
	T_SAME(psql(api_format("select count(*), count(*) filter (where "
	    "(r.status = 'absent') = exists (select from attendance.signatures "
	    "s where s.session_id = r.session_id and s.person_id = "
	    "r.student_id and s.status <> 'refused')) from attendance.records "
	    "r where r.session_id = '%s'", m.id)), "17|0");
	api_free();
}

/* A student who is signing while the session is opened, or closed: what
 * they wrote is seen, for whoever decides waits for them. */
static void
who_is_signing_is_not_forgotten(void)
{
	static const struct {
		const char *what, *status;
	} end[] = { { "sign", "accepted" }, { "close", "refused" } };

	for (size_t i = 0; i < NITEMS(end); i++) {
		struct meeting m = meeting_made("-5 min");
		FILE *p = popen(api_format("PGAPPNAME=signing psql -XAtqc \""
		    "select attendance.sign('%s', '%s', 'student', '%s', '%s', "
		    "'qr', null, null, null, null, null, null, now(), null, "
		    "null); do 'begin for i in 1 .. 60 loop perform "
		    "pg_sleep(0.05); exit when exists (select from pg_locks "
		    "where locktype = ''advisory'' and not granted); end loop; "
		    "end'\" > /dev/null", my_school(), m.student.id, m.id,
		    m.student.id), "we");

		for (int n = 0; n < 200 && strcmp(psql("select count(*) from "
		    "pg_stat_activity where application_name = 'signing' and "
		    "wait_event = 'PgSleep'"), "1") != 0; n++)
			usleep(10 * 1000);
		api_send(m.teacher.token, "POST", api_format("/sessions/%s/%s",
		    m.id, end[i].what), NULL);
		T_TRUE(p != NULL && pclose(p) == 0);
		T_SAME(psql(api_format("select status from "
		    "attendance.signatures where session_id = '%s' and "
		    "person_id = '%s'", m.id, m.student.id)), end[i].status);
		api_free();
	}
}

static bool
close_command(const char *options, char *out, size_t size)
{
	FILE *p = popen(api_format("%s close-sessions %s", getenv("LYCEUMCTL"),
	    options), "re");
	size_t n;

	if (p == NULL)
		abort();
	n = fread(out, 1, size - 1, p);
	out[n] = '\0';
	return pclose(p) == 0;
}

/* Two of them at once, and again: every session is closed by one. */
static void
the_command_closes_what_is_over(void)
{
	struct meeting m = meeting_made("-2 hours");
	char out[200];

	psql(api_format("insert into academics.sessions (school_id, course_id, "
	    "starts_at, ends_at) select '%s', '%s', now() - g * interval '1 "
	    "day', now() - g * interval '1 day' + interval '1 hour' from "
	    "generate_series(1, 40) g", my_school(), m.course));
	T_EQ(system(api_format("%s close-sessions --batch 3 > /dev/null & %s "
	    "close-sessions --batch 3 > /dev/null; wait", getenv("LYCEUMCTL"),
	    getenv("LYCEUMCTL"))), 0);
	T_SAME(psql(api_format("select count(*), count(distinct session_id) "
	    "from attendance.records where course_id = '%s' and status = "
	    "'absent'", m.course)), "41|41");
	T_TRUE(close_command("", out, sizeof(out)));
	T_TRUE(strncmp(out, "0 sessions closed", 17) == 0);
	T_TRUE(close_command("--help", out, sizeof(out)));
	T_FALSE(close_command("--batch 0 2>/dev/null", out, sizeof(out)));
	api_free();
}

/* ---- By hand (UEMS) */

static void
an_enrollment_is_marked(void)
{
	struct meeting m = meeting_made("-5 min");
	const char *seat = api_format("\"enrollment_id\":\"%s\"", m.seat);
	struct reply *r, *list;
	const char *path;

	r = mark(m.teacher.token, api_format("%s,\"date\":\"2026-01-05\","
	    "\"status\":\"present\",\"notes\":\"a day\"", seat));
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "session_id"), "null");
	list = api_get(m.student.token, api_format("/attendance/enrollment/%s",
	    m.seat));
	T_EQ(json_array_size(reply_at(list, "items")), 1);
	path = api_format("/attendance/%s", reply_text(r, "id"));
	T_STATUS(api_get(m.student.token, path), 200);
	T_STATUS(api_get(made_person("student").token, path), 404);
	T_STATUS(send_if(m.teacher.token, "PUT", path,
	    "{\"status\":\"excused\",\"notes\":null}", "1"), 200);
	T_PROBLEM(send_if(m.teacher.token, "PUT", path, "{\"status\":\"late\"}",
	    "1"), 412, "stale");
	T_SAME(reply_text(api_get(m.teacher.token, path), "status"),
	    "excused");
	T_STATUS(api_send(made_person("teacher").token, "PUT", path,
	    "{\"status\":\"late\"}"), 404);
	T_STATUS(api_send(m.student.token, "PUT", path,
	    "{\"status\":\"present\"}"), 403);
	r = mark(m.teacher.token, api_format("%s,\"date\":\"2026-01-05\","
	    "\"status\":\"absent\"", seat));
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "version"), 3);
	T_PROBLEM(mark(made_person("teacher").token, api_format("%s,"
	    "\"date\":\"2026-01-05\"," ABSENT, seat)), 404, "not_found");
	T_STATUS(mark(m.teacher.token, api_format("%s,\"date\":\"2026-02-31\","
	    ABSENT, seat)), 422);
	api_free();
}

static void
a_session_is_marked(void)
{
	struct meeting m = meeting_made("-5 min");
	const char *who = api_format("\"session_id\":\"%s\","
	    "\"student_id\":\"%s\"", m.id, m.student.id), *today;
	struct reply *r = mark(m.teacher.token, api_format("%s," ABSENT, who));

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "session_id"), m.id);
	T_SAME(reply_text(r, "enrollment_id"), m.seat);
	today = reply_text(r, "date");
	meeting_opened(&m);
	signed_now(&m);
	T_SAME(record_of(&m, m.student.id), "absent"); /* by hand stands */
	r = mark(m.teacher.token, api_format("\"enrollment_id\":\"%s\","
	    "\"date\":\"%s\",\"status\":\"excused\"", m.seat, today));
	T_SAME(reply_text(r, "session_id"), m.id);
	T_SAME(record_of(&m, m.student.id), "excused");
	T_PROBLEM(mark(m.teacher.token, api_format("\"session_id\":\"%s\","
	    "\"student_id\":\"%s\"," ABSENT, m.id, made_person("student").id)),
	    409, "not_enrolled");
	meeting_moved(&m, "1 hour");
	T_PROBLEM(mark(m.teacher.token, api_format("%s,\"status\":\"present\"",
	    who)), 409, "conflict");
	T_STATUS(mark(m.teacher.token, api_format("%s,\"date\":\"2020-01-01\","
	    ABSENT, who)), 422);
	T_SAME(psql(api_format("select attendance_api.session_signed('%s')",
	    m.id)), "t");
	T_STATUS(close_meeting(&m), 409);
	api_free();
}

static struct reply *
mark_all(const struct meeting *m, const char *records)
{
	return api_send(m->teacher.token, "POST", "/attendance/bulk",
	    api_format("{\"session_id\":\"%s\",\"records\":[%s]}", m->id,
	    records));
}

static void
a_list_is_marked_whole_or_not(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody b = meeting_joined(&m);
	const char *good = api_format("{\"enrollment_id\":\"%s\","
	    "\"status\":\"present\"},{\"student_id\":\"%s\","
	    "\"status\":\"late\",\"notes\":\"bus\"}", m.seat, b.id);
	struct reply *r;

	T_PROBLEM(mark_all(&m, api_format("%s,{\"student_id\":\"%s\","
	    "\"status\":\"present\"}", good, made_person("student").id)), 409,
	    "not_enrolled");
	T_STATUS(mark_all(&m, api_format("%s,{\"student_id\":\"%s\"," ABSENT
	    "}", good, b.id)), 422);
	T_STATUS(mark_all(&m, api_format("%s,{\"student_id\":\"x\"," ABSENT "}",
	    good)), 422);
	T_STATUS(mark_all(&m, api_format("%s,{\"student_id\":\"%s\"}", good,
	    b.id)), 422);
	T_STATUS(mark_all(&m, api_format("%s,7", good)), 422);
	T_STATUS(mark_all(&m, ""), 422);
	T_SAME(record_of(&m, b.id), "");
	r = mark_all(&m, good);
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	T_SAME(record_of(&m, m.student.id), "present");
	T_SAME(record_of(&m, b.id), "late");
	T_PROBLEM(api_send(made_person("teacher").token, "POST",
	    "/attendance/bulk", api_format("{\"session_id\":\"%s\","
	    "\"records\":[%s]}", m.id, good)), 404, "not_found");
	r = api_send(m.teacher.token, "POST", "/attendance/bulk",
	    api_format("{\"course_id\":\"%s\",\"date\":\"2026-01-07\","
	    "\"records\":[%s]}", m.course, good));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "items.0.session_id"), "null");
	meeting_moved(&m, "1 hour");
	T_PROBLEM(mark_all(&m, good), 409, "conflict");
	api_free();
}

static void
who_sees_which_attendance(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody parent = made_person("parent");
	const char *of = api_format("/users/%s/attendance", m.student.id);
	const char *course = api_format("/attendance/course/%s", m.course);
	const char *seat = api_format("/attendance/enrollment/%s", m.seat);

	T_STATUS(mark(m.teacher.token, api_format("\"enrollment_id\":\"%s\","
	    "\"date\":\"2026-01-05\"," ABSENT, m.seat)), 201);
	T_STATUS(mark(m.teacher.token, api_format("\"enrollment_id\":\"%s\","
	    "\"date\":\"2026-01-06\"," ABSENT, m.seat)), 201);
	T_STATUS(api_get(parent.token, of), 404);
	T_STATUS(api_get(parent.token, seat), 404);
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')", parent.id,
	    m.student.id));
	T_EQ(json_array_size(reply_at(api_get(parent.token, of), "items")), 2);
	T_STATUS(api_get(parent.token, seat), 200);
	T_STATUS(api_get(parent.token, course), 404);
	T_EQ(json_array_size(reply_at(api_get(m.student.token, of), "items")),
	    2);
	T_STATUS(api_get(m.student.token, course), 404);
	T_STATUS(api_get(made_person("student").token, of), 404);
	T_STATUS(api_get(made_person("teacher").token, of), 404);
	T_STATUS(api_get(api_token("admin@other.example"), course), 404);
	T_STATUS(api_get(m.teacher.token, of), 200);
	T_EQ(json_array_size(reply_at(api_get(m.teacher.token,
	    api_format("%s?from=2026-01-06&to=2026-01-06", course)), "items")),
	    1);
	T_EQ(json_array_size(reply_at(api_get(api_token("admin"), course),
	    "items")), 2);
	T_STATUS(api_get(m.teacher.token, api_format("%s?from=tomorrow",
	    course)), 422);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "every second", the_window_is_exact },
		{ "by the server's clock", the_window_moves_with_the_session },
		{ "decisions", a_teacher_decides },
		{ "marks", a_teacher_marks_by_hand },
		{ "who sees signatures", who_sees_which_signatures },
		{ "closed twice", closed_twice_at_once },
		{ "closed while all sign", closed_while_all_sign },
		{ "signing", who_is_signing_is_not_forgotten },
		{ "close-sessions", the_command_closes_what_is_over },
		{ "an enrollment", an_enrollment_is_marked },
		{ "a session", a_session_is_marked },
		{ "a list", a_list_is_marked_whole_or_not },
		{ "who sees attendance", who_sees_which_attendance },
		CU_TEST_INFO_NULL, };

	api_start();
	return suite_run("attendance", tests);
}
