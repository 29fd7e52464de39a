#include "core.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <poll.h>
#include <unistd.h>

#include "client.h"
#include "clock.h"

#define BEGIN	1
#define END	3
#define PARAMS	4
#define STDIN	5
#define STDOUT	6
#define CHUNK	((size_t)32 * 1024)

void
bytes_add(struct bytes *b, const void *p, size_t n)
{
	if (b->n + n + 1 > b->cap) {
		b->cap = 2 * (b->n + n) + 64;
		b->s = realloc(b->s, b->cap);
	}
	if (b->s == NULL)
		abort();
	if (n > 0)
		memcpy(b->s + b->n, p, n);
	b->n += n;
	b->s[b->n] = '\0';
}

void
bytes_record(struct bytes *b, int type, const void *p, size_t n)
{
	unsigned char head[8] = { 1, (unsigned char)type, 0, 1,
	    (unsigned char)(n >> 8), (unsigned char)n };

	bytes_add(b, head, sizeof(head));
	bytes_add(b, p, n);
}

static void
add_length(struct bytes *b, size_t n)
{
	unsigned char l[4] = { (unsigned char)(n >> 24 | 0x80),
	    (unsigned char)(n >> 16), (unsigned char)(n >> 8),
	    (unsigned char)n };

	bytes_add(b, n < 128 ? l + 3 : l, n < 128 ? 1 : 4);
}

void
bytes_param(struct bytes *b, const char *name, const char *value)
{
	add_length(b, strlen(name));
	add_length(b, strlen(value));
	bytes_add(b, name, strlen(name));
	bytes_add(b, value, strlen(value));
}

int
client_connect(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct timeval t = { .tv_sec = CLIENT_WAIT_S };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
	if (connect(fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	close(fd);
	return -1;
}

bool
client_write(int fd, const void *p, size_t n)
{
	const char *s = p;

	while (n > 0) {
		ssize_t k = send(fd, s, n, MSG_NOSIGNAL);

		if (k <= 0)
			return false;
		s += k;
		n -= (size_t)k;
	}
	return true;
}

bool
client_begin(int fd, const char *const *params)
{
	static const unsigned char responder[8] = { 0, 1, 0 };
	struct bytes out = { 0 }, names = { 0 };
	bool ok;

	for (; params[0] != NULL; params += 2)
		bytes_param(&names, params[0], params[1]);
	bytes_record(&out, BEGIN, responder, sizeof(responder));
	for (size_t at = 0, k; at < names.n; at += k) {
		k = names.n - at < CHUNK ? names.n - at : CHUNK;
		bytes_record(&out, PARAMS, names.s + at, k);
	}
	bytes_record(&out, PARAMS, "", 0);
	ok = client_write(fd, out.s, out.n);
	free(names.s);
	free(out.s);
	return ok;
}

bool
client_body(int fd, const void *body, size_t n)
{
	struct bytes out = { 0 };
	bool ok;

	for (size_t at = 0, k; at < n; at += k) {
		k = n - at < CHUNK ? n - at : CHUNK;
		bytes_record(&out, STDIN, (const char *)body + at, k);
	}
	bytes_record(&out, STDIN, "", 0);
	ok = client_write(fd, out.s, out.n);
	free(out.s);
	return ok;
}

static bool
read_exactly(int fd, unsigned char *to, size_t n)
{
	while (n > 0) {
		ssize_t k = read(fd, to, n);

		if (k <= 0)
			return false;
		to += k;
		n -= (size_t)k;
	}
	return true;
}

/* Records until END_REQUEST; true if it came, and nothing after it. */
static bool
read_records(int fd, struct bytes *out)
{
	static unsigned char content[65535];
	unsigned char h[8];

	while (read_exactly(fd, h, sizeof(h))) {
		size_t n = (size_t)h[4] << 8 | h[5];

		if (h[0] != 1 || h[3] != 1 || !read_exactly(fd, content, n) ||
		    !read_exactly(fd, content + n, h[6]))
			return false;
		if (h[1] == STDOUT)
			bytes_add(out, content, n);
		if (h[1] == END)
			return n == 8 && content[4] == 0 &&
			    !read_exactly(fd, h, 1);
	}
	return false;
}

struct answer
client_answer(int fd)
{
	struct answer a = { 0 };
	struct bytes out = { 0 };
	bool whole = read_records(fd, &out);
	char *body;

	close(fd);
	body = out.s == NULL ? NULL : strstr(out.s, "\r\n\r\n");
	if (!whole || body == NULL || strncmp(out.s, "Status: ", 8) != 0) {
		free(out.s);
		return a;
	}
	a.status = (int)strtol(out.s + 8, NULL, 10);
	a.head = out.s;
	a.body = body + 4;
	a.len = out.n - (size_t)(a.body - out.s);
	body[2] = '\0';
	return a;
}

struct answer
client_call(const char *path, const char *method, const char *uri,
    const void *body, size_t n)
{
	char length[24];
	const char *const params[] = { "REQUEST_METHOD", method,
	    "REQUEST_URI", uri, "CONTENT_LENGTH", length,
	    "REMOTE_ADDR", "192.0.2.7", NULL };
	int fd = client_connect(path);

	snprintf(length, sizeof(length), "%zu", n);
	if (fd < 0)
		return (struct answer){ 0 };
	if (client_begin(fd, params))
		client_body(fd, body, n);
	return client_answer(fd);
}

int
client_status(const char *path, const char *uri)
{
	struct answer a = client_call(path, "GET", uri, "", 0);
	int status = a.status;

	answer_free(&a);
	return status;
}

void
answer_free(struct answer *a)
{
	free(a->head);
	*a = (struct answer){ 0 };
}

int64_t
client_now_ms(void)
{
	return clock_us() / 1000;
}

void
client_pause(void)
{
	poll(NULL, 0, 1);
}
