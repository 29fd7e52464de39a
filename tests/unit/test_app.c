/*
 * A pool as its users see it: processes, signals, the socket.  The program is
 * also the service that it tests: started with arguments it runs app_main().
 */
#include "core.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "client.h"
#include "log.h"
#include "metric.h"
#include "suite.h"

/* ---- The service */

static const char *state_dir;

static bool
there_is(const char *name)
{
	char file[256];

	snprintf(file, sizeof(file), "%s/%s", state_dir, name);
	return access(file, F_OK) == 0;
}

static bool
service_prepare(const struct config *c, char *why, size_t n)
{
	state_dir = c->state_dir;
	snprintf(why, n, "bad state");
	return !there_is("prepare-fails");
}

static bool
service_start(const struct config *c)
{
	(void)c;
	return !there_is("start-fails");
}

static void
send_text(struct call *c, int status, const char *fmt, ...)
{
	char text[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	call_send(c, status, "", 0, text, strlen(text));
}

/* Exact, which the cheaper statm is not. */
static long
memory_kb(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "re");
	char line[128];
	long kb = -1;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "Anonymous:", 10) == 0)
			kb = strtol(line + 10, NULL, 10);
	if (f != NULL)
		fclose(f);
	return kb;
}

static void
service_serve(struct call *c)
{
	const char *uri = call_param(c, "REQUEST_URI");

	log_context("req-1", NULL, NULL);
	metric_busy(metric_at(http_requests_inprogress, "GET", uri));
	if (c->early != OK)
		send_text(c, err_info(c->early)->status, "early");
	else if (strcmp(uri, "/crash") == 0)
		abort();
	else if (strcmp(uri, "/hang") == 0)
		for (;;)
			pause();
	else if (strcmp(uri, "/nothing") == 0)
		return;
	else if (strcmp(uri, "/memory") == 0)
		send_text(c, 200, "%ld", memory_kb());
	else if (strcmp(uri, "/gate") == 0) {
		WAIT_FOR(there_is("gate"));
		send_text(c, 200, "%ld", (long)getpid());
	} else if (strcmp(uri, "/privileges") == 0)
		send_text(c, 200, "%d", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	else if (c->body_len > 0)
		call_send(c, 200, "", 0, c->body, c->body_len);
	else
		send_text(c, 200, "%ld", (long)getpid());
}

static int
service_describe(FILE *f)
{
	fprintf(f, "described\n");
	return 0;
}

static const struct app service = {
	.name = "t", .prepare = service_prepare, .start = service_start,
	.serve = service_serve, .describe = service_describe
};

/* ---- Running it */

static char *folder;
static char self[256];
static char sock[sizeof(((struct sockaddr_un *)0)->sun_path)];

static const char *
in_folder(const char *name)
{
	static char file[4][256];
	static unsigned i;

	i = (i + 1) % NITEMS(file);
	snprintf(file[i], sizeof(file[i]), "%s/%s", folder, name);
	return file[i];
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(in_folder(name), "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void
configure(const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text), "run_dir = %s\nstate_dir = %s\n"
	    "metrics_file = %s\n%s", folder, folder, in_folder("metrics"),
	    more);
	write_file("conf", text);
}

/* The program with two arguments more; what it says goes to "out". */
static pid_t
launch(int listener, const char *option, const char *value)
{
	pid_t pid = fork();
	int out;

	if (pid != 0)
		return pid;
	out = open(in_folder("out"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(99);
	if (listener >= 0)
		dup2(listener, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execl(self, self, "--config", in_folder("conf"), option, value, NULL);
	_exit(98);
}

static int
result_of(pid_t pid)
{
	int status = -1;

	if (!WAIT_FOR(waitpid(pid, &status, WNOHANG) == pid)) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool
output_has(const char *text)
{
	static char all[1 << 20];
	FILE *f = fopen(in_folder("out"), "re");
	size_t n = f == NULL ? 0 : fread(all, 1, sizeof(all) - 1, f);

	if (f != NULL)
		fclose(f);
	all[n] = '\0';
	return strstr(all, text) != NULL;
}

static pid_t
start_pool(const char *more)
{
	pid_t pid;

	unlink(in_folder("out"));
	unlink(in_folder("metrics"));
	configure(more);
	pid = launch(-1, "--pool", "t");
	T_TRUE(WAIT_FOR(client_status(sock, "/") == 200));
	return pid;
}

static int
end_pool(pid_t pid)
{
	kill(pid, SIGTERM);
	return result_of(pid);
}

/* The worker that answers; 0: none did. */
static long
who(const char *uri)
{
	struct answer a = client_call(sock, "GET", uri, "", 0);
	long pid = a.status == 200 ? strtol(a.body, NULL, 10) : 0;

	answer_free(&a);
	return pid;
}

static char *
metrics(struct arena *arena)
{
	char why[128];
	struct buf b;

	if (!metric_open(in_folder("metrics"), why, sizeof(why)))
		abort();
	buf_init(&b, arena, 1 << 24);
	metric_print(&b);
	metric_close();
	return b.s;
}

static bool
metrics_have(const char *line)
{
	struct arena arena = { 0 };
	bool yes = strstr(metrics(&arena), line) != NULL;

	arena_free(&arena);
	return yes;
}

/* ---- Load: processes that ask all the time, and count what is lost */

struct load {
	_Atomic bool	stop;
	_Atomic long	asked, lost;
};

static struct load *load;
static pid_t askers[4];

static void
ask_all_the_time(void)
{
	static char body[2000];
	struct answer a;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!load->stop) {
		a = client_call(sock, "POST", "/", body, sizeof(body));
		load->asked++;
		if (a.status != 200 || a.len != sizeof(body))
			load->lost++;
		answer_free(&a);
	}
	_exit(0);
}

static void
load_begin(void)
{
	*load = (struct load){ 0 };
	for (size_t i = 0; i < NITEMS(askers); i++) {
		askers[i] = fork();
		if (askers[i] == 0)
			ask_all_the_time();
	}
	T_TRUE(WAIT_FOR(load->asked > 100));
}

static void
load_end(const char *what)
{
	load->stop = true;
	for (size_t i = 0; i < NITEMS(askers); i++)
		T_EQ(result_of(askers[i]), 0);
	printf("(%s: %ld asked, %ld lost) ", what, load->asked, load->lost);
	T_EQ(load->lost, 0);
}

/* ---- Tests */

static void
options(void)
{
	unlink(in_folder("out"));
	configure("");
	T_EQ(result_of(launch(-1, "--help", NULL)), 0);
	T_TRUE(output_has("usage: t ") && output_has("retire_after"));
	T_EQ(result_of(launch(-1, "--version", NULL)), 0);
	T_EQ(result_of(launch(-1, "--describe", NULL)), 0);
	T_TRUE(output_has("described"));
	T_EQ(result_of(launch(-1, "--check", NULL)), 0);
	T_EQ(result_of(launch(-1, "--no-such", "x")), 2);
	T_EQ(result_of(launch(-1, "--workers", "0")), 2);
	T_EQ(result_of(launch(-1, "--workers", "many")), 2);
	T_EQ(result_of(launch(-1, "--pool", "../t")), 2);
	T_EQ(result_of(launch(-1, "too", "many")), 2);
	write_file("prepare-fails", "");
	T_EQ(result_of(launch(-1, "--check", NULL)), 1);
	T_TRUE(output_has("t: bad state"));
	T_EQ(result_of(launch(-1, "--pool", "t")), 1);
	unlink(in_folder("prepare-fails"));
	configure("wokers = 3\n");
	T_EQ(result_of(launch(-1, "--pool", "t")), 1);
	T_TRUE(output_has("conf:4: no such setting: wokers; there are: "));
	configure("log_level = loud\n");
	T_EQ(result_of(launch(-1, "--pool", "t")), 1);
}

static void
socket_and_pid_file(void)
{
	pid_t pid = start_pool("workers = 2\n"), in_file = 0;
	struct stat st;
	FILE *f = fopen(in_folder("t.pid"), "re");

	T_TRUE(stat(sock, &st) == 0 && S_ISSOCK(st.st_mode));
	T_EQ(st.st_mode & 0777, 0660);
	T_TRUE(f != NULL && fscanf(f, "%d", &in_file) == 1);
	T_EQ(in_file, pid);
	fclose(f);
	T_EQ(who("/privileges"), 1);
	T_TRUE(WAIT_FOR(metrics_have("lyceum_workers{pool=\"t\"} 2\n")));
	T_EQ(result_of(launch(-1, "--pool", "t")), 1);	/* is in use */
	T_EQ(client_status(sock, "/"), 200);
	T_EQ(end_pool(pid), 0);
	T_TRUE(stat(sock, &st) != 0 && errno == ENOENT);
	T_TRUE(stat(in_folder("t.pid"), &st) != 0);
	T_FALSE(metrics_have("lyceum_workers{pool=\"t\"}"));
}

/* What a killed pool leaves is taken; what is no socket is not. */
static void
socket_that_was_left(void)
{
	pid_t pid = start_pool("workers = 2\n");
	long worker = who("/");
	struct stat st;

	kill(pid, SIGKILL);
	T_EQ(result_of(pid), -SIGKILL);
	T_TRUE(WAIT_FOR(kill((pid_t)worker, 0) != 0));	/* went with it */
	T_TRUE(WAIT_FOR(!metrics_have("lyceum_workers{pool=\"t\"}")));
	T_TRUE(stat(sock, &st) == 0);
	pid = start_pool("");
	T_EQ(end_pool(pid), 0);
	write_file("t.sock", "mine");
	T_EQ(result_of(launch(-1, "--pool", "t")), 1);
	T_TRUE(stat(sock, &st) == 0 && st.st_size == 4);
	unlink(sock);
}

static void
worker_that_crashes(void)
{
	pid_t pid = start_pool("workers = 2\nlog_level = debug\n");

	T_EQ(client_status(sock, "/crash"), 0);
	T_EQ(client_status(sock, "/"), 200);
	T_TRUE(WAIT_FOR(output_has("\"signal_name\":\"ABRT\"")));
#ifndef __SANITIZE_ADDRESS__
	T_TRUE(output_has("\"event\":\"worker_crashed\""));
	T_TRUE(output_has("\"request_id\":\"req-1\""));
#endif
	T_TRUE(WAIT_FOR(metrics_have("lyceum_workers{pool=\"t\"} 2\n")));
	T_TRUE(metrics_have("lyceum_worker_restarts_total{pool=\"t\","
	    "reason=\"signal\"} 1\n"));
	T_TRUE(metrics_have("http_requests_inprogress{method=\"GET\","
	    "handler=\"/crash\"} 0\n"));
	T_EQ(client_status(sock, "/nothing"), 500);
	T_EQ(end_pool(pid), 0);
}

/* Another worker, which waits as long as that, is not to be disturbed. */
static void
request_past_its_deadline(void)
{
	pid_t pid = start_pool("workers = 2\ndeadline = 1\n");
	long first = 0, second = 0;
	int64_t before;

	T_TRUE(WAIT_FOR((first = who("/")) != 0 &&
	    (second = who("/")) != 0 && first != second));
	before = client_now_ms();
	T_EQ(client_status(sock, "/hang"), 0);
	T_TRUE(client_now_ms() - before >= 990);
	T_TRUE(WAIT_FOR(output_has("\"reason\":\"deadline\"")));
	T_TRUE(output_has("\"event\":\"request_deadline\""));
	T_TRUE((kill((pid_t)first, 0) == 0) != (kill((pid_t)second, 0) == 0));
	T_TRUE(metrics_have("reason=\"deadline\"} 1\n"));
	T_EQ(client_status(sock, "/"), 200);
	T_EQ(end_pool(pid), 0);
}

/* Far more requests than one worker serves, none lost. */
static void
workers_retire(void)
{
	pid_t pid = start_pool("workers = 3\nretire_after = 20\n");

	load_begin();
	T_TRUE(WAIT_FOR(load->asked > 2000));
	load_end("retiring");
	T_FALSE(output_has("\"level\":\"ERROR\""));
	T_TRUE(output_has("\"reason\":\"retired\""));
	T_EQ(end_pool(pid), 0);
}

/* SIGTERM while one is being answered and more wait: all are answered. */
static void
ending_answers_all(void)
{
	pid_t pid = start_pool("workers = 1\n");
	const char *const gate[] = { "REQUEST_METHOD", "GET",
	    "REQUEST_URI", "/gate", NULL };
	int fd[40];
	int whole = 0;
	struct stat st;

	for (size_t i = 0; i < NITEMS(fd); i++) {
		fd[i] = client_connect(sock);
		T_TRUE(client_begin(fd[i], gate) && client_body(fd[i], "", 0));
	}
	kill(pid, SIGTERM);
	T_TRUE(WAIT_FOR(stat(sock, &st) != 0));	/* nobody new comes */
	write_file("gate", "");
	for (size_t i = 0; i < NITEMS(fd); i++) {
		struct answer a = client_answer(fd[i]);

		whole += a.status == 200;
		answer_free(&a);
	}
	T_EQ(whole, (int)NITEMS(fd));
	T_EQ(result_of(pid), 0);
	unlink(in_folder("gate"));
}

static bool
all_new(const long *old, size_t n)
{
	long now = who("/");

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
	pid_t pid = start_pool("workers = 3\nretire_after = 1000000000\n");

	load_begin();
	for (int i = 0; i < 10; i++) {
		long old[20];

		for (size_t k = 0; k < NITEMS(old); k++)
			old[k] = who("/");
		kill(pid, SIGHUP);
		T_TRUE(WAIT_FOR(all_new(old, NITEMS(old))));
	}
	load_end("10 reloads");
	T_EQ(kill(pid, 0), 0);
	T_FALSE(output_has("\"level\":\"ERROR\""));
	T_TRUE(WAIT_FOR(metrics_have("lyceum_workers{pool=\"t\"} 3\n")));
	T_EQ(end_pool(pid), 0);
}

/* Many in a row, without waiting for one to be done. */
static void
reloading_in_haste(void)
{
	pid_t pid = start_pool("workers = 3\nretire_after = 1000000000\n");

	load_begin();
	for (int i = 0; i < 10; i++) {
		long seen = load->asked;

		kill(pid, SIGHUP);
		WAIT_FOR(load->asked > seen + 20);
	}
	T_TRUE(WAIT_FOR(metrics_have("lyceum_workers{pool=\"t\"} 3\n")));
	load_end("hasty reloads");
	T_EQ(end_pool(pid), 0);
}

static void
reloading_what_is_bad(void)
{
	pid_t pid = start_pool("workers = 1\n");
	long worker = who("/");

	configure("workers = none\n");
	kill(pid, SIGHUP);
	T_TRUE(WAIT_FOR(output_has("\"event\":\"reload_refused\"")));
	T_EQ(who("/"), worker);
	configure("workers = 1\n");
	write_file("start-fails", "");		/* the old ones stay */
	kill(pid, SIGHUP);
	T_TRUE(WAIT_FOR(output_has("\"reason\":\"no_start\"")));
	T_EQ(who("/"), worker);
	unlink(in_folder("start-fails"));
	T_TRUE(WAIT_FOR(who("/") != worker));
	T_EQ(end_pool(pid), 0);
}

/* A worker that cannot start is tried again, but not all the time. */
static void
start_that_fails(void)
{
	pid_t pid = start_pool("workers = 1\n");
	struct arena arena = { 0 };
	int64_t before = client_now_ms();
	const char *n;

	write_file("start-fails", "");
	T_EQ(client_status(sock, "/crash"), 0);
	T_TRUE(WAIT_FOR(metrics_have("\"no_start\"} 4\n") ||
	    client_now_ms() - before > 5000));
	n = strstr(metrics(&arena), "reason=\"no_start\"} ");
	T_TRUE(n != NULL && client_now_ms() - before >= 500);
	arena_free(&arena);
	unlink(in_folder("start-fails"));
	T_TRUE(WAIT_FOR(client_status(sock, "/") == 200));
	T_EQ(end_pool(pid), 0);
}

static int
make_listener(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(a.sun_path, sock, sizeof(sock));
	unlink(sock);
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

	configure("workers = 3\n");
	pid = launch(fd, "--pool", "t");
	load_begin();
	for (int i = 0; i < 10; i++) {
		long seen = load->asked;

		WAIT_FOR(load->asked > seen + 200);
		if (i == 5) {
			kill(pid, SIGHUP);
			continue;
		}
		T_EQ(end_pool(pid), 0);
		T_EQ(stat(sock, &st), 0);
		pid = launch(fd, "--pool", "t");
	}
	load_end("9 restarts");
	T_EQ(end_pool(pid), 0);
	close(fd);
	unlink(sock);
}

/* Connections that bring no request harm nobody. */
static void
strangers(void)
{
	pid_t pid = start_pool("workers = 2\n");

	for (int i = 0; i < 50; i++) {
		int fd = client_connect(sock);

		if (i % 2 == 0)
			client_write(fd, "GET / HTTP/1.1\r\n\r\n", 18);
		close(fd);
	}
	T_EQ(client_status(sock, "/"), 200);
	T_FALSE(output_has("worker_ended"));
	T_EQ(end_pool(pid), 0);
}

static void
memory_is_flat(void)
{
#ifndef __SANITIZE_ADDRESS__
	pid_t pid = start_pool("workers = 1\nretire_after = 1000000\n");
	char *body = calloc(1, 300000);
	long before = 0;

	for (int i = 0; i < 3000; i++) {
		struct answer a = client_call(sock, "POST", "/", body,
		    i % 10 == 0 ? 300000 : 1 + (size_t)i);

		T_EQ(a.status, 200);
		answer_free(&a);
		if (i == 300)
			before = who("/memory");
	}
	T_TRUE(before > 0 && who("/memory") <= before + 64);
	free(body);
	T_EQ(end_pool(pid), 0);
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
		{ "workers retire", workers_retire },
		{ "ending answers all", ending_answers_all },
		{ "reloading loses nothing", reloading_loses_nothing },
		{ "reloading in haste", reloading_in_haste },
		{ "reloading what is bad", reloading_what_is_bad },
		{ "a start that fails", start_that_fails },
		{ "restarting loses nothing", restarting_loses_nothing },
		{ "strangers", strangers },
		{ "memory is flat", memory_is_flat },
		CU_TEST_INFO_NULL,
	};
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int status;

	if (argc > 1)
		return app_main(argc, argv, &service);
	if (n < 0)
		return 2;
	folder = suite_folder();
	snprintf(sock, sizeof(sock), "%s/t.sock", folder);
	load = mmap(NULL, sizeof(*load), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	status = load == MAP_FAILED ? 2 : suite_run("app", tests);
	suite_folder_remove(folder);
	return status;
}
