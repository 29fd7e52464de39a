#include "core.h"
#include <time.h>
#include "api/meeting.h"
#include "code.h"
#include "crypto.h"

struct meeting
meeting_made(const char *began)
{
	struct meeting m = { .teacher = made_person("teacher"), .student =
	    made_person("student") };

	m.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    m.teacher.id));
	m.seat = seat_made(m.course, m.student.id);
	m.id = psql(api_format("insert into academics.sessions (school_id, "
	    "course_id, starts_at, ends_at, closing_delay_minutes) values "
	    "('%s', '%s', now() + '%s', now() + '%s'::interval + '1 hour', 15) "
	    "returning id", my_school(), m.course, began, began));
	return m;
}

void
meeting_moved(const struct meeting *m, const char *began)
{
	psql(api_format("update academics.sessions set starts_at = now() + "
	    "'%s', ends_at = now() + '%s'::interval + '1 hour' where id = '%s'",
	    began, began, m->id));
}

struct somebody
meeting_joined(const struct meeting *m)
{
	struct somebody s = made_person("student");

	seat_made(m->course, s.id);
	return s;
}

void
meeting_opened(const struct meeting *m)
{
	struct reply *r = api_send(m->teacher.token, "POST",
	    api_format("/sessions/%s/sign", m->id), NULL);

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "reason"), "null");
}

struct reply *
close_meeting(const struct meeting *m)
{
	return api_send(m->teacher.token, "POST",
	    api_format("/sessions/%s/close", m->id), NULL);
}

const char *
meeting_code(const struct meeting *m, unsigned ago)
{
	const char *hex = psql(api_format("select "
	    "encode(attendance.secret_of('%s'), 'hex')", m->id));
	uint8_t session[16], secret[CODE_SECRET_LEN];
	char code[CODE_SIZE];
	size_t n;

	if (!uuid_parse(m->id, session) || !hex_decode(hex, strlen(hex), secret,
	    sizeof(secret), &n)) abort();
	code_write(CODE_QR, session, secret, code_step(CODE_QR,
	    (int64_t)time(NULL)) - ago, code);
	return api_format("%s", code);
}

struct reply *
sign_with(const struct meeting *m, const char *token, const char *members)
{
	return api_send(token, "POST", "/signatures",
	    api_format("{\"session_id\":\"%s\",%s}", m->id, members));
}

struct reply *
sign_qr(const struct meeting *m, const char *token, const char *code)
{
	return sign_with(m, token,
	    api_format("\"method\":\"qr\",\"code\":\"%s\"", code));
}

const char *
record_of(const struct meeting *m, const char *student)
{
	return psql(api_format("select status from attendance.records where "
	    "session_id = '%s' and student_id = '%s'", m->id, student));
}

void
refused_for(const struct reply *r, const char *reason, const char *file,
    int line)
{
	const char *id = reply_text(r, "id");

	api_expect(r, 201, file, line);
	api_check(strcmp(reply_text(r, "status"), "refused") == 0 &&
	    strcmp(reply_text(r, "reason"), reason) == 0 && *reply_text(r,
	    "message") != '\0', file, line, "not refused for %s: %.200s",
	    reason, r->body);
	api_check(strcmp(psql(api_format("select reason from "
	    "attendance.signatures where id = '%s' and status = 'refused'",
	    id)), reason) == 0, file, line, "no row says %s", reason);
	api_check(strcmp(psql(api_format("select count(*) from platform.audit "
	    "where action = 'sign' and object = '%s' and detail->>'reason' = "
	    "'%s'", id, reason)), "1") == 0, file, line, "the audit log does "
	    "not say %s", reason);
}
