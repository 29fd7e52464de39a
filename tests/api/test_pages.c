/* A class as it fills, who may watch it, and what home says of today. */
#include "core.h"
#include "api/forms.h"
#include "api/meeting.h"
#include "unit/suite.h"

static const char *
live_of(const struct meeting *m)
{
	return api_format("/sessions/%s/live", m->id);
}

static void
who_watches_a_class(void)
{
	struct meeting m = meeting_made("-5 min");
	const char *path = live_of(&m);

	T_STATUS(api_get(m.teacher.token, path), 200);
	T_STATUS(api_get(api_token("admin"), path), 200);
	T_STATUS(api_get(made_person("teacher").token, path), 404);
	T_STATUS(api_get(m.student.token, path), 404);
	T_STATUS(api_get(made_person("parent").token, path), 403);
	T_STATUS(api_get(api_token("admin@other.example"), path), 404);
	/* And who may sign it. */
	path = api_format("/sessions/%s/sign", m.id);
	T_STATUS(api_get(m.student.token, path), 200);
	T_STATUS(api_get(made_person("student").token, path), 404);
	T_STATUS(page_of("student", path), 404);
	api_free();
}

static void
a_class_fills(void)
{
	struct meeting m = meeting_made("-5 min");
	struct somebody late = meeting_joined(&m);
	const char *path = live_of(&m), *tag;
	struct reply *r = api_get(m.teacher.token, path);

	T_EQ(reply_int(r, "expected"), 2);
	T_EQ(reply_int(r, "missing"), 2);
	T_TRUE(json_is_true(reply_at(r, "needs_opening")));
	sign_qr(&m, m.student.token, meeting_code(&m, 0));
	T_SAME(reply_text(api_get(m.teacher.token, path), "here.0.status"),
	    "pending");
	meeting_opened(&m);
	T_REFUSED(sign_qr(&m, late.token, meeting_code(&m, 9)),
	    "expired_code");
	r = api_get(m.teacher.token, path);
	T_EQ(reply_int(r, "present"), 1);
	T_EQ(reply_int(r, "refused"), 1);
	T_SAME(reply_text(r, "here.0.id"), m.student.id);
	T_SAME(reply_text(r, "here.0.proof"), "QR code");
	T_SAME(reply_text(r, "absent.0.id"), late.id);
	T_SAME(reply_text(r, "absent.0.reason"), "expired_code");
	T_SAME(reply_text(r, "refusals.0.reason"), "expired_code");
	T_FALSE(json_is_true(reply_at(r, "needs_opening")));

	/* Who watches asks every few seconds whether anything has changed. */
	tag = api_format("If-None-Match: %s", reply_header(r, "ETag"));
	T_STATUS(send_with(m.teacher.token, "GET", path, NULL, tag), 304);
	sign_qr(&m, late.token, meeting_code(&m, 0));
	T_STATUS(send_with(m.teacher.token, "GET", path, NULL, tag), 200);
	close_meeting(&m);
	r = api_get(m.teacher.token, path);
	T_SAME(reply_text(r, "state"), "closed");
	T_EQ(reply_int(r, "present"), 2);
	api_free();
}

/* The one class of today of somebody who has no other. */
static struct reply *
today_of(const struct somebody *s)
{
	struct reply *r = api_get(s->token, "/dashboard");

	T_EQ(json_array_size(reply_at(r, "today")), 1);
	return r;
}

static bool
offers(const struct somebody *s, const char *what)
{
	return json_is_true(reply_at(today_of(s), api_format("today.0.%s",
	    what)));
}

static void
home_says_what_can_be_signed(void)
{
	struct meeting m = meeting_made("-5 min");

	T_SAME(reply_text(today_of(&m.student), "today.0.session_id"), m.id);
	T_TRUE(offers(&m.student, "can_sign"));
	T_FALSE(offers(&m.student, "can_open"));
	T_TRUE(offers(&m.teacher, "can_open"));
	T_FALSE(offers(&m.teacher, "can_sign"));
	meeting_opened(&m);
	sign_qr(&m, m.student.token, meeting_code(&m, 0));
	T_FALSE(offers(&m.student, "can_sign"));
	T_SAME(reply_text(today_of(&m.student), "today.0.status"), "present");
	api_free();
}

static void
home_says_what_was_cancelled(void)
{
	struct meeting m = meeting_made("-5 min");

	psql(api_format("update academics.sessions set is_cancelled = true "
	    "where id = '%s'", m.id));
	T_SAME(reply_text(today_of(&m.student), "today.0.status"),
	    "cancelled");
	T_FALSE(offers(&m.student, "can_sign"));
	T_FALSE(offers(&m.teacher, "can_open"));
	api_free();
}

static void
codes_that_are_none(void)
{
	static const char *const codes[] = { "x", "%00", "AAAA",
		"AAAAAAAAAAAAAAAAAAAAAA", "a+b%2f", "..%2f..", };

	for (size_t i = 0; i < NITEMS(codes); i++) {
		struct reply *r = page_of("student", api_format(
		    "/sign?code=%s", codes[i]));

		T_SAY(r->status == 200 || r->status == 400 ||
		    r->status == 422, "%s: %ld", codes[i], r->status);
		T_SAY(strstr(r->body, "name=\"code\"") == NULL,
		    "%s is taken for a code", codes[i]);
	}
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "who watches a class", who_watches_a_class },
		{ "a class fills", a_class_fills },
		{ "what home offers", home_says_what_can_be_signed },
		{ "what was cancelled", home_says_what_was_cancelled },
		{ "codes that are none", codes_that_are_none },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("pages", tests);
}
