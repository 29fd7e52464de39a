/* Workers are replaced, pools reloaded and restarted: nothing is lost. */
#include "core.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "client.h"
#include "pool.h"
#include "pooled.h"
#include "suite.h"

/* Far more requests than one worker serves, none lost. */
static void
workers_retire(void)
{
	pid_t pid = pooled_start("workers = 3\nretire_after = 20\n");

	load_begin();
	T_TRUE(WAIT_FOR(load->asked > 2000));
	load_end("retiring");
	T_FALSE(pooled_said("\"level\":\"ERROR\""));
	T_TRUE(pooled_said("\"reason\":\"retired\""));
	T_EQ(pooled_end(pid), 0);
}

/* SIGTERM while one is being answered and more wait: all are answered. */
static void
ending_answers_all(void)
{
	pid_t pid = pooled_start("workers = 1\n");
	const char *const gate[] = { "REQUEST_METHOD", "GET",
	    "REQUEST_URI", "/gate", NULL };
	int fd[40];
	int whole = 0;
	struct stat st;

	for (size_t i = 0; i < NITEMS(fd); i++) {
		fd[i] = client_connect(pooled_socket);
		T_TRUE(client_begin(fd[i], gate) && client_body(fd[i], "", 0));
	}
	kill(pid, SIGTERM);
	T_TRUE(WAIT_FOR(stat(pooled_socket, &st) != 0)); /* none new */
	pooled_write("gate", "");
	for (size_t i = 0; i < NITEMS(fd); i++) {
		struct answer a = client_answer(fd[i]);

		whole += a.status == 200;
		answer_free(&a);
	}
	T_EQ(whole, (int)NITEMS(fd));
	T_EQ(pooled_result(pid), 0);
	unlink(pooled_file("gate"));
}

static int
ask_for(const char *uri)
{
	const char *const params[] = { "REQUEST_METHOD", "GET",
	    "REQUEST_URI", uri, NULL };
	int fd = client_connect(pooled_socket);

	T_TRUE(client_begin(fd, params) && client_body(fd, "", 0));
	return fd;
}

static long
answer_to(int fd)
{
	struct answer a = client_answer(fd);
	long n = a.status == 200 ? strtol(a.body, NULL, 10) : -1;

	answer_free(&a);
	return n;
}

/*
 * The only worker is busy while they come: those of the one kind are answered
 * together until another comes, or one that says nothing, or too many.
 */
static void
together_until_another_comes(void)
{
	static const struct { const char *uri; long n; } asked[] = {
		{ "/together", 3 }, { "/together", 3 }, { "/together", 3 },
		{ "/", 0 }, { "/together", 1 }, { NULL, 0 },
		{ "/together", 2 }, { "/together", 2 },
	};
	pid_t pid = pooled_start("workers = 1\n");
	int gate = ask_for("/gate"), fd[NITEMS(asked)], more[20], half;

	for (size_t i = 0; i < NITEMS(asked); i++)
		if (asked[i].uri != NULL)
			fd[i] = ask_for(asked[i].uri);
		else
			close(client_connect(pooled_socket));
	half = ask_for("/");
	for (size_t i = 0; i < NITEMS(more); i++)
		more[i] = ask_for("/together");
	pooled_write("gate", "");
	T_TRUE(answer_to(gate) > 0);
	for (size_t i = 0; i < NITEMS(asked); i++) {
		long n = asked[i].uri == NULL ? 0 : answer_to(fd[i]);

		T_TRUE(asked[i].n > 0 ? n == asked[i].n : n >= 0);
	}
	T_TRUE(answer_to(half) > 0);
	for (size_t i = 0; i < NITEMS(more); i++)
		T_EQ(answer_to(more[i]), i < 16 ? 16 : 4);
	T_EQ(pooled_end(pid), 0);
	unlink(pooled_file("gate"));
}

/* SIGTERM while several wait to be answered together. */
static void
ending_answers_those_together(void)
{
	pid_t pid = pooled_start("workers = 1\n");
	int gate = ask_for("/gate"), fd[40];
	struct stat st;

	for (size_t i = 0; i < NITEMS(fd); i++)
		fd[i] = ask_for(i % 20 == 19 ? "/" : "/together");
	kill(pid, SIGTERM);
	T_TRUE(WAIT_FOR(stat(pooled_socket, &st) != 0));
	pooled_write("gate", "");
	T_TRUE(answer_to(gate) > 0);
	for (size_t i = 0; i < NITEMS(fd); i++)
		T_TRUE(answer_to(fd[i]) > 0);
	T_EQ(pooled_result(pid), 0);
	unlink(pooled_file("gate"));
}

/* Those that are up all compute: another of the pool answers. */
static void
others_step_in(void)
{
	const char *const gate[] = { "REQUEST_METHOD", "GET",
	    "REQUEST_URI", "/gate", NULL };
	long up = sysconf(_SC_NPROCESSORS_ONLN);
	char settings[64];
	int fd[POOL_WORKERS_MAX];
	pid_t pid;

	up = up < 2 ? 2 : up < POOL_WORKERS_MAX ? up : POOL_WORKERS_MAX - 1;
	snprintf(settings, sizeof(settings), "workers = %ld\n", up + 1);
	pid = pooled_start(settings);
	for (long i = 0; i < up; i++) {
		fd[i] = client_connect(pooled_socket);
		T_TRUE(client_begin(fd[i], gate) && client_body(fd[i], "", 0));
	}
	for (int i = 0; i < 20; i++)
		T_EQ(client_status(pooled_socket, "/"), 200);
	pooled_write("gate", "");
	for (long i = 0; i < up; i++) {
		struct answer a = client_answer(fd[i]);

		T_EQ(a.status, 200);
		answer_free(&a);
	}
	T_EQ(pooled_end(pid), 0);
	unlink(pooled_file("gate"));
}

static bool
all_new(const long *old, size_t n)
{
	long now = pooled_who("/");

	for (size_t i = 0; i < n; i++)
		if (now == 0 || now == old[i] ||
		    kill((pid_t)old[i], 0) == 0)
			return false;
	return true;
}

/* Ten successors under load: the manager's pid stays, no request is lost. */
static void
reloading_loses_nothing(void)
{
	pid_t pid = pooled_start("workers = 3\nretire_after = 1000000000\n");

	load_begin();
	for (int i = 0; i < 10; i++) {
		long old[20];

		for (size_t k = 0; k < NITEMS(old); k++)
			old[k] = pooled_who("/");
		kill(pid, SIGHUP);
		T_TRUE(WAIT_FOR(all_new(old, NITEMS(old))));
	}
	load_end("10 reloads");
	T_EQ(kill(pid, 0), 0);
	T_FALSE(pooled_said("\"level\":\"ERROR\""));
	T_TRUE(WAIT_FOR(pooled_metrics_have("lyceum_workers{pool=\"t\"} 3\n")));
	T_EQ(pooled_end(pid), 0);
}

/* Many in a row, without waiting for one to be done. */
static void
reloading_in_haste(void)
{
	pid_t pid = pooled_start("workers = 3\nretire_after = 1000000000\n");

	load_begin();
	for (int i = 0; i < 10; i++) {
		long seen = load->asked;

		kill(pid, SIGHUP);
		WAIT_FOR(load->asked > seen + 20);
	}
	T_TRUE(WAIT_FOR(pooled_metrics_have("lyceum_workers{pool=\"t\"} 3\n")));
	load_end("hasty reloads");
	T_EQ(pooled_end(pid), 0);
}

static void
reloading_what_is_bad(void)
{
	pid_t pid = pooled_start("workers = 1\n");
	long worker = pooled_who("/");

	pooled_configure("workers = none\n");
	kill(pid, SIGHUP);
	T_TRUE(WAIT_FOR(pooled_said("\"event\":\"reload_refused\"")));
	T_EQ(pooled_who("/"), worker);
	pooled_configure("workers = 1\n");
	pooled_write("start-fails", "");		/* the old ones stay */
	kill(pid, SIGHUP);
	T_TRUE(WAIT_FOR(pooled_said("\"reason\":\"no_start\"")));
	T_EQ(pooled_who("/"), worker);
	unlink(pooled_file("start-fails"));
	T_TRUE(WAIT_FOR(pooled_who("/") != worker));
	T_EQ(pooled_end(pid), 0);
}

static int
make_listener(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(a.sun_path, pooled_socket, sizeof(pooled_socket));
	unlink(pooled_socket);
	if (bind(fd, (const struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 1024) != 0)
		abort();
	return fd;
}

/* As under systemd: the socket outlives the pool. */
static void
restarting_loses_nothing(void)
{
	int fd = make_listener();
	struct stat st;
	pid_t pid;

	pooled_configure("workers = 3\n");
	pid = pooled_launch(fd, "--pool", "t");
	load_begin();
	for (int i = 0; i < 10; i++) {
		long seen = load->asked;

		WAIT_FOR(load->asked > seen + 200);
		if (i == 5) {
			kill(pid, SIGHUP);
			continue;
		}
		T_EQ(pooled_end(pid), 0);
		T_EQ(stat(pooled_socket, &st), 0);
		pid = pooled_launch(fd, "--pool", "t");
	}
	load_end("9 restarts");
	T_TRUE(WAIT_FOR(client_status(pooled_socket, "/") == 200));
	T_EQ(pooled_end(pid), 0);
	close(fd);
	unlink(pooled_socket);
}

int
main(int argc, char **argv)
{
	CU_TestInfo tests[] = {
		{ "workers retire", workers_retire },
		{ "ending answers all", ending_answers_all },
		{ "together", together_until_another_comes },
		{ "ending together", ending_answers_those_together },
		{ "others step in", others_step_in },
		{ "reloading loses nothing", reloading_loses_nothing },
		{ "reloading in haste", reloading_in_haste },
		{ "reloading what is bad", reloading_what_is_bad },
		{ "restarting loses nothing", restarting_loses_nothing },
		CU_TEST_INFO_NULL,
	};

	return pooled_main(argc, argv, "pool", tests);
}
