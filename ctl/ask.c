#include "core.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <errno.h>
#include <netdb.h>
#include <unistd.h>

#include "ask.h"

#define ANSWER_MAX	16384

/* FastCGI 1.0, section 8 */
enum { FCGI_BEGIN = 1, FCGI_PARAMS = 4, FCGI_STDIN = 5, FCGI_STDOUT = 6 };

struct message {
	unsigned char	b[2048];
	size_t		n;
};

/* ---- Connections */

static bool
failed(char why[ASK_WHY_MAX], const char *what)
{
	snprintf(why, ASK_WHY_MAX, "%s: %s", what, errno == EAGAIN ?
	    "no answer in time" : strerror(errno));
	return false;
}

static void
be_impatient(int fd)
{
	struct timeval t = { .tv_sec = ASK_SECONDS };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
}

static int
connect_unix(const char *path, int type, char why[ASK_WHY_MAX])
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(a.sun_path)) {
		snprintf(why, ASK_WHY_MAX, "%s: the path is too long", path);
		return -1;
	}
	memcpy(a.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		be_impatient(fd);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		failed(why, path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int
connect_host(const char *host, const char *port, char why[ASK_WHY_MAX])
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *all;
	int fd = -1, rc = getaddrinfo(host, port, &hints, &all);

	if (rc != 0) {
		snprintf(why, ASK_WHY_MAX, "%s: %s", host, gai_strerror(rc));
		return -1;
	}
	for (struct addrinfo *a = all; fd < 0 && a != NULL; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC,
		    a->ai_protocol);
		if (fd < 0)
			continue;
		be_impatient(fd);
		if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
			failed(why, host);
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(all);
	return fd;
}

/* Sends it all, and reads to the end or until there is no more room. */
static size_t
talk(int fd, const void *p, size_t n, unsigned char answer[ANSWER_MAX],
    char why[ASK_WHY_MAX])
{
	size_t got = 0;
	ssize_t k;

	if (send(fd, p, n, MSG_NOSIGNAL) != (ssize_t)n) {
		failed(why, "sending");
		return 0;
	}
	while (got + 1 < ANSWER_MAX && (k = recv(fd, answer + got,
	    ANSWER_MAX - 1 - got, 0)) > 0)
		got += (size_t)k;
	answer[got] = '\0';
	if (got == 0)
		snprintf(why, ASK_WHY_MAX, "connected, but nothing came back");
	return got;
}

/* ---- FastCGI */

static void
add_record(struct message *m, int type, const void *p, size_t n)
{
	unsigned char *h = m->b + m->n;

	h[0] = 1;			/* version */
	h[1] = (unsigned char)type;
	h[2] = 0;
	h[3] = 1;			/* the request's id */
	h[4] = (unsigned char)(n >> 8);
	h[5] = (unsigned char)n;
	h[6] = h[7] = 0;
	memcpy(h + 8, p, n);
	m->n += 8 + n;
}

/* Names and values shorter than 128 bytes. */
static void
add_pair(struct message *m, const char *name, const char *value)
{
	size_t n = strlen(name), k = strlen(value);

	if (n > 127 || k > 127 || m->n + n + k + 2 > sizeof(m->b))
		abort();
	m->b[m->n++] = (unsigned char)n;
	m->b[m->n++] = (unsigned char)k;
	memcpy(m->b + m->n, name, n);
	memcpy(m->b + m->n + n, value, k);
	m->n += n + k;
}

static void
make_request(struct message *m, const char *uri)
{
	static const unsigned char responder[8] = { 0, 1 };
	struct message params = { .n = 0 };

	add_pair(&params, "REQUEST_METHOD", "GET");
	add_pair(&params, "REQUEST_URI", uri);
	add_pair(&params, "QUERY_STRING", "");
	add_pair(&params, "REMOTE_ADDR", "127.0.0.1");
	add_pair(&params, "REQUEST_ID", "lyceumctl-doctor");
	add_pair(&params, "HTTP_USER_AGENT", "lyceumctl");
	add_record(m, FCGI_BEGIN, responder, sizeof(responder));
	add_record(m, FCGI_PARAMS, params.b, params.n);
	add_record(m, FCGI_PARAMS, "", 0);
	add_record(m, FCGI_STDIN, "", 0);
}

/* The Status line of what came on the standard output. */
static int
status_of(const unsigned char *a, size_t n)
{
	for (size_t at = 0; at + 8 <= n; ) {
		size_t len = (size_t)a[at + 4] << 8 | a[at + 5];
		const char *text = (const char *)a + at + 8;

		if (a[at + 1] == FCGI_STDOUT && at + 8 + len <= n && len > 11 &&
		    strncmp(text, "Status: ", 8) == 0)
			return (int)strtol(text + 8, NULL, 10);
		at += 8 + len + a[at + 6];
	}
	return 0;
}

int
ask_pool(const char *path, const char *uri, char why[ASK_WHY_MAX])
{
	unsigned char answer[ANSWER_MAX];
	struct message m = { .n = 0 };
	int fd = connect_unix(path, SOCK_STREAM, why), status = 0;
	size_t n;

	if (fd < 0)
		return 0;
	make_request(&m, uri);
	n = talk(fd, m.b, m.n, answer, why);
	close(fd);
	if (n > 0) {
		status = status_of(answer, n);
		snprintf(why, ASK_WHY_MAX, "%s: what answers is no pool",
		    path);
	}
	return status;
}

/* ---- HTTP */

static bool
split_url(const char *url, bool *tls, char host[128], char port[8])
{
	size_t n;

	*tls = strncmp(url, "https://", 8) == 0;
	if (!*tls && strncmp(url, "http://", 7) != 0)
		return false;
	url += *tls ? 8 : 7;
	n = *url == '[' ? strcspn(url, "]") : strcspn(url, ":/");
	if (n == 0 || n >= 128)
		return false;
	snprintf(host, 128, "%.*s", (int)(*url == '[' ? n - 1 : n),
	    *url == '[' ? url + 1 : url);
	url += *url == '[' ? n + 1 : n;
	snprintf(port, 8, "%s", *tls ? "443" : "80");
	if (*url == ':')
		snprintf(port, 8, "%.*s", (int)strcspn(url + 1, "/"),
		    url + 1);
	return true;
}

int
ask_web(const char *base_url, const char *path, char why[ASK_WHY_MAX])
{
	unsigned char answer[ANSWER_MAX];
	char host[128], port[8], request[512];
	int fd, n, status = 0;
	bool tls;

	if (!split_url(base_url, &tls, host, port)) {
		snprintf(why, ASK_WHY_MAX, "%s is no http address", base_url);
		return 0;
	}
	fd = connect_host(host, port, why);
	if (fd < 0)
		return 0;
	n = snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n"
	    "Host: %s:%s\r\nUser-Agent: lyceumctl\r\nConnection: close\r\n"
	    "\r\n", path, host, port);
	if (tls)
		status = 200;
	else if (talk(fd, request, (size_t)n, answer, why) > 12 &&
	    memcmp(answer, "HTTP/1.", 7) == 0)
		status = (int)strtol((const char *)answer + 9, NULL, 10);
	close(fd);
	return status;
}

bool
ask_datagram(const char *path, char why[ASK_WHY_MAX])
{
	int fd = connect_unix(path, SOCK_DGRAM, why);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}
