#include "core.h"

#include <academics.pb-c.h>
#include <attendance.pb-c.h>

#include "gen/attendance.h"
#include "grpc.h"
#include "messages.h"
#include "req.h"
#include "rows.h"
#include "text.h"

#define BATCH		"200"	/* sessions closed by one transaction */
#define AHEAD_MAX	30	/* seconds that a caller's clock may be off */
#define BEHIND_MAX	900	/* seconds that an attempt may have waited */
#define PROOF_TYPE_MAX	100u

typedef Attendance__Api__V1__CreateSignatureAttemptRequest attempt;

/* The parameters of grpc_attempt.sql, in its order. */
enum {
	P_SESSION, P_STUDENT, P_METHOD, P_BEACON, P_CLASSROOM, P_PROOF_TYPE,
	P_AT, P_REQUEST_ID, P_TEACHER, P_ADMINISTRATOR, P_REMOTE_ADDR, P__MAX
};

static const char *const methods[] = {
	[ATTENDANCE__API__V1__SIGNATURE_METHOD__SIGNATURE_METHOD_QR] = "qr",
	[ATTENDANCE__API__V1__SIGNATURE_METHOD__SIGNATURE_METHOD_NFC] = "nfc",
	[ATTENDANCE__API__V1__SIGNATURE_METHOD__SIGNATURE_METHOD_FLASHLIGHT] =
	    "flashlight",
	[ATTENDANCE__API__V1__SIGNATURE_METHOD__SIGNATURE_METHOD_BEACON] =
	    "beacon",
	[ATTENDANCE__API__V1__SIGNATURE_METHOD__SIGNATURE_METHOD_TEACHER] =
	    "teacher",
	[ATTENDANCE__API__V1__SIGNATURE_METHOD__SIGNATURE_METHOD_ADMIN] =
	    "admin",
};

static const char *const statuses[] = {
	[ATTENDANCE__API__V1__SIGNATURE_STATUS__SIGNATURE_STATUS_PENDING] =
	    "pending",
	[ATTENDANCE__API__V1__SIGNATURE_STATUS__SIGNATURE_STATUS_ACCEPTED] =
	    "accepted",
	[ATTENDANCE__API__V1__SIGNATURE_STATUS__SIGNATURE_STATUS_REFUSED] =
	    "refused",
	[ATTENDANCE__API__V1__SIGNATURE_STATUS__SIGNATURE_STATUS_LATE] =
	    "late",
};

static Attendance__Api__V1__SignatureStatus
status_by_name(const char *name)
{
	for (size_t i = 1; i < NITEMS(statuses); i++)
		if (name != NULL && strcmp(statuses[i], name) == 0)
			return (Attendance__Api__V1__SignatureStatus)i;
	return (Attendance__Api__V1__SignatureStatus)0;	/* unspecified */
}

static const char *
method_of(struct req *r, const attempt *q)
{
	unsigned i = (unsigned)q->method;

	if (i < NITEMS(methods) && methods[i] != NULL)
		return methods[i];
	grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_INVALID,
	    "method is not one that is known.");
	return NULL;
}

/* NULL for what is empty. */
static const char *
optional(struct req *r, const char *field, const char *text)
{
	return *text == '\0' ? NULL : grpc_uuid(r, field, text);
}

/*
 * A caller may have kept an attempt for a while, when it did not reach us:
 * what counts is when it was made, but not without bounds.
 */
static const char *
time_of(struct req *r, const attempt *q)
{
	const Google__Protobuf__Timestamp *t = q->received_at;

	if (t == NULL)
		return NULL;
	if (t->seconds > r->now + AHEAD_MAX ||
	    t->seconds < r->now - BEHIND_MAX) {
		grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_INVALID,
		    "received_at is not within the last %d minutes.",
		    BEHIND_MAX / 60);
		return NULL;
	}
	return grpc_time(r, "received_at", t->seconds, t->nanos);
}

static void
read_proof(struct req *r, const attempt *q, bool by_beacon, const char **p)
{
	const Attendance__Api__V1__BeaconProof *b = q->beacon_proof;
	size_t n = b == NULL ? 0 : strlen(b->proof_type);

	if (b != NULL)
		p[P_CLASSROOM] = optional(r, "beacon_proof.classroom_id",
		    b->classroom_id);
	if (by_beacon)
		p[P_BEACON] = grpc_uuid(r, "beacon_proof.beacon_id",
		    b == NULL ? "" : b->beacon_id);
	if (n > PROOF_TYPE_MAX ||
	    (n > 0 && !text_is_utf8(b->proof_type, n)))
		grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_INVALID,
		    "beacon_proof.proof_type is too long, or no text.");
	else if (n > 0)
		p[P_PROOF_TYPE] = b->proof_type;
}

/* Who acts beside the student depends on the method alone. */
static void
read_attempt(struct req *r, const attempt *q, const char **p)
{
	const char *method = method_of(r, q), *who = q->student_id;

	if (method == NULL)
		return;
	p[P_METHOD] = method;
	p[P_SESSION] = optional(r, "course_id", q->course_id);
	p[P_AT] = time_of(r, q);
	p[P_REQUEST_ID] = r->request_id;
	p[P_REMOTE_ADDR] = req_param(r, "REMOTE_ADDR");
	if (strcmp(method, "teacher") == 0)
		p[P_TEACHER] = grpc_uuid(r, "teacher_id", q->teacher_id);
	else if (strcmp(method, "admin") == 0)
		p[P_ADMINISTRATOR] = grpc_uuid(r, "administrator_id",
		    q->administrator_id);
	/* A teacher's own signature is of nobody else. */
	p[P_STUDENT] = p[P_TEACHER] != NULL && *who == '\0' ? p[P_TEACHER] :
	    grpc_uuid(r, "student_id", who);
	read_proof(r, q, strcmp(method, "beacon") == 0 ||
	    strcmp(method, "flashlight") == 0, p);
	if (r->err == OK && p[P_SESSION] == NULL && p[P_CLASSROOM] == NULL)
		grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_INVALID,
		    "Say which session, by course_id or by "
		    "beacon_proof.classroom_id.");
}

enum err
grpc_attempt(struct req *r)
{
	const attempt *q = grpc_read(r,
	    &attendance__api__v1__create_signature_attempt_request__descriptor);
	Attendance__Api__V1__CreateSignatureAttemptResponse out =
	    ATTENDANCE__API__V1__CREATE_SIGNATURE_ATTEMPT_RESPONSE__INIT;
	const char *p[P__MAX + 1] = { NULL };
	const struct rows *rs;

	if (q == NULL)
		return r->err;
	read_attempt(r, q, p);
	if (r->err != OK)
		return r->err;
	rs = grpc_rows(r, &q_grpc_attempt, p);
	if (rows_count(rs) == 0)
		return grpc_fail(r, GRPC_NOT_FOUND, ERR_NOT_FOUND,
		    "There is no such session, classroom or student, or no "
		    "such beacon in their school.");
	out.signature_id = grpc_text(rs, "id");
	out.status = status_by_name(rows_get(rs, 0, "status"));
	out.message = grpc_text(rs, "message");
	return grpc_reply(r, &out);
}

/* Batch by batch: what was closed when the deadline comes stays closed. */
enum err
grpc_close(struct req *r)
{
	const Academics__Api__V1__CloseExpiredCoursesRequest *q = grpc_read(r,
	    &academics__api__v1__close_expired_courses_request__descriptor);
	Academics__Api__V1__CloseExpiredCoursesResponse out =
	    ACADEMICS__API__V1__CLOSE_EXPIRED_COURSES_RESPONSE__INIT;
	const char *p[] = { NULL, BATCH, NULL };
	int64_t n = 1;

	if (q != NULL && q->now != NULL)
		p[0] = grpc_time(r, "now", q->now->seconds, q->now->nanos);
	while (r->err == OK && n > 0) {
		n = rows_int(grpc_rows(r, &q_grpc_close, p), 0, "sessions");
		out.closed_count += n;
	}
	return grpc_reply(r, &out);
}
