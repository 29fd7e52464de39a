/* A service as a process: options, socket, and workers that fail. */
#include "core.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "client.h"
#include "pooled.h"
#include "suite.h"

/* ---- Tests */

static void
options(void)
{
	unlink(pooled_file("out"));
	pooled_configure("");
	T_EQ(pooled_result(pooled_launch(-1, "--help", NULL)), 0);
	T_TRUE(pooled_said("usage: t ") && pooled_said("retire_after"));
	T_EQ(pooled_result(pooled_launch(-1, "--version", NULL)), 0);
	T_EQ(pooled_result(pooled_launch(-1, "--describe", NULL)), 0);
	T_TRUE(pooled_said("described"));
	T_EQ(pooled_result(pooled_launch(-1, "--check", NULL)), 0);
	T_EQ(pooled_result(pooled_launch(-1, "--no-such", "x")), 2);
	T_EQ(pooled_result(pooled_launch(-1, "--workers", "0")), 2);
	T_EQ(pooled_result(pooled_launch(-1, "--workers", "many")), 2);
	T_EQ(pooled_result(pooled_launch(-1, "--pool", "../t")), 2);
	T_EQ(pooled_result(pooled_launch(-1, "too", "many")), 2);
	pooled_write("prepare-fails", "");
	T_EQ(pooled_result(pooled_launch(-1, "--check", NULL)), 1);
	T_TRUE(pooled_said("t: bad state"));
	T_EQ(pooled_result(pooled_launch(-1, "--pool", "t")), 1);
	unlink(pooled_file("prepare-fails"));
	pooled_configure("wokers = 3\n");
	T_EQ(pooled_result(pooled_launch(-1, "--pool", "t")), 1);
	T_TRUE(pooled_said("conf:4: no such setting: wokers; there are: "));
	pooled_configure("log_level = loud\n");
	T_EQ(pooled_result(pooled_launch(-1, "--pool", "t")), 1);
}

static void
socket_and_pid_file(void)
{
	pid_t pid = pooled_start("workers = 2\n"), in_file = 0;
	struct stat st;
	FILE *f = fopen(pooled_file("t.pid"), "re");

	T_TRUE(stat(pooled_socket, &st) == 0 && S_ISSOCK(st.st_mode));
	T_EQ(st.st_mode & 0777, 0660);
	T_TRUE(f != NULL && fscanf(f, "%d", &in_file) == 1);
	T_EQ(in_file, pid);
	fclose(f);
	T_EQ(pooled_who("/privileges"), 1);
	T_TRUE(WAIT_FOR(pooled_metrics_have("lyceum_workers{pool=\"t\"} 2\n")));
	T_EQ(pooled_result(pooled_launch(-1, "--pool", "t")), 1); /* in use */
	T_EQ(client_status(pooled_socket, "/"), 200);
	T_EQ(pooled_end(pid), 0);
	T_TRUE(stat(pooled_socket, &st) != 0 && errno == ENOENT);
	T_TRUE(stat(pooled_file("t.pid"), &st) != 0);
	T_FALSE(pooled_metrics_have("lyceum_workers{pool=\"t\"}"));
}

/* What a killed pool leaves is taken; what is no socket is not. */
static void
socket_that_was_left(void)
{
	pid_t pid = pooled_start("workers = 2\n");
	long worker = pooled_who("/");
	struct stat st;

	kill(pid, SIGKILL);
	T_EQ(pooled_result(pid), -SIGKILL);
	T_TRUE(WAIT_FOR(kill((pid_t)worker, 0) != 0));	/* went with it */
	T_TRUE(WAIT_FOR(!pooled_metrics_have("lyceum_workers{pool=\"t\"}")));
	T_TRUE(stat(pooled_socket, &st) == 0);
	pid = pooled_start("");
	T_EQ(pooled_end(pid), 0);
	pooled_write("t.sock", "mine");
	T_EQ(pooled_result(pooled_launch(-1, "--pool", "t")), 1);
	T_TRUE(stat(pooled_socket, &st) == 0 && st.st_size == 4);
	unlink(pooled_socket);
}

static void
worker_that_crashes(void)
{
	pid_t pid = pooled_start("workers = 2\nlog_level = debug\n");

	T_EQ(client_status(pooled_socket, "/crash"), 0);
	T_EQ(client_status(pooled_socket, "/"), 200);
	T_TRUE(WAIT_FOR(pooled_said("\"signal_name\":\"ABRT\"")));
#ifndef __SANITIZE_ADDRESS__
	T_TRUE(pooled_said("\"event\":\"worker_crashed\""));
	T_TRUE(pooled_said("\"request_id\":\"req-1\""));
#endif
	T_TRUE(WAIT_FOR(pooled_metrics_have("lyceum_workers{pool=\"t\"} 2\n")));
	T_TRUE(pooled_metrics_have("lyceum_worker_restarts_total{pool=\"t\","
	    "reason=\"signal\"} 1\n"));
	T_TRUE(pooled_metrics_have("http_requests_inprogress{method=\"GET\","
	    "handler=\"/crash\"} 0\n"));
	T_EQ(client_status(pooled_socket, "/nothing"), 500);
	T_EQ(pooled_end(pid), 0);
}

/* Another worker, which waits as long as that, is not to be disturbed. */
static void
request_past_its_deadline(void)
{
	pid_t pid = pooled_start("workers = 2\ndeadline = 1\n");
	long first = 0, second = 0;
	int64_t before;

	T_TRUE(WAIT_FOR((first = pooled_who("/")) != 0 &&
	    (second = pooled_who("/")) != 0 && first != second));
	before = client_now_ms();
	T_EQ(client_status(pooled_socket, "/hang"), 0);
	T_TRUE(client_now_ms() - before >= 990);
	T_TRUE(WAIT_FOR(pooled_said("\"reason\":\"deadline\"")));
	T_TRUE(pooled_said("\"event\":\"request_deadline\""));
	T_TRUE(pooled_said("\"deadline_seconds\":1"));
	T_TRUE((kill((pid_t)first, 0) == 0) != (kill((pid_t)second, 0) == 0));
	T_TRUE(pooled_metrics_have("reason=\"deadline\"} 1\n"));
	T_EQ(client_status(pooled_socket, "/"), 200);
	T_EQ(pooled_end(pid), 0);
}

/* What it was given on top is what its last words name. */
static void
request_past_a_longer_deadline(void)
{
	pid_t pid = pooled_start("workers = 2\ndeadline = 1\n");
	int64_t before = client_now_ms();

	T_EQ(client_status(pooled_socket, "/more"), 0);
	T_TRUE(client_now_ms() - before >= 1990);
	T_TRUE(WAIT_FOR(pooled_said("\"deadline_seconds\":2")));
	T_EQ(pooled_said("\"deadline_seconds\""), 1);
	T_EQ(pooled_end(pid), 0);
}

/* A worker that cannot start is tried again, but not all the time. */
static void
start_that_fails(void)
{
	pid_t pid = pooled_start("workers = 1\n");
	int64_t before = client_now_ms();

	pooled_write("start-fails", "");
	T_EQ(client_status(pooled_socket, "/crash"), 0);
	T_TRUE(WAIT_FOR(pooled_said("\"reason\":\"no_start\"") >= 4));
	T_TRUE(client_now_ms() - before >= 500);
	unlink(pooled_file("start-fails"));
	T_TRUE(WAIT_FOR(client_status(pooled_socket, "/") == 200));
	T_EQ(pooled_end(pid), 0);
}

/* Connections that bring no request harm nobody. */
static void
strangers(void)
{
	pid_t pid = pooled_start("workers = 2\n");

	for (int i = 0; i < 50; i++) {
		int fd = client_connect(pooled_socket);

		if (i % 2 == 0)
			client_write(fd, "GET / HTTP/1.1\r\n\r\n", 18);
		close(fd);
	}
	T_EQ(client_status(pooled_socket, "/"), 200);
	T_FALSE(pooled_said("worker_ended"));
	T_EQ(pooled_end(pid), 0);
}

static void
memory_is_flat(void)
{
#ifndef __SANITIZE_ADDRESS__
	pid_t pid = pooled_start("workers = 1\nretire_after = 1000000\n");
	char *body = calloc(1, 300000);
	long before = 0;

	for (int i = 0; i < 3000; i++) {
		struct answer a = client_call(pooled_socket, "POST", "/", body,
		    i % 10 == 0 ? 300000 : 1 + (size_t)i);

		T_EQ(a.status, 200);
		answer_free(&a);
		if (i == 300)
			before = pooled_who("/memory");
	}
	T_TRUE(before > 0 && pooled_who("/memory") <= before + 64);
	free(body);
	T_EQ(pooled_end(pid), 0);
#endif
}

int
main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{ "options", options },
		{ "socket and pid file", socket_and_pid_file },
		{ "a socket that was left", socket_that_was_left },
		{ "a worker that crashes", worker_that_crashes },
		{ "a request past its deadline", request_past_its_deadline },
		{ "past a longer one", request_past_a_longer_deadline },
		{ "a start that fails", start_that_fails },
		{ "strangers", strangers },
		{ "memory is flat", memory_is_flat },
		CU_TEST_INFO_NULL,
	};

	return pooled_main(argc, argv, "app", tests);
}
