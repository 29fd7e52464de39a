#include "core.h"
#include "attend.h"
#include "code.h"
#include "crypto.h"
#include "db.h"
#include "gen/attendance.h"
#include "req.h"
#include "rows.h"

#define METHODS	"qr|nfc|flashlight|beacon|teacher|admin"

SHAPE(signature_shape, struct signature_in,
	FIELD(struct signature_in, session_id, .label = "Session",
	    .doc = "A code names its session itself"),
	FIELD(struct signature_in, method, .label = "Method",
	    .one_of = METHODS, .flags = F_REQUIRED),
	FIELD(struct signature_in, student_id, .label = "Student",
	    .doc = "Whom a teacher or an administrator marks"),
	FIELD(struct signature_in, person_id, .label = "Student",
	    .flags = F_FORM),
	FIELD(struct signature_in, status, .label = "Status",
	    .one_of = "accepted|late", .doc = "Of a mark by hand"),
	FIELD(struct signature_in, code, .label = "Code", .max = 64,
	    .doc = "Of qr: what the picture on the screen says"),
	FIELD(struct signature_in, uid, .label = "Tag",
	    .pattern = "^[0-9A-Fa-f]{14}$", .hint = "is 14 hexadecimal digits",
	    .example = "04de5f1eacc040", .max = 14,
	    .doc = "Of nfc: what the tag mirrored"),
	FIELD(struct signature_in, counter, .label = "Counter",
	    .max = 0xffffff),
	FIELD(struct signature_in, mac, .label = "MAC", .max = 16,
	    .pattern = "^[0-9A-Fa-f]{16}$", .hint = "is 16 hexadecimal digits",
	    .example = "94eed9ee65337086"),
	FIELD(struct signature_in, nonce, .label = "Nonce", .max = 64,
	    .doc = "Of nfc: nonce_nfc of the session's slot, seconds old"),
	FIELD(struct signature_in, device_id, .label = "Device",
	    .doc = "Optional, with t_ms and device_signature"),
	FIELD(struct signature_in, t_ms, .label = "Time",
	    .max = 9007199254740991, .doc = "Of the device, in milliseconds "
	    "since 1970"),
	FIELD(struct signature_in, device_signature,
	    .label = "Signature of the device", .max = 88,
	    .doc = "Base64 of 64 bytes, ES256 over \"LYCS1\", session, "
	    "student, t_ms: binary, big-endian"));

struct signature_change_in {
	const char	*status, *notes;
};

SHAPE(signature_change_shape, struct signature_change_in,
	FIELD(struct signature_change_in, status, .label = "Status",
	    .one_of = "accepted|late|refused"),
	FIELD(struct signature_change_in, notes, .label = "Notes",
	    .max = 2000));

struct signatures_in {
	struct uuid	 session_id, student_id;
	const char	*status;
};

SHAPE(signatures_shape, struct signatures_in,
	FIELD(struct signatures_in, session_id, .label = "Session"),
	FIELD(struct signatures_in, student_id, .label = "Student"),
	FIELD(struct signatures_in, status, .label = "Status",
	    .one_of = "pending|accepted|late|refused"));

/* ---- Signing */

static const char *
text_or_null(const struct uuid *id)
{
	return id->s[0] == '\0' ? NULL : id->s;
}

/* The session that is meant, by its id or by the code. */
static bool
read_session(struct req *r, struct attempt *a)
{
	struct uuid *id;

	a->session = text_or_null(&a->in->session_id);
	if (a->session == NULL && a->in->code != NULL &&
	    code_session(a->in->code, a->session_bytes)) {
		id = arena_alloc(r->arena, sizeof(*id));
		uuid_format(a->session_bytes, id);
		a->session = id->s;
	}
	if (a->session == NULL || !uuid_parse(a->session, a->session_bytes))
		req_fault(r, "session_id", "is required");
	return r->err == OK;
}

/* Who signs: those who do not say sign for themselves. */
static bool
read_person(struct req *r, struct attempt *a)
{
	a->person = text_or_null(&a->in->student_id);
	if (a->person == NULL)
		a->person = text_or_null(&a->in->person_id);
	if (a->person == NULL && r->user.role != ROLE_ADMIN)
		a->person = r->user.id.s;
	if (a->person == NULL)
		req_fault(r, "student_id", "is required");
	return r->err == OK;
}

static void
qr_prove(struct req *r, struct attempt *a)
{
	enum code_is is;

	if (a->in->code == NULL) {
		req_fault(r, "code", "is required");
		return;
	}
	is = code_check(CODE_QR, a->in->code, a->session_bytes, a->secret,
	    r->now);
	if (is != CODE_GOOD)
		a->fault = is == CODE_OLD ? "expired_code" : "bad_code";
}

/* Of a session that there is not nothing can be proved, or needs to be. */
static void
prove(struct req *r, struct attempt *a)
{
	bool qr = strcmp(a->in->method, "qr") == 0;
	struct rows *rs;
	const char *hex;
	size_t n;

	if (!qr && strcmp(a->in->method, "nfc") != 0)
		return;
	rs = sql_signature_secret(r, a->session, r->user.school_id.s);
	hex = rows_get(rs, 0, "_secret");
	if (hex == NULL || !hex_decode(hex, strlen(hex), a->secret,
	    sizeof(a->secret), &n))
		return;
	if (qr)
		qr_prove(r, a);
	else
		nfc_prove(r, a);
	if (r->err == OK && a->fault == NULL)
		phone_prove(r, a);
}

static struct rows *
sign(struct req *r, const struct attempt *a, const char *method,
    const char *wish)
{
	struct rows *rs = sql_signature_create(r, r->user.school_id.s,
	    r->user.id.s, role_name(r->user.role), a->session, a->person,
	    method, a->fault, a->beacon, a->classroom, a->device, a->proof,
	    wish, r->request_id, req_value(r, "remote_addr"));

	req_add_one(r, "", rs);
	return rs;
}

/* Who marks by hand goes back to the class, and reads there what became. */
static void
back_to_class(struct req *r, const struct attempt *a, const struct rows *rs)
{
	const char *name = rows_get(rs, 0, "person_name");
	const char *message = rows_get(rs, 0, "message");
	const char *status = rows_get(rs, 0, "status");

	if (r->err != OK || r->api || r->user.role == ROLE_STUDENT)
		return;
	r->location = arena_printf(r->arena, "/sessions/%s/live", a->session);
	r->flash = arena_printf(r->arena, "%s: %s", name == NULL ? "" : name,
	    message != NULL ? message : status);
}

enum err
signature_create(struct req *r)
{
	struct attempt a = { .in = req_in(r) };
	const char *method = a.in->method;

	if (!read_session(r, &a) || !read_person(r, &a))
		return r->err;
	if (r->user.role == ROLE_STUDENT)
		prove(r, &a);
	else if (r->user.role == ROLE_ADMIN && strcmp(method, "teacher") == 0)
		method = "admin";
	if (r->err == OK)
		back_to_class(r, &a, sign(r, &a, method, a.in->status));
	return r->err;
}

/* The teacher's own signature: from now on what students sign counts. */
enum err
session_begin(struct req *r)
{
	struct attempt a = { .session = req_var(r, "id"),
	    .person = r->user.id.s };
	struct rows *rs = db_rows(r, &q_session_teacher, req_bind(r,
	    &q_session_teacher));

	if (r->err == OK && rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	if (r->err == OK && (r->user.role != ROLE_TEACHER ||
	    !rows_is(rs, 0, "teaches")))
		return req_fail(r, ERR_FORBIDDEN,
		    "A teacher of the session opens it.");
	rs = sign(r, &a, "teacher", NULL);
	back_to_class(r, &a, rs);
	if (r->err == OK && r->api)
		r->location = arena_printf(r->arena, "/api/v1/signatures/%s",
		    rows_get(rs, 0, "id"));
	else if (r->err == OK && rows_get(rs, 0, "reason") == NULL)
		r->flash = "Signing is open.";
	return r->err;
}

/* The page says in plain words what became of it. */
enum err
signature_show(struct req *r)
{
	const struct query *q = r->api ? &q_signature_get : &q_page_signed;
	struct rows *rs = db_rows(r, q, req_bind(r, q));

	if (r->err == OK && rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	return r->err;
}
