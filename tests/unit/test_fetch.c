#include "core.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "arena.h"
#include "client.h"
#include "fetch.h"
#include "suite.h"

/*
 * A server of one thread, on loopback.  What it answers goes by the path; the
 * last request stays to be looked at, which is settled when its answer came.
 */
#define REQUEST_MAX	65536u
#define QUICK_MS	150

static struct arena arena;
static struct fetch *fetch;
static struct fetch_want want;
static char base[64], last[REQUEST_MAX + 1];
static atomic_int connections;
static pthread_t thread;
static int listener;

/* ---- The server */

static void
say(int fd, const char *text)
{
	client_write(fd, text, strlen(text));
}

static void
say_json(int fd, const char *head, const char *json)
{
	dprintf(fd, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", head,
	    strlen(json), json);
}

/* A list of so many bytes. */
static void
say_much(int fd, size_t n)
{
	static char blanks[65536];

	memset(blanks, ' ', sizeof(blanks));
	dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n[", n);
	for (size_t left = n - 2, k; left > 0; left -= k) {
		k = left < sizeof(blanks) ? left : sizeof(blanks);
		if (!client_write(fd, blanks, k))
			return;
	}
	say(fd, "]");
}

/* No FIN but a reset, in the middle of an answer. */
static void
cut(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":");
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static bool
asked_for(const char *path)
{
	const char *p = strchr(last, ' ');

	return p != NULL && strncmp(p + 1, path, strlen(path)) == 0 &&
	    p[1 + strlen(path)] == ' ';
}

/* False: this connection has ended. */
static bool
answer_one(int fd)
{
	if (asked_for("/moved"))
		say_json(fd, "302 Found\r\nLocation: /fine", "");
	else if (asked_for("/none"))
		say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
	else if (asked_for("/text"))
		say_json(fd, "200 OK", "not JSON");
	else if (asked_for("/twice"))
		say_json(fd, "200 OK", "{\"a\":1,\"a\":2}");
	else if (asked_for("/busy"))
		say_json(fd, "429 Too Many\r\nRetry-After: 7", "{\"b\":2}");
	else if (asked_for("/large"))
		say_much(fd, FETCH_MAX / 2);
	else if (asked_for("/huge"))
		say_much(fd, 2 * FETCH_MAX);
	else if (asked_for("/cut"))
		cut(fd);
	else if (!asked_for("/silence"))
		say_json(fd, "200 OK", "{\"a\":1}");
	return !asked_for("/huge") && !asked_for("/cut") && !asked_for("/bye");
}

/* One request into `last`; false when there is none to come. */
static bool
read_one(int fd)
{
	size_t n = 0, length;
	const char *end, *p;

	for (;;) {
		ssize_t k = read(fd, last + n, REQUEST_MAX - n);

		if (k <= 0)
			return false;
		n += (size_t)k;
		last[n] = '\0';
		if (*last < 'A')	/* TLS, for one */
			return false;
		end = strstr(last, "\r\n\r\n");
		p = strstr(last, "Content-Length: ");
		length = p == NULL ? 0 : strtoul(p + 16, NULL, 10);
		if (end != NULL && n >= (size_t)(end + 4 - last) + length)
			return true;
	}
}

static void *
serve(void *arg)
{
	int fd;

	(void)arg;
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		connections++;
		while (read_one(fd) && answer_one(fd))
			;
		close(fd);
	}
	return NULL;
}

/* A port of loopback that is ours; nobody listens there yet. */
static int
bound(unsigned *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, n) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		abort();
	*port = ntohs(a.sin_port);
	return fd;
}

static void
server_start(void)
{
	unsigned port;

	listener = bound(&port);
	snprintf(base, sizeof(base), "http://127.0.0.1:%u", port);
	if (listen(listener, 8) != 0 ||
	    pthread_create(&thread, NULL, serve, NULL) != 0)
		abort();
}

static void
server_stop(void)
{
	shutdown(listener, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(listener);
}

/* ---- What is asked */

static struct fetched
ask_for(const char *method, const char *path, const char *token, json_t *body)
{
	struct fetch_ask ask = { method, path, token, body };

	return fetch_json(fetch, &arena, &ask);
}

static struct fetched
get(const char *path)
{
	return ask_for("GET", path, NULL, NULL);
}

/* Asked of this base, by one who knows no other. */
static struct fetched
get_of(const char *other, const char *path)
{
	struct fetch_want w = { .base = other };
	struct fetch_ask ask = { "GET", path, NULL, NULL };
	struct fetch *f = fetch_open(&w);
	struct fetched got;

	if (f == NULL)
		abort();
	got = fetch_json(f, &arena, &ask);
	fetch_close(f);
	return got;
}

static bool
is_none(const struct fetched *got)
{
	return got->status == 0 && got->json == NULL && got->why != NULL &&
	    *got->why != '\0';
}

/* ---- Tests */

static void
a_request_says_what_it_should(void)
{
	struct fetched got = ask_for("PUT", "/fine?x=1", "a.b.c",
	    json_pack("{s:i}", "n", 3));

	T_EQ(got.status, 200);
	T_TRUE(strncmp(last, "PUT /fine?x=1 HTTP/1.1\r\n", 24) == 0);
	T_TRUE(strstr(last, "\r\nAuthorization: Bearer a.b.c\r\n") != NULL);
	T_TRUE(strstr(last, "\r\nAccept: application/json\r\n") != NULL);
	T_TRUE(strstr(last, "\r\nContent-Type: application/json\r\n") !=
	    NULL);
	T_TRUE(strstr(last, "\r\nUser-Agent: lyceum/") != NULL);
	T_TRUE(strstr(last, "\r\n\r\n{\"n\":3}") != NULL);
	T_TRUE(strstr(last, "Expect:") == NULL);

	/* Nothing of it is left in the next one. */
	T_EQ(get("/fine").status, 200);
	T_TRUE(strncmp(last, "GET /fine HTTP/1.1\r\n", 20) == 0);
	T_TRUE(strstr(last, "Authorization:") == NULL);
	T_TRUE(strstr(last, "Content-") == NULL);
}

static void
an_answer_is_read(void)
{
	struct fetched got = get("/fine");

	T_EQ(json_integer_value(json_object_get(got.json, "a")), 1);
	T_TRUE(got.why == NULL && got.retry_after == 0);
	got = get("/busy");
	T_TRUE(got.status == 429 && got.retry_after == 7);
	T_EQ(json_integer_value(json_object_get(got.json, "b")), 2);
	got = get("/none");
	T_TRUE(got.status == 204 && got.json == NULL && got.why == NULL);
	got = get("/text");
	T_TRUE(got.status == 200 && got.json == NULL);
	got = get("/twice");
	T_TRUE(got.status == 200 && got.json == NULL);
}

static void
a_redirect_is_not_followed(void)
{
	struct fetched got = get("/moved");

	T_TRUE(got.status == 302 && got.json == NULL);
	T_TRUE(asked_for("/moved"));
}

static void
a_connection_is_kept(void)
{
	int before;

	T_EQ(get("/fine").status, 200);
	before = connections;
	for (int i = 0; i < 5; i++)
		T_EQ(get("/fine").status, 200);
	T_EQ(connections, before);

	/* It has ended without a word: another one is made. */
	T_EQ(get("/bye").status, 200);
	T_EQ(get("/fine").status, 200);
	T_EQ(connections, before + 1);
}

static void
too_much_is_nothing(void)
{
	struct fetched got = get("/large");

	T_TRUE(got.status == 200 && json_is_array(got.json));
	got = get("/huge");
	T_TRUE(is_none(&got));
	T_EQ(get("/fine").status, 200);
}

static void
half_an_answer_is_none(void)
{
	struct fetched got = get("/cut");

	T_TRUE(is_none(&got));
	T_EQ(get("/fine").status, 200);
}

static void
silence_is_not_waited_for(void)
{
	int64_t since = client_now_ms(), took;
	struct fetched got;

	want.wait_ms = QUICK_MS;
	got = get("/silence");
	took = client_now_ms() - since;
	want.wait_ms = 0;
	T_TRUE(is_none(&got));
	T_TRUE(took >= QUICK_MS - 1 && took < FETCH_WAIT_MS);
	T_EQ(get("/fine").status, 200);
}

static void
nobody_there(void)
{
	unsigned port;
	int fd = bound(&port);
	struct fetched got = get_of(arena_printf(&arena,
	    "http://127.0.0.1:%u", port), "/fine");

	T_TRUE(is_none(&got));
	close(fd);
}

/* Not the files of this host, and not what only looks like TLS. */
static void
http_and_https_alone(void)
{
	struct fetched got = get_of("file://", "/etc/passwd");

	T_TRUE(is_none(&got));
	T_EQ(get("/bye").status, 200);	/* the server has one ear */
	got = get_of(arena_printf(&arena, "https%s", base + 4), "/fine");
	T_TRUE(is_none(&got));
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "request", a_request_says_what_it_should },
		{ "answer", an_answer_is_read },
		{ "redirect", a_redirect_is_not_followed },
		{ "connection", a_connection_is_kept },
		{ "too much", too_much_is_nothing },
		{ "cut", half_an_answer_is_none },
		{ "silence", silence_is_not_waited_for },
		{ "nobody", nobody_there },
		{ "schemes", http_and_https_alone },
		CU_TEST_INFO_NULL,
	};
	int rc;

	server_start();
	want.base = base;
	fetch = fetch_open(&want);
	if (fetch == NULL)
		abort();
	rc = suite_run("fetch", tests);
	fetch_close(fetch);
	server_stop();
	arena_free(&arena);
	return rc;
}
