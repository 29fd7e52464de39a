#include "core.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "app.h"
#include "arena.h"
#include "buf.h"
#include "client.h"
#include "log.h"
#include "metric.h"
#include "pooled.h"
#include "suite.h"
#include "worker.h"

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

_Noreturn static void
hang(bool longer)
{
	if (longer)
		worker_more(2);
	for (;;)
		pause();
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
	else if (strcmp(uri, "/hang") == 0 || strcmp(uri, "/more") == 0)
		hang(strcmp(uri, "/more") == 0);
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

static bool
service_gathers(const struct call *c)
{
	const char *uri = call_param(c, "REQUEST_URI");

	return uri != NULL && strcmp(uri, "/together") == 0;
}

static void
service_serve_all(struct call *const *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		send_text(c[i], 200, "%zu", n);
}

static int
service_describe(FILE *f)
{
	fprintf(f, "described\n");
	return 0;
}

static const struct app service = {
	.name = "t", .prepare = service_prepare, .start = service_start,
	.serve = service_serve, .gathers = service_gathers,
	.serve_all = service_serve_all, .describe = service_describe
};

/* ---- Running it */

static char *folder;
static char self[256];
char pooled_socket[108];

const char *
pooled_file(const char *name)
{
	static char file[4][256];
	static unsigned i;

	i = (i + 1) % NITEMS(file);
	snprintf(file[i], sizeof(file[i]), "%s/%s", folder, name);
	return file[i];
}

void
pooled_write(const char *name, const char *text)
{
	FILE *f = fopen(pooled_file(name), "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

void
pooled_configure(const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text), "run_dir = %s\nstate_dir = %s\n"
	    "metrics_file = %s\n%s", folder, folder, pooled_file("metrics"),
	    more);
	pooled_write("conf", text);
}

/* The program with two arguments more; what it says goes to "out". */
pid_t
pooled_launch(int listener, const char *option, const char *value)
{
	pid_t pid = fork();
	int out;

	if (pid != 0)
		return pid;
	out = open(pooled_file("out"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(99);
	if (listener >= 0)
		dup2(listener, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execl(self, self, "--config", pooled_file("conf"), option, value, NULL);
	_exit(98);
}

int
pooled_result(pid_t pid)
{
	int status = -1;

	if (!WAIT_FOR(waitpid(pid, &status, WNOHANG) == pid)) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int
pooled_said(const char *text)
{
	static char all[1 << 20];
	FILE *f = fopen(pooled_file("out"), "re");
	size_t n = f == NULL ? 0 : fread(all, 1, sizeof(all) - 1, f);
	int times = 0;

	if (f != NULL)
		fclose(f);
	all[n] = '\0';
	for (const char *at = all; (at = strstr(at, text)) != NULL; at++)
		times++;
	return times;
}

pid_t
pooled_start(const char *more)
{
	pid_t pid;

	unlink(pooled_file("out"));
	unlink(pooled_file("metrics"));
	pooled_configure(more);
	pid = pooled_launch(-1, "--pool", "t");
	T_TRUE(WAIT_FOR(client_status(pooled_socket, "/") == 200));
	return pid;
}

int
pooled_end(pid_t pid)
{
	kill(pid, SIGTERM);
	return pooled_result(pid);
}

/* The worker that answers; 0: none did. */
long
pooled_who(const char *uri)
{
	struct answer a = client_call(pooled_socket, "GET", uri, "", 0);
	long pid = a.status == 200 ? strtol(a.body, NULL, 10) : 0;

	answer_free(&a);
	return pid;
}

static char *
metrics(struct arena *arena)
{
	char why[128];
	struct buf b;

	if (!metric_open(pooled_file("metrics"), why, sizeof(why)))
		abort();
	buf_init(&b, arena, 1 << 24);
	metric_print(&b);
	metric_close();
	return b.s;
}

bool
pooled_metrics_have(const char *line)
{
	struct arena arena = { 0 };
	bool yes = strstr(metrics(&arena), line) != NULL;

	arena_free(&arena);
	return yes;
}

/* ---- Load: processes that ask all the time, and count what is lost */

struct load *load;
static pid_t askers[4];

static void
ask_all_the_time(void)
{
	static char body[2000];
	struct answer a;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!load->stop) {
		a = client_call(pooled_socket, "POST", "/", body, sizeof(body));
		load->asked++;
		if (a.status != 200 || a.len != sizeof(body))
			load->lost++;
		answer_free(&a);
	}
	_exit(0);
}

void
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

void
load_end(const char *what)
{
	load->stop = true;
	for (size_t i = 0; i < NITEMS(askers); i++)
		T_EQ(pooled_result(askers[i]), 0);
	printf("(%s: %ld asked, %ld lost) ", what, load->asked, load->lost);
	T_EQ(load->lost, 0);
}

/* ---- */

int
pooled_main(int argc, char **argv, const char *name, CU_TestInfo *tests)
{
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int status;

	if (argc > 1)
		return app_main(argc, argv, &service);
	if (n < 0)
		return 2;
	folder = suite_folder();
	snprintf(pooled_socket, sizeof(pooled_socket), "%s/t.sock", folder);
	load = mmap(NULL, sizeof(*load), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	status = load == MAP_FAILED ? 2 : suite_run(name, tests);
	suite_folder_remove(folder);
	return status;
}
