/* One FastCGI request: read whole, answered whole, whatever comes in. */
#include "core.h"

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "arena.h"
#include "client.h"
#include "fcgi.h"
#include "suite.h"

#define MAX_BODY	((size_t)1000 * 1000)
#define STALL_MS	200

static char path[108];
static int listener;
static struct fcgi *fcgi;

static void
open_listener(const char *folder)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	snprintf(path, sizeof(path), "%s/s", folder);
	memcpy(a.sun_path, path, sizeof(path));
	if (bind(listener, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(listener, 16) != 0)
		abort();
	fcgi = fcgi_new(listener, MAX_BODY, STALL_MS);
}

/* Until a connection was there. */
static enum fcgi_got
accept_one(struct call *c)
{
	enum fcgi_got got = FCGI_EMPTY;

	WAIT_FOR((got = fcgi_accept(fcgi, c, NULL)) != FCGI_EMPTY);
	return got;
}

static int
begin_with(const char *method, const char *length)
{
	const char *const params[] = { "REQUEST_METHOD", method,
	    "CONTENT_LENGTH", length, "EMPTY", "", "REQUEST_URI", "/x",
	    NULL };
	int fd = client_connect(path);

	T_TRUE(fd >= 0 && client_begin(fd, params));
	return fd;
}

static void
parameters(void)
{
	struct call c;
	int fd = begin_with("GET", "");

	client_body(fd, "", 0);
	T_EQ(accept_one(&c), FCGI_CALL);
	T_EQ(c.early, OK);
	T_SAME(call_param(&c, "REQUEST_METHOD"), "GET");
	T_SAME(call_param(&c, "REQUEST_URI"), "/x");
	T_TRUE(call_param(&c, "EMPTY") == NULL);
	T_TRUE(call_param(&c, "REQUEST") == NULL);
	T_TRUE(call_param(&c, "REQUEST_URI=/x") == NULL);
	T_EQ(c.body_len, 0);
	T_SAME(c.body, "");
	T_TRUE(c.started_us > 0 && c.started_us <= call_now_us());
	fcgi_end(fcgi, &c);
	close(fd);
	T_EQ(fcgi_accept(fcgi, &c, NULL), FCGI_EMPTY);
}

/* Many parameters, one of them long: more than libfcgi's buffer. */
static void
long_parameters(void)
{
	char name[32], *value = malloc(20001);
	struct bytes b = { 0 }, out = { 0 };
	int fd = client_connect(path);
	struct call c;

	memset(value, 'v', 20000);
	value[20000] = '\0';
	bytes_record(&out, 1, "\0\1\0\0\0\0\0\0", 8);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "HTTP_X_%d", i);
		bytes_param(&b, name, i == 150 ? value : "short");
	}
	bytes_record(&out, 4, b.s, b.n);
	bytes_record(&out, 4, "", 0);
	T_TRUE(client_write(fd, out.s, out.n) && client_body(fd, "", 0));
	T_EQ(accept_one(&c), FCGI_CALL);
	T_SAME(call_param(&c, "HTTP_X_150"), value);
	T_SAME(call_param(&c, "HTTP_X_199"), "short");
	fcgi_end(fcgi, &c);
	close(fd);
	free(value);
	free(b.s);
	free(out.s);
}

/* A child is nginx: sends n bytes, wants them back. */
static bool
echoed(size_t n)
{
	char *body = malloc(n + 1);
	struct call c;
	int status;
	pid_t pid;

	for (size_t i = 0; i < n; i++)
		body[i] = (char)(i * 7 + i / 251);
	pid = fork();
	if (pid == 0) {
		struct answer a = client_call(path, "POST", "/", body, n);

		_exit(a.status != 200 || a.len != n ||
		    memcmp(a.body, body, n) != 0);
	}
	if (accept_one(&c) == FCGI_CALL && c.early == OK &&
	    c.body_len == n && c.body[n] == '\0')
		call_send(&c, 200, "", 0, c.body, c.body_len);
	T_EQ(c.sent, n);
	fcgi_end(fcgi, &c);
	free(body);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static void
bodies_of_all_sizes(void)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 8191, 8192, 8193, 65400,
	    65527, 65528, 65529, 131056, 300000, MAX_BODY };

	for (size_t i = 0; i < NITEMS(sizes); i++)
		T_TRUE(echoed(sizes[i]));
}

/* What nginx is told and what it sends do not agree. */
static enum err
early(const char *length, size_t sent, bool ended)
{
	static char body[2 * MAX_BODY];
	struct call c;
	enum err e;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int fd = begin_with("POST", length);
		struct bytes b = { 0 };
		struct answer a;

		if (ended)
			client_body(fd, body, sent);
		else {
			bytes_record(&b, 5, body, sent);
			client_write(fd, b.s, b.n);
		}
		a = client_answer(fd);
		_exit(a.status != 418);
	}
	T_EQ(accept_one(&c), FCGI_CALL);
	e = c.early;
	if (e != OK) {
		T_EQ(c.body_len, 0);
		T_SAME(c.body, "");
	}
	call_send(&c, 418, "", 0, "no", 2);
	fcgi_end(fcgi, &c);
	T_TRUE(waitpid(pid, &status, 0) == pid && status == 0);
	return e;
}

static void
bodies_that_do_not_fit(void)
{
	T_EQ(early("10", 10, true), OK);
	T_EQ(early("10", 9, true), ERR_MALFORMED);
	T_EQ(early("10", 11, true), ERR_MALFORMED);
	T_EQ(early("", 5, true), ERR_MALFORMED);
	T_EQ(early("0", 0, true), OK);
	T_EQ(early("1000000", MAX_BODY, true), OK);
	T_EQ(early("1000001", MAX_BODY + 1, true), ERR_TOO_LARGE);
	T_EQ(early("2000000", 2 * MAX_BODY, true), ERR_TOO_LARGE);
	T_EQ(early("99999999999999999999", 5, true), ERR_MALFORMED);
	T_EQ(early("5000000000", 5, true), ERR_TOO_LARGE);
}

static void
lengths_that_are_none(void)
{
	static const char *const bad[] = {
		" 5", "5 ", "+5", "-5", "5x", "0x5", "5.0", "five", "5,5",
		"\t5", "٥"
	};

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_EQ(early(bad[i], 5, true), ERR_MALFORMED);
	T_EQ(early("005", 5, true), OK);
}

static void
body_that_does_not_come(void)
{
	int64_t before = client_now_ms();

	T_EQ(early("10", 5, false), ERR_TIMEOUT);
	T_TRUE(client_now_ms() - before >= STALL_MS - 10);
	T_TRUE(client_now_ms() - before < 20 * STALL_MS);
}

/* nginx dies in the middle of the body. */
static void
body_cut_off(void)
{
	struct call c;
	struct bytes b = { 0 };
	int fd = begin_with("POST", "10");

	bytes_record(&b, 5, "12345", 5);
	T_TRUE(client_write(fd, b.s, b.n));
	close(fd);
	free(b.s);
	T_EQ(accept_one(&c), FCGI_CALL);
	T_EQ(c.early, ERR_MALFORMED);
	call_send(&c, 400, "", 0, "x", 1);	/* EPIPE must not kill */
	fcgi_end(fcgi, &c);
}

/* ---- A timer that goes off in the middle of a request */

static volatile sig_atomic_t alarms;

static void
on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

/* It has read all that there was, and sleeps: it waits for more. */
static bool
waits_for_more(int fd, pid_t pid)
{
	char file[40], line[512] = "";
	const char *end;
	int unread = 1;
	FILE *f;

	if (ioctl(fd, TIOCOUTQ, &unread) != 0 || unread > 0)
		return false;
	snprintf(file, sizeof(file), "/proc/%d/stat", (int)pid);
	f = fopen(file, "re");
	if (f != NULL && fgets(line, sizeof(line), f) == NULL)
		line[0] = '\0';
	if (f != NULL)
		fclose(f);
	end = strrchr(line, ')');
	return end != NULL && strncmp(end, ") S", 3) == 0;
}

/* A request of which `first` bytes come before the parent's timer goes off. */
_Noreturn static void
send_in_two(size_t first)
{
	struct bytes params = { 0 }, out = { 0 };
	int fd = client_connect(path);
	bool ok;

	bytes_param(&params, "REQUEST_METHOD", "POST");
	bytes_param(&params, "CONTENT_LENGTH", "10");
	bytes_record(&out, 1, "\0\1\0\0\0\0\0\0", 8);
	bytes_record(&out, 4, params.s, params.n);
	bytes_record(&out, 4, "", 0);
	bytes_record(&out, 5, "0123456789", 10);
	bytes_record(&out, 5, "", 0);
	if (first == 0)
		first = out.n - 8 - 5;	/* half of the body */
	ok = client_write(fd, out.s, first) &&
	    WAIT_FOR(waits_for_more(fd, getppid())) &&
	    kill(getppid(), SIGALRM) == 0 &&
	    client_write(fd, out.s + first, out.n - first);
	_exit(!ok || client_answer(fd).status != 200);
}

/* With an own fcgi: nothing is to stall, however slow the machine is. */
static void
cut_by_timer(size_t first)
{
	struct sigaction alarmed = { .sa_handler = on_alarm }, before;
	struct fcgi *mine = fcgi, *slow;
	enum fcgi_got got;
	struct call c;
	int status;
	pid_t pid;

	slow = fcgi = fcgi_new(listener, MAX_BODY, CLIENT_WAIT_S * 1000);
	sigaction(SIGALRM, &alarmed, &before);
	alarms = 0;
	pid = fork();
	if (pid == 0)
		send_in_two(first);
	got = accept_one(&c);
	T_EQ(got, FCGI_CALL);
	T_EQ(alarms, 1);	/* it was only put off */
	if (got == FCGI_CALL) {
		T_EQ(c.early, OK);
		T_SAME(c.body, "0123456789");
		call_send(&c, 200, "", 0, "", 0);
		fcgi_end(fcgi, &c);
	}
	T_TRUE(waitpid(pid, &status, 0) == pid && status == 0);
	sigaction(SIGALRM, &before, NULL);
	fcgi = mine;
	fcgi_free(slow);
}

static void
timer_cuts_no_read(void)
{
	cut_by_timer(0);
	cut_by_timer(20);	/* within the parameters */
}

static bool
gone(const void *p, size_t n)
{
	int fd = client_connect(path);
	struct call c;
	bool yes;

	if (n > 0)
		client_write(fd, p, n);
	shutdown(fd, SHUT_WR);
	yes = accept_one(&c) == FCGI_GONE;
	close(fd);
	return yes;
}

static void
not_fastcgi(void)
{
	static const char begin[] = "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0";

	T_TRUE(gone("", 0));
	T_TRUE(gone("GET / HTTP/1.1\r\n\r\n", 18));
	T_TRUE(gone("\1", 1));
	T_TRUE(gone("\1\1\0\1\0\10\0\0", 8));		/* cut */
	T_TRUE(gone("\1\1\0\1\0\10\0\0\0\11\0\0\0\0\0\0", 16)); /* role 9 */
	T_TRUE(gone(begin, 16));			/* nothing after it */
	T_TRUE(gone("\1\5\0\1\0\0\0\0", 8));		/* stdin first */
	T_TRUE(gone("\0\0\0\0\0\0\0\0", 8));
	T_TRUE(echoed(100));
}

static struct answer
answer_to(const char *method, int status, const char *headers,
    const char *body)
{
	int fd = begin_with(method, "");
	struct call c;

	client_body(fd, "", 0);
	T_EQ(accept_one(&c), FCGI_CALL);
	call_send(&c, status, headers, strlen(headers), body, strlen(body));
	T_EQ(c.status, status);
	call_send(&c, 500, "", 0, "again", 5);		/* does nothing */
	T_EQ(c.status, status);
	fcgi_end(fcgi, &c);
	return client_answer(fd);
}

static void
answers(void)
{
	struct answer a;

	a = answer_to("GET", 201, "A: 1\r\nB: 2\r\n", "hello");
	T_SAME(a.head, "Status: 201 Created\r\nA: 1\r\nB: 2\r\n"
	    "Content-Length: 5\r\n");
	T_SAME(a.body, "hello");
	answer_free(&a);
	a = answer_to("HEAD", 200, "A: 1\r\n", "hello");
	T_SAME(a.head, "Status: 200 OK\r\nA: 1\r\nContent-Length: 5\r\n");
	T_EQ(a.len, 0);
	answer_free(&a);
	a = answer_to("DELETE", 204, "A: 1\r\n", "hello");
	T_SAME(a.head, "Status: 204 No Content\r\nA: 1\r\n");
	T_EQ(a.len, 0);
	answer_free(&a);
	a = answer_to("GET", 304, "ETag: \"1\"\r\n", "");
	T_SAME(a.head, "Status: 304 Not Modified\r\nETag: \"1\"\r\n");
	answer_free(&a);
	a = answer_to("GET", 422, "", "");
	T_SAME(a.head, "Status: 422 Unprocessable Content\r\n"
	    "Content-Length: 0\r\n");
	answer_free(&a);
}

/* One record: nginx need not wait for a second read. */
static void
small_answer_is_one_write(void)
{
	int fd = begin_with("GET", "");
	char all[512];
	struct call c;
	ssize_t n;

	client_body(fd, "", 0);
	T_EQ(accept_one(&c), FCGI_CALL);
	call_send(&c, 200, "", 0, "hello", 5);
	n = recv(fd, all, sizeof(all), MSG_DONTWAIT);
	T_TRUE(n > 24);
	T_EQ((size_t)n, 8 + strlen("Status: 200 OK\r\n"
	    "Content-Length: 5\r\n\r\nhello") + 24);
	T_TRUE(n > 24 && all[n - 24 + 1] == 6 && all[n - 16 + 1] == 3);
	fcgi_end(fcgi, &c);
	close(fd);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "parameters", parameters },
		{ "long parameters", long_parameters },
		{ "bodies of all sizes", bodies_of_all_sizes },
		{ "bodies that do not fit", bodies_that_do_not_fit },
		{ "lengths that are none", lengths_that_are_none },
		{ "a body that does not come", body_that_does_not_come },
		{ "a body cut off", body_cut_off },
		{ "a timer cuts no read", timer_cuts_no_read },
		{ "not FastCGI", not_fastcgi },
		{ "answers", answers },
		{ "a small answer is one write", small_answer_is_one_write },
		CU_TEST_INFO_NULL,
	};
	char *folder = suite_folder();
	int status;

	open_listener(folder);
	status = suite_run("fcgi", tests);
	fcgi_free(fcgi);
	suite_folder_remove(folder);
	return status;
}
