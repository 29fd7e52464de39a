#include "core.h"

#include <protobuf-c/protobuf-c.h>
#include <strings.h>
#include <time.h>

#include "conf.h"
#include "crypto.h"
#include "db.h"
#include "fcgi.h"
#include "gen/platform.h"
#include "grpc.h"
#include "keys.h"
#include "log.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "site.h"
#include "token.h"

#define TIME_FIRST	INT64_C(-62135596800)	/* of 0001 */
#define TIME_LAST	INT64_C(253402300799)	/* of 9999 */
#define SAID_MAX	1024u			/* bytes of a status message */

/* ---- Failures */

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);

	return n >= k && strcmp(s + n - k, end) == 0;
}

static enum grpc_status
status_of_conflict(const char *slug)
{
	if (ends_with(slug, "_taken") || ends_with(slug, "_once") ||
	    strncmp(slug, "already_", 8) == 0)
		return GRPC_ALREADY_EXISTS;
	return strcmp(slug, "in_progress") == 0 ? GRPC_ABORTED :
	    GRPC_FAILED_PRECONDITION;
}

enum grpc_status
grpc_status_of(enum err e)
{
	const struct err_info *i = err_info(e);

	switch (i->status) {
	case 400:
	case 415:
	case 422:
		return GRPC_INVALID_ARGUMENT;
	case 401:
		return GRPC_UNAUTHENTICATED;
	case 403:
		return GRPC_PERMISSION_DENIED;
	case 404:
		return GRPC_NOT_FOUND;
	case 405:
		return GRPC_UNIMPLEMENTED;
	case 408:
		return GRPC_DEADLINE_EXCEEDED;
	case 409:
		return status_of_conflict(i->slug);
	case 412:
		return GRPC_ABORTED;
	case 413:
	case 429:
		return GRPC_RESOURCE_EXHAUSTED;
	case 402:
	case 502:
		return GRPC_FAILED_PRECONDITION;
	case 503:
		return GRPC_UNAVAILABLE;
	default:
		return e == OK ? GRPC_OK : GRPC_INTERNAL;
	}
}

enum err
grpc_fail(struct req *r, enum grpc_status status, enum err e,
    const char *format, ...)
{
	char text[SAID_MAX];
	va_list ap;

	if (r->err != OK)
		return r->err;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	r->grpc->status = status;
	return req_fail(r, e, "%s", text);
}

/* ---- The deadline */

static bool
is_late(const struct req *r)
{
	return r->grpc->until_us != 0 && call_now_us() >= r->grpc->until_us;
}

/* True if there is time left to begin something. */
static bool
in_time(struct req *r)
{
	if (r->err == OK && is_late(r))
		grpc_fail(r, GRPC_DEADLINE_EXCEEDED, ERR_TIMEOUT,
		    "The deadline has passed.");
	return r->err == OK;
}

static void
read_timeout(struct req *r)
{
	const char *s = req_param(r, "HTTP_GRPC_TIMEOUT");
	int64_t us = s == NULL ? 0 : grpc_timeout_us(s);

	if (us == GRPC_NO_TIMEOUT)
		grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_MALFORMED,
		    "grpc-timeout is not one.");
	else if (s != NULL)
		r->grpc->until_us = r->call->started_us + us;
}

/*
 * set_config() and the statement are one transaction also where there is no
 * BEGIN, so that the limit ends with it.  Where the deadline lies behind the
 * end of our own patience, that is enough.
 */
struct rows *
grpc_rows(struct req *r, const struct query *q, const char *const *params)
{
	struct db_step s[2] = { { .q = &q_statement_deadline },
		{ .q = q, .params = params } };
	const char *limit[2] = { NULL };
	int64_t ms;

	if (!in_time(r))
		return NULL;
	ms = (r->grpc->until_us - call_now_us() + 999) / 1000;
	if (r->grpc->until_us == 0 || ms > DB_WAIT_MS)
		return db_rows(r, q, params);
	limit[0] = arena_printf(r->arena, "%" PRId64, ms > 0 ? ms : 1);
	s[0].params = limit;
	return db_many(r, s, 2) && in_time(r) ? s[1].rows : NULL;
}

/* ---- Who calls */

void
grpc_open(struct req *r)
{
	if (req_param(r, "GRPC") == NULL)
		return;
	r->grpc = arena_alloc(r->arena, sizeof(*r->grpc));
	read_timeout(r);
}

static void
by_token(struct req *r, const char *token)
{
	const struct token_realm realm = { site.conf->base_url,
		TOKEN_SERVICE_AUD };
	const char *why = keys_refresh(site.keys, r->now);

	if (why != NULL)
		log_warning("keys", why);
	why = token_service_verify(site.keys, &realm, token, r->now,
	    r->grpc->service);
	if (why == NULL)
		return;
	log_info("token_refused", why);
	req_fail(r, ERR_TOKEN, NULL);
}

void
grpc_identify(struct req *r)
{
	const char *verified = req_param(r, "SSL_CLIENT_VERIFY");
	const char *subject = req_param(r, "SSL_CLIENT_S_DN");
	const char *auth = req_param(r, "HTTP_AUTHORIZATION");

	if (r->err != OK || strcmp(r->route->may, "service") != 0)
		return;
	if (verified != NULL && strcmp(verified, "SUCCESS") == 0) {
		if (subject == NULL ||
		    !grpc_service_of(subject, r->grpc->service))
			req_fail(r, ERR_TOKEN,
			    "The certificate's CN does not name a service.");
	} else if (auth != NULL && strncasecmp(auth, "Bearer ", 7) == 0)
		by_token(r, auth + 7 + strspn(auth + 7, " "));
	else
		req_fail(r, ERR_SIGN_IN,
		    "A client certificate or a service token is needed.");
	if (r->err == OK)
		log_user(r->grpc->service);
}

/* ---- Messages */

static void
release(void *message)
{
	protobuf_c_message_free_unpacked(message, NULL);
}

void *
grpc_read(struct req *r, const struct ProtobufCMessageDescriptor *type)
{
	const char *why = NULL, *encoding = req_param(r, "HTTP_GRPC_ENCODING");
	enum grpc_status status;
	struct grpc_bytes m;
	void *message;

	if (!in_time(r))
		return NULL;
	status = grpc_unframe(r->arena, r->call->body, r->call->body_len,
	    encoding, &m, &why);
	if (status != GRPC_OK) {
		grpc_fail(r, status, status == GRPC_RESOURCE_EXHAUSTED ?
		    ERR_TOO_LARGE : ERR_MALFORMED, "%s", why);
		return NULL;
	}
	message = protobuf_c_message_unpack(type, NULL, m.n, m.p);
	if (message == NULL)
		grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_MALFORMED,
		    "The message is no %s.", type->name);
	else
		arena_defer(r->arena, release, message);
	return message;
}

enum err
grpc_reply(struct req *r, const void *message)
{
	const struct ProtobufCMessage *m = message;
	size_t n = protobuf_c_message_get_packed_size(m);
	uint8_t *to;

	if (r->err != OK)
		return r->err;
	to = n > GRPC_MESSAGE_MAX ? NULL : grpc_frame(&r->out, n);
	if (to == NULL)
		return grpc_fail(r, GRPC_RESOURCE_EXHAUSTED, ERR_BUG,
		    "The answer is larger than 1 MB.");
	protobuf_c_message_pack(m, to);
	return OK;
}

/* ---- Fields */

const char *
grpc_uuid(struct req *r, const char *field, const char *text)
{
	struct uuid *id = arena_alloc(r->arena, sizeof(*id));

	if (uuid_read(text, id))
		return id->s;
	grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_INVALID, "%s is not a UUID.",
	    field);
	return NULL;
}

const char *
grpc_time(struct req *r, const char *field, int64_t seconds, int32_t nanos)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (seconds >= TIME_FIRST && seconds <= TIME_LAST && nanos >= 0 &&
	    nanos <= 999999999 && gmtime_r(&t, &tm) != NULL)
		return arena_printf(r->arena,
		    "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
		    tm.tm_sec, nanos / 1000);
	grpc_fail(r, GRPC_INVALID_ARGUMENT, ERR_INVALID, "%s is not a time.",
	    field);
	return NULL;
}

char *
grpc_text(const struct rows *rs, const char *column)
{
	const char *s = rows_get(rs, 0, column);

	return (char *)(uintptr_t)(s == NULL ? "" : s);
}

/* ---- The answer */

/* What was stopped by the deadline is late, whoever stopped it. */
static enum grpc_status
failure(const struct req *r)
{
	if (r->route == NULL && r->err == ERR_NOT_FOUND)
		return GRPC_UNIMPLEMENTED;
	if ((r->err == ERR_BUSY || r->err == ERR_DB) && is_late(r))
		return GRPC_DEADLINE_EXCEEDED;
	return r->grpc->status != GRPC_OK ? r->grpc->status :
	    grpc_status_of(r->err);
}

static const char *
words(const struct req *r, enum grpc_status status)
{
	if (r->detail != NULL && *r->detail != '\0')
		return r->detail;
	if (status == GRPC_UNIMPLEMENTED)
		return "There is no such method.";
	if (status == GRPC_DEADLINE_EXCEEDED)
		return "The deadline has passed.";
	return err_info(r->err)->title;
}

/*
 * No Content-Length goes with a body: there are clients (libcurl 7.88) that
 * stop behind it and never see the trailers.
 */
void
grpc_send(struct req *r)
{
	enum grpc_status status = r->err == OK ? GRPC_OK : failure(r);
	struct buf h;

	buf_init(&h, r->arena, 16384);
	buf_printf(&h, "Content-Type: application/grpc\r\n"
	    "grpc-accept-encoding: identity,gzip\r\n"
	    "X-Grpc-Status: %d\r\n", (int)status);
	if (status != GRPC_OK) {
		r->status = err_info(r->err)->status;
		buf_init(&r->out, r->arena, REQ_OUT_MAX);
		buf_lit(&h, "X-Grpc-Message: ");
		grpc_percent(&h, words(r, status));
		buf_lit(&h, "\r\n");
	}
	buf_printf(&h, "X-Request-ID: %s\r\n", r->request_id);
	r->call->unsized = status == GRPC_OK;
	call_send(r->call, 200, h.s, h.n, buf_text(&r->out), r->out.n);
}
