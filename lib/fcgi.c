#include "core.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <errno.h>
#include <fcgiapp.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "fcgi.h"
#include "num.h"

/* FastCGI 1.0, section 8 */
#define FCGI_VERSION	1
#define FCGI_END	3
#define FCGI_STDOUT	6
#define RECORD_MAX	((size_t)65528)	/* a multiple of 8: no padding */
#define HEADER_LEN	((size_t)8)
#define END_LEN		(HEADER_LEN + HEADER_LEN + 8)

#define HEAD_ROOM	((size_t)128)	/* Status, Content-Length, CR LF */
#define IOV_AT_ONCE	((size_t)1024)	/* of the kernel */

struct fcgi {
	FCGX_Request	 request;
	struct arena	 arena;
	int		 listener;
	int64_t		 max_body;
	struct timeval	 stall;
};

int64_t
call_now_us(void)
{
	return clock_us();
}

const char *
call_param(const struct call *c, const char *name)
{
	size_t n = strlen(name);

	for (char **e = c->envp; *e != NULL; e++)
		if (strncmp(*e, name, n) == 0 && (*e)[n] == '=')
			return (*e)[n + 1] == '\0' ? NULL : *e + n + 1;
	return NULL;
}

/*
 * libfcgi only reads: it is given connections, never the listener, so that
 * one that comes to nothing does not make it wait for the next.
 */
struct fcgi *
fcgi_new(int listener, size_t max_body, int stall_ms)
{
	struct fcgi *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	if (FCGX_Init() != 0 || FCGX_InitRequest(&f->request, -1,
	    FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
		free(f);
		return NULL;
	}
	f->listener = listener;
	f->max_body = max_body > INT_MAX ? INT_MAX : (int64_t)max_body;
	f->stall.tv_sec = stall_ms / 1000;
	f->stall.tv_usec = stall_ms % 1000 * 1000;
	return f;
}

void
fcgi_free(struct fcgi *f)
{
	if (f == NULL)
		return;
	arena_free(&f->arena);
	free(f);
}

/* All of it must be read, or closing would reset what nginx is reading. */
static size_t
drain(FCGX_Stream *in)
{
	char scrap[8192];
	size_t n = 0;
	int k;

	while ((k = FCGX_GetStr(scrap, sizeof(scrap), in)) > 0)
		n += (size_t)k;
	return n;
}

static enum err
body_error(FCGX_Stream *in)
{
	switch (FCGX_GetError(in)) {
	case 0:
		return OK;
	case EAGAIN:
		return ERR_TIMEOUT;
	default:
		return ERR_MALFORMED;
	}
}

static enum err
read_body(struct fcgi *f, struct call *c)
{
	const char *length = call_param(c, "CONTENT_LENGTH");
	FCGX_Stream *in = f->request.in;
	int64_t want = 0;
	enum err e = OK;
	size_t more;
	char *body;
	int got;

	if (length != NULL && !num_read(length, 0, INT64_MAX, &want))
		e = ERR_MALFORMED;
	else if (want > f->max_body)
		e = ERR_TOO_LARGE;
	if (e != OK) {
		drain(in);
		return e;
	}
	body = arena_alloc(c->arena, (size_t)want + 1);
	got = want == 0 ? 0 : FCGX_GetStr(body, (int)want, in);
	more = drain(in);
	e = body_error(in);
	if (e == OK && (got != want || more > 0))
		e = ERR_MALFORMED;
	if (e == OK) {
		body[want] = '\0';
		c->body = body;
		c->body_len = (size_t)want;
	}
	return e;
}

/*
 * The timer of requests (worker.c) is not to cut a read short: libfcgi takes
 * that for the end.  How long a read may last, `stall` says.
 */
static void
hold_timer(bool held)
{
	sigset_t alarms;

	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	pthread_sigmask(held ? SIG_BLOCK : SIG_UNBLOCK, &alarms, NULL);
}

static enum fcgi_got
read_call(struct fcgi *f, struct call *c)
{
	if (FCGX_Accept_r(&f->request) < 0)
		return FCGI_GONE;	/* and libfcgi has closed it */
	if (FCGX_GetError(f->request.in) != 0) {
		fcgi_end(f, c);		/* parameters cut off between two */
		return FCGI_GONE;
	}
	c->envp = f->request.envp;
	c->id = f->request.requestId;
	c->early = read_body(f, c);
	return FCGI_CALL;
}

enum fcgi_got
fcgi_accept(struct fcgi *f, struct call *c, void (*took)(void))
{
	int fd = accept4(f->listener, NULL, NULL, SOCK_CLOEXEC);
	enum fcgi_got got;

	if (fd < 0)
		return errno == EAGAIN || errno == EINTR ||
		    errno == ECONNABORTED ? FCGI_EMPTY : FCGI_BROKEN;
	if (took != NULL)
		took();
	*c = (struct call){ .fd = fd, .body = "", .arena = &f->arena,
	    .started_us = clock_us() };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &f->stall, sizeof(f->stall));
	f->request.ipcFd = fd;
	f->request.keepConnection = 1;	/* do not close what we hand over */
	hold_timer(true);
	got = read_call(f, c);
	hold_timer(false);
	return got;
}

void
fcgi_end(struct fcgi *f, struct call *c)
{
	FCGX_Free(&f->request, 0);
	f->request.ipcFd = -1;
	close(c->fd);
	arena_reset(&f->arena);
}

static const char *
reason(int status)
{
	static const struct {
		int		 status;
		const char	*text;
	} reasons[] = {		/* RFC 9110, section 15 */
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
		{ 204, "No Content" }, { 206, "Partial Content" },
		{ 301, "Moved Permanently" }, { 302, "Found" },
		{ 303, "See Other" }, { 304, "Not Modified" },
		{ 307, "Temporary Redirect" }, { 308, "Permanent Redirect" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 406, "Not Acceptable" },
		{ 408, "Request Timeout" }, { 409, "Conflict" },
		{ 410, "Gone" }, { 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 428, "Precondition Required" },
		{ 429, "Too Many Requests" },
		{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
		{ 502, "Bad Gateway" }, { 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" }
	};

	for (size_t i = 0; i < NITEMS(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Other";
}

static bool
bodyless(int status)
{
	return status == 204 || status == 304;
}

/* Status, the caller's headers, Content-Length and the empty line. */
static struct iovec
make_head(const struct call *c, int status, const char *headers,
    size_t headers_len, size_t body_len)
{
	size_t room = headers_len + HEAD_ROOM;
	char *head = arena_alloc(c->arena, room);
	size_t n;

	n = (size_t)snprintf(head, room, "Status: %d %s\r\n", status,
	    reason(status));
	if (headers_len > 0)
		memcpy(head + n, headers, headers_len);
	n += headers_len;
	if (!bodyless(status) && !c->unsized)
		n += (size_t)snprintf(head + n, room - n,
		    "Content-Length: %zu\r\n", body_len);
	memcpy(head + n, "\r\n", 2);
	return (struct iovec){ head, n + 2 };
}

static void
put_header(unsigned char *p, int type, int id, size_t n)
{
	p[0] = FCGI_VERSION;
	p[1] = (unsigned char)type;
	p[2] = (unsigned char)(id >> 8);
	p[3] = (unsigned char)id;
	p[4] = (unsigned char)(n >> 8);
	p[5] = (unsigned char)n;
	p[6] = 0;
	p[7] = 0;
}

/* End of STDOUT, END_REQUEST with status 0, request complete. */
static struct iovec
make_end(const struct call *c)
{
	unsigned char *p = arena_alloc(c->arena, END_LEN);

	put_header(p, FCGI_STDOUT, c->id, 0);
	put_header(p + HEADER_LEN, FCGI_END, c->id, 8);
	return (struct iovec){ p, END_LEN };
}

/* Up to `room` bytes of the parts, taken off them; gives the pieces used. */
static size_t
take(struct iovec *parts, size_t nparts, size_t room, struct iovec *out,
    size_t *taken)
{
	size_t n = 0;

	*taken = 0;
	for (size_t i = 0; i < nparts && *taken < room; i++) {
		size_t k = parts[i].iov_len;

		if (k > room - *taken)
			k = room - *taken;
		if (k == 0)
			continue;
		out[n++] = (struct iovec){ parts[i].iov_base, k };
		parts[i].iov_base = (char *)parts[i].iov_base + k;
		parts[i].iov_len -= k;
		*taken += k;
	}
	return n;
}

/* A client that has gone, or reads nothing, ends it: nobody is left to tell. */
static void
write_all(int fd, struct iovec *v, size_t n)
{
	while (n > 0) {
		struct msghdr m = { .msg_iov = v,
		    .msg_iovlen = n < IOV_AT_ONCE ? n : IOV_AT_ONCE };
		ssize_t k = sendmsg(fd, &m, MSG_NOSIGNAL);
		size_t left;

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return;
		for (left = (size_t)k; n > 0 && left >= v->iov_len; n--)
			left -= v++->iov_len;
		if (n > 0) {
			v->iov_base = (char *)v->iov_base + left;
			v->iov_len -= left;
		}
	}
}

void
call_send(struct call *c, int status, const char *headers,
    size_t headers_len, const char *body, size_t body_len)
{
	const char *method = call_param(c, "REQUEST_METHOD");
	struct iovec parts[2], *v;
	size_t records, total, n = 0, len;
	unsigned char *heads;

	if (c->status != 0)
		return;
	c->status = status;
	parts[0] = make_head(c, status, headers, headers_len, body_len);
	if (bodyless(status) ||
	    (method != NULL && strcmp(method, "HEAD") == 0))
		body_len = 0;
	c->sent = body_len;
	parts[1] = (struct iovec){ (void *)(uintptr_t)body, body_len };
	total = parts[0].iov_len + body_len;
	records = (total + RECORD_MAX - 1) / RECORD_MAX;
	heads = arena_alloc(c->arena, records * HEADER_LEN);
	v = arena_alloc(c->arena, (records * 3 + 1) * sizeof(*v));
	for (size_t i = 0; i < records; i++, heads += HEADER_LEN) {
		size_t at = n++;

		n += take(parts, 2, RECORD_MAX, v + n, &len);
		put_header(heads, FCGI_STDOUT, c->id, len);
		v[at] = (struct iovec){ heads, HEADER_LEN };
	}
	v[n++] = make_end(c);
	write_all(c->fd, v, n);
}
