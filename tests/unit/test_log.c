/* Log lines: what is in them, when they leave, and that they never block. */
#include "core.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "log.h"
#include "suite.h"

static char path[108];
static int receiver = -1;
static char got[1 << 17];	/* the last datagram */

static void
open_receiver(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (receiver >= 0)
		close(receiver);
	unlink(path);
	memcpy(a.sun_path, path, sizeof(path));
	receiver = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (bind(receiver, (const struct sockaddr *)&a, sizeof(a)) != 0)
		abort();
	log_open(path, "courses", LV_DEBUG);
}

static bool
receive(void)
{
	ssize_t n = recv(receiver, got, sizeof(got) - 1, 0);

	got[n < 0 ? 0 : n] = '\0';
	return n >= 0;
}

static int
lines(void)
{
	int n = got[0] != '\0';

	for (const char *p = got; *p != '\0'; p++)
		n += *p == '\n';
	return n;
}

/* The one line that was sent, as JSON; never NULL. */
static json_t *
line(void)
{
	json_t *j;

	log_flush();
	T_TRUE(receive());
	T_EQ(lines(), 1);
	j = json_loads(got, JSON_REJECT_DUPLICATES, NULL);
	T_TRUE(j != NULL);
	return j == NULL ? json_object() : j;
}

static const char *
text(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);

	return json_is_string(v) ? json_string_value(v) : "-";
}

static void
every_field(void)
{
	double now = (double)time(NULL), at;
	bool open = true;
	json_t *j, *c;

	log_context("req-1", "trace-1", "user-1");
	log_info("course_created", "Course created",
	    KV("course_code", "CS101"), KV("capacity", 30), KV("open", open),
	    KV("load", 0.5), KV("bytes", sizeof(path)), KV("left", -7L),
	    KV("none", (const char *)NULL), KV("nan", (double)NAN));
	j = line();
	at = json_number_value(json_object_get(j, "timestamp"));
	T_TRUE(json_is_real(json_object_get(j, "timestamp")));
	T_TRUE(at >= now && at < now + 60);
	T_SAME(text(j, "level"), "INFO");
	T_SAME(text(j, "logger"), "lyceum.courses");
	T_SAME(text(j, "module"), "test_log");
	T_SAME(text(j, "function"), "every_field");
	T_TRUE(json_integer_value(json_object_get(j, "line")) > 50);
	T_SAME(text(j, "message"), "Course created");
	T_SAME(text(j, "event"), "course_created");
	T_SAME(text(j, "trace_id"), "trace-1");
	T_SAME(text(j, "request_id"), "req-1");
	T_SAME(text(j, "user_id"), "user-1");
	c = json_object_get(j, "context");
	T_EQ(json_object_size(c), 8);
	T_SAME(text(c, "course_code"), "CS101");
	T_EQ(json_integer_value(json_object_get(c, "capacity")), 30);
	T_TRUE(json_is_true(json_object_get(c, "open")));
	T_TRUE(json_real_value(json_object_get(c, "load")) == 0.5);
	T_EQ(json_integer_value(json_object_get(c, "bytes")), 108);
	T_EQ(json_integer_value(json_object_get(c, "left")), -7);
	T_TRUE(json_is_null(json_object_get(c, "none")));
	T_TRUE(json_is_null(json_object_get(c, "nan")));
	json_decref(j);
}

static void
context_of_a_request(void)
{
	json_t *j;

	log_context("req-2", NULL, "");
	log_user("user-2");
	log_info("a", "b");
	j = line();
	T_SAME(text(j, "request_id"), "req-2");
	T_SAME(text(j, "user_id"), "user-2");
	T_TRUE(json_is_null(json_object_get(j, "trace_id")));
	T_TRUE(json_is_object(json_object_get(j, "context")));
	json_decref(j);
	log_context(NULL, NULL, NULL);
	log_info("a", "b");
	j = line();
	T_TRUE(json_is_null(json_object_get(j, "request_id")));
	T_TRUE(json_is_null(json_object_get(j, "user_id")));
	json_decref(j);
}

static void
requests(void)
{
	struct log_request r = { .method = "GET", .path = "/courses",
	    .handler = "/courses", .client_ip = "192.0.2.1", .status = 200,
	    .duration_us = 1234567, .bytes = 99 };
	json_t *j;

	log_request(&r);
	j = line();
	T_SAME(text(j, "event"), "request_completed");
	T_SAME(text(j, "level"), "INFO");
	T_SAME(text(j, "method"), "GET");
	T_SAME(text(j, "path"), "/courses");
	T_SAME(text(j, "client_ip"), "192.0.2.1");
	T_EQ(json_integer_value(json_object_get(j, "status_code")), 200);
	T_TRUE(strstr(got, "\"duration_seconds\":1.234567,") != NULL);
	T_TRUE(json_object_get(j, "error_type") == NULL);
	json_decref(j);
	r.status = 503;
	r.error_type = "db";
	r.error_message = "gone";
	log_request(&r);
	j = line();
	T_SAME(text(j, "event"), "request_failed");
	T_SAME(text(j, "level"), "ERROR");
	T_SAME(text(j, "error_type"), "db");
	T_SAME(text(j, "error_message"), "gone");
	json_decref(j);
	log_request(&(struct log_request){ .event = "request_started",
	    .method = "GET", .path = "/" });
	j = line();
	T_SAME(text(j, "level"), "DEBUG");
	T_SAME(text(j, "event"), "request_started");
	T_TRUE(json_object_get(j, "status_code") == NULL);
	json_decref(j);
}

static void
levels(void)
{
	enum log_level level = LV_DEBUG;

	T_TRUE(log_level_of("warning", &level) && level == LV_WARNING);
	T_FALSE(log_level_of("WARNING", &level) || log_level_of("", &level));
	log_open(path, "courses", LV_WARNING);
	log_info("a", "not said");
	log_flush();
	T_FALSE(receive());
	log_warning("a", "said");
	T_TRUE(receive() && strstr(got, "\"level\":\"WARNING\"") != NULL);
	log_critical("a", "said");
	T_TRUE(receive() && strstr(got, "\"level\":\"CRITICAL\"") != NULL);
	log_open(path, "courses", LV_DEBUG);
	log_debug("a", "said");
	log_flush();
	T_TRUE(receive() && strstr(got, "\"level\":\"DEBUG\"") != NULL);
}

/* Each value comes back as it was, or as what stands for it. */
static void
odd_values(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "a\"b\\c", "a\"b\\c" },
		{ "two\nlines\r\n\ttab", "two\nlines\r\n\ttab" },
		{ "\x01\x1f\x7f", "\x01\x1f\x7f" },
		{ "\x1b[31mred", "\x1b[31mred" },
		{ "é€𝄞", "é€𝄞" },
		{ "\xc2\x85\xc2\x9b", "\xc2\x85\xc2\x9b" },	/* C1 */
		{ "\xe2\x80\xa8|\xe2\x80\xa9", "\xe2\x80\xa8|\xe2\x80\xa9" },
		{ "\xff|\xc3|\xc3(", "\ufffd|\ufffd|\ufffd(" },
		{ "\xed\xa0\x80", "\ufffd\ufffd\ufffd" },	/* surrogate */
		{ "\xc0\xaf", "\ufffd\ufffd" },			/* overlong */
		{ "\xf0\x9d\x84", "\ufffd\ufffd\ufffd" },	/* cut */
	};

	for (size_t i = 0; i < NITEMS(cases); i++) {
		json_t *j;

		log_info("odd", cases[i].in, KV("v", cases[i].in));
		j = line();
		T_SAME(text(j, "message"), cases[i].out);
		T_SAME(text(json_object_get(j, "context"), "v"),
		    cases[i].out);
		for (const char *p = got; *p != '\0'; p++)
			T_TRUE((unsigned char)*p >= ' ' && *p != 0x7f);
		T_TRUE(strstr(got, "\xc2\x85") == NULL);
		T_TRUE(strstr(got, "\xe2\x80\xa8") == NULL);
		json_decref(j);
	}
}

static void
long_values(void)
{
	char much[4000];
	json_t *j, *c;

	memset(much, 'x', sizeof(much));
	much[sizeof(much) - 1] = '\0';
	log_info("long", "m", KV("v", much), KV("next", 1));
	j = line();
	c = json_object_get(j, "context");
	T_EQ(strlen(text(c, "v")), LOG_VALUE_MAX + strlen("…"));
	T_EQ(json_integer_value(json_object_get(c, "next")), 1);
	T_TRUE(json_object_get(j, "cut") == NULL);
	json_decref(j);
	memset(much, 1, sizeof(much) - 1);	/* six bytes for each */
	log_info("long", "m", KV("a", much), KV("b", much), KV("c", much),
	    KV("d", 1));
	j = line();
	c = json_object_get(j, "context");
	T_TRUE(json_is_true(json_object_get(j, "cut")));
	T_EQ(json_object_size(c), 2);
	T_TRUE(json_object_get(c, "c") == NULL);
	json_decref(j);
}

static void
batches(void)
{
	for (int i = 0; i < 15; i++)
		log_info("a", "b", KV("i", i));
	T_FALSE(receive());
	log_info("a", "b");
	T_TRUE(receive());
	T_EQ(lines(), 16);
	T_FALSE(receive());
	log_info("a", "b");
	log_warning("a", "b");
	T_TRUE(receive());
	T_EQ(lines(), 2);
	log_info("a", "b");
	T_TRUE(log_flush());
	T_TRUE(receive());
	T_EQ(lines(), 1);
	T_TRUE(log_flush());
	T_FALSE(receive());
}

/* syslog-ng does not read: lines are dropped and counted, nothing waits. */
static void
a_full_queue(void)
{
	int64_t before = client_now_ms();
	int sent = 0, received = 0;
	uint64_t drops;

	while (log_take_drops() == 0 && sent < 1000000) {
		log_info("a", "b");
		sent++;
	}
	T_TRUE(sent < 1000000);
	T_FALSE(log_flush());
	for (int i = 0; i < 100000; i++)
		log_info("a", "b");
	T_TRUE(client_now_ms() - before < 20000);
	drops = log_take_drops();
	T_TRUE(drops > 0);
	T_EQ(log_take_drops(), 0);
	while (receive())
		received += lines();
	T_TRUE(log_flush());
	while (receive())
		received += lines();
	T_TRUE(received > 0);
	log_info("a", "after");
	log_flush();
	T_TRUE(receive() && strstr(got, "after") != NULL);
}

static void
nothing_is_lost_uncounted(void)
{
	int sent = 0, received = 0;
	uint64_t drops = 0;

	for (; drops == 0; drops = log_take_drops()) {
		log_info("a", "b");
		sent++;
	}
	for (int i = 0; i < 20000; i++, sent++)
		log_info("a", "b");
	while (receive())
		received += lines();
	log_flush();
	while (receive())
		received += lines();
	T_EQ(received + (int)(drops + log_take_drops()), sent);
}

static void
syslog_restarted(void)
{
	log_info("a", "before");
	log_flush();
	T_TRUE(receive());
	close(receiver);
	receiver = -1;
	unlink(path);
	{
		struct sockaddr_un a = { .sun_family = AF_UNIX };

		memcpy(a.sun_path, path, sizeof(path));
		receiver = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
		T_EQ(bind(receiver, (const struct sockaddr *)&a, sizeof(a)),
		    0);
	}
	log_info("a", "after");
	log_flush();
	T_TRUE(receive() && strstr(got, "after") != NULL);
}

/* What `say` writes to stderr, in got. */
static void
stderr_of(void (*say)(void))
{
	int keep = dup(2), p[2];
	ssize_t n;

	T_EQ(pipe2(p, O_NONBLOCK), 0);
	dup2(p[1], 2);
	say();
	dup2(keep, 2);
	close(keep);
	close(p[1]);
	n = read(p[0], got, sizeof(got) - 1);
	got[n < 0 ? 0 : n] = '\0';
	close(p[0]);
}

static void
say_two(void)
{
	log_info("a", "one");
	log_info("a", "two");
	log_flush();
}

static void
no_socket(void)
{
	log_open("/nonexistent/socket", "courses", LV_INFO);
	stderr_of(say_two);
	T_EQ(lines(), 3);	/* the last newline, too */
	T_TRUE(strstr(got, "\"one\"") != NULL);
	T_TRUE(strstr(got, "\"two\"") != NULL && got[0] == '{');
	log_open(NULL, "courses", LV_INFO);
	stderr_of(say_two);
	T_EQ(lines(), 3);
	T_EQ(log_take_drops(), 0);
	open_receiver();
}

static void
on_signal(int sig)
{
	log_last_words("worker_crashed", "A worker crashed", "signal", sig);
}

static void
last_words(void)
{
	json_t *j;
	char *second;

	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_signal },
	    NULL);
	log_context("req-9", NULL, NULL);
	log_info("a", "before");
	T_FALSE(receive());
	raise(SIGUSR1);
	T_TRUE(receive());
	T_EQ(lines(), 2);
	T_TRUE(strstr(got, "\"before\"") != NULL);
	second = strchr(got, '\n');
	j = json_loads(second == NULL ? "" : second + 1, 0, NULL);
	T_SAME(text(j, "level"), "CRITICAL");
	T_SAME(text(j, "request_id"), "req-9");
	T_EQ(json_integer_value(json_object_get(json_object_get(j, "context"),
	    "signal")), SIGUSR1);
	json_decref(j);
	log_context(NULL, NULL, NULL);
}

static void
children(void)
{
	int status;
	pid_t pid;

	log_info("a", "of the parent");
	pid = fork();
	if (pid == 0) {
		log_forked();
		log_info("a", "of the child");
		log_flush();
		_exit(0);
	}
	T_TRUE(waitpid(pid, &status, 0) == pid && status == 0);
	T_TRUE(receive());
	T_EQ(lines(), 1);
	T_TRUE(strstr(got, "of the child") != NULL);
	log_flush();
	T_TRUE(receive());
	T_TRUE(lines() == 1 && strstr(got, "of the parent") != NULL);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "every field", every_field },
		{ "the context of a request", context_of_a_request },
		{ "requests", requests },
		{ "levels", levels },
		{ "odd values", odd_values },
		{ "long values", long_values },
		{ "batches", batches },
		{ "a full queue", a_full_queue },
		{ "nothing is lost uncounted", nothing_is_lost_uncounted },
		{ "syslog-ng restarted", syslog_restarted },
		{ "no socket", no_socket },
		{ "last words", last_words },
		{ "children", children },
		CU_TEST_INFO_NULL,
	};
	char *folder = suite_folder();
	int status;

	snprintf(path, sizeof(path), "%s/log", folder);
	open_receiver();
	status = suite_run("log", tests);
	close(receiver);
	suite_folder_remove(folder);
	return status;
}
