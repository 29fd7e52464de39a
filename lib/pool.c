#include "core.h"

#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "app.h"
#include "clock.h"
#include "crew.h"
#include "listener.h"
#include "log.h"
#include "metric.h"
#include "num.h"
#include "pool.h"
#include "worker.h"

#define OLD_MAX		1024
#define ENV_OLD		"LYCEUM_HANDOVER_WORKERS"
#define SHORT_LIFE_US	1000000
#define PAUSE_MIN_US	100000
#define PAUSE_MAX_US	5000000
#define KILL_AFTER_S	5	/* beyond a request's deadline */
#define CHECK_S		20	/* what --check may take */

struct child {
	pid_t	 pid;		/* 0: to be started */
	int64_t	 born, not_before;	/* microseconds */
	int64_t	 pause;
	bool	 ready;
};

struct pool {
	const struct app	*app;
	const struct config	*conf;
	char			**argv;
	struct listener		 listener;
	struct child		 children[POOL_WORKERS_MAX];
	int			 n;
	pid_t			 old[OLD_MAX];	/* of our predecessor */
	size_t			 nold;
	bool			 told;		/* the old ones, to end */
	sigset_t		 signals;
	char			 pid_file[512];
};

static void
all_signals(sigset_t *s)
{
	sigemptyset(s);
	sigaddset(s, SIGCHLD);
	sigaddset(s, SIGTERM);
	sigaddset(s, SIGINT);
	sigaddset(s, SIGHUP);
	sigaddset(s, WORKER_READY);
}

void
pool_block_signals(void)
{
	sigset_t s;

	all_signals(&s);
	sigprocmask(SIG_BLOCK, &s, NULL);
}

/* ---- Workers */

static void
start_worker(struct pool *p, struct child *c)
{
	pid_t manager = getpid(), pid;

	log_flush();
	c->born = clock_us();
	pid = fork();
	if (pid == 0)
		worker_run(p->app, p->conf, (int)(c - p->children),
		    p->listener.fd, manager);
	if (pid < 0) {
		log_critical("fork", strerror(errno));
		c->not_before = c->born + PAUSE_MAX_US;
		return;
	}
	c->pid = pid;
	c->ready = false;
}

/* Starts all that are due; gives the microseconds to the next, -1: none. */
static int64_t
start_due(struct pool *p)
{
	int64_t next = -1;

	for (int i = 0; i < p->n; i++) {
		struct child *c = &p->children[i];
		int64_t wait;

		if (c->pid == 0 && clock_us() >= c->not_before)
			start_worker(p, c);
		if (c->pid != 0)
			continue;
		wait = c->not_before - clock_us();
		if (wait < 0)
			wait = 0;
		if (next < 0 || wait < next)
			next = wait;
	}
	return next;
}

static const char *
reason_of(int status)
{
	if (WIFSIGNALED(status))
		return "signal";
	switch (WEXITSTATUS(status)) {
	case WORKER_RETIRED:
		return "retired";
	case WORKER_DEADLINE:
		return "deadline";
	case WORKER_NO_START:
		return "no_start";
	default:
		return "error";
	}
}

static void
report(const struct pool *p, pid_t pid, int status)
{
	const char *reason = reason_of(status);
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	bool fine = sig == 0 && WEXITSTATUS(status) == WORKER_RETIRED;

	metric_inc(lyceum_worker_restarts_total, p->conf->pool, reason);
	LOG_AT(fine ? LV_INFO : LV_ERROR, "worker_ended", "A worker ended",
	    KV("worker", (long)pid), KV("reason", reason), KV("signal", sig),
	    KV("signal_name", sig == 0 ? NULL : sigabbrev_np(sig)),
	    KV("exit_status", WIFEXITED(status) ? WEXITSTATUS(status) : -1));
}

static void
ended(struct pool *p, pid_t pid, int status)
{
	int64_t now = clock_us();

	metric_worker_end(pid);
	for (size_t i = 0; i < p->nold; i++)
		if (p->old[i] == pid) {
			p->old[i] = p->old[--p->nold];
			return;
		}
	for (int i = 0; i < p->n; i++) {
		struct child *c = &p->children[i];

		if (c->pid != pid)
			continue;
		report(p, pid, status);
		crew_left(i);
		if (status == 0 || now - c->born >= SHORT_LIFE_US)
			c->pause = 0;
		c->not_before = now + c->pause;
		c->pause = c->pause == 0 ? PAUSE_MIN_US : c->pause * 2;
		if (c->pause > PAUSE_MAX_US)
			c->pause = PAUSE_MAX_US;
		c->pid = 0;
		return;
	}
}

static void
reap(struct pool *p)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		ended(p, pid, status);
}

static void
tell_all(struct pool *p, int sig)
{
	for (int i = 0; i < p->n; i++)
		if (p->children[i].pid != 0)
			kill(p->children[i].pid, sig);
	for (size_t i = 0; i < p->nold; i++)
		kill(p->old[i], sig);
}

/* ---- Taking over from a predecessor */

static void
read_old(struct pool *p)
{
	char *text = getenv(ENV_OLD), *word, *rest = text;
	int64_t pid;

	if (text == NULL)
		return;
	while ((word = strsep(&rest, " ")) != NULL)
		if (p->nold < OLD_MAX && num_read(word, 2, INT32_MAX, &pid))
			p->old[p->nold++] = (pid_t)pid;
	unsetenv(ENV_OLD);
}

/* The old ones serve until every new one does. */
static void
became_ready(struct pool *p, pid_t pid)
{
	bool all = true;

	for (int i = 0; i < p->n; i++) {
		struct child *c = &p->children[i];

		if (c->pid != 0 && c->pid == pid)
			c->ready = true;
		all = all && c->ready;
	}
	if (!all || p->told)
		return;
	p->told = true;
	for (size_t i = 0; i < p->nold; i++)
		kill(p->old[i], SIGTERM);
	log_info("pool_ready", "All workers serve", KV("workers", p->n),
	    KV("replaced", p->nold));
}

/* ---- Being replaced (SIGHUP) */

/* Would the binary as it is now, with its configuration, start? */
static bool
check_passes(const struct pool *p)
{
	char *argv[64];
	int n = 0, status = -1;
	pid_t pid;

	while (n < (int)NITEMS(argv) - 2 && p->argv[n] != NULL) {
		argv[n] = p->argv[n];
		n++;
	}
	argv[n] = (char *)(uintptr_t)"--check";
	argv[n + 1] = NULL;
	log_flush();
	pid = fork();
	if (pid == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		alarm(CHECK_S);
		execv(argv[0], argv);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static bool
name_old(const struct pool *p)
{
	char text[(OLD_MAX + POOL_WORKERS_MAX) * 12] = "";
	size_t at = 0;

	for (size_t i = 0; i < p->nold; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%ld ",
		    (long)p->old[i]);
	for (int i = 0; i < p->n; i++)
		if (p->children[i].pid != 0)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "%ld ", (long)p->children[i].pid);
	return setenv(ENV_OLD, text, 1) == 0;
}

/* Returns only if the successor could not be started. */
static void
reload(struct pool *p)
{
	if (p->nold + (size_t)p->n > OLD_MAX || !check_passes(p)) {
		log_error("reload_refused",
		    "The binary or its configuration would not start; "
		    "nothing was changed");
		return;
	}
	log_info("pool_reload", "A new binary takes over");
	log_flush();
	if (name_old(p) && listener_hand_over(&p->listener))
		execv(p->argv[0], p->argv);
	log_error("reload_failed", strerror(errno));
	listener_keep(&p->listener);
	unsetenv(ENV_OLD);
}

/* ---- The manager */

static void
write_pid(struct pool *p)
{
	char next[sizeof(p->pid_file) + 16];
	FILE *f;

	snprintf(p->pid_file, sizeof(p->pid_file), "%s/%s.pid",
	    p->conf->run_dir, p->conf->pool);
	snprintf(next, sizeof(next), "%s.%ld", p->pid_file, (long)getpid());
	f = fopen(next, "we");
	if (f == NULL || fprintf(f, "%ld\n", (long)getpid()) < 0 ||
	    fclose(f) != 0 || rename(next, p->pid_file) != 0)
		log_warning("pid_file", strerror(errno),
		    KV("file", p->pid_file));
}

/* A successor may have written its own by now. */
static void
remove_pid(const struct pool *p)
{
	FILE *f = fopen(p->pid_file, "re");
	char text[16] = "";
	int64_t pid;

	if (f == NULL)
		return;
	if (fgets(text, sizeof(text), f) != NULL)
		text[strcspn(text, "\n")] = '\0';
	fclose(f);
	if (num_read(text, 1, INT32_MAX, &pid) && pid == getpid())
		unlink(p->pid_file);
}

static int
next_signal(const struct pool *p, int64_t wait_us, siginfo_t *info)
{
	struct timespec t = { .tv_sec = wait_us / 1000000,
	    .tv_nsec = wait_us % 1000000 * 1000 };

	return sigtimedwait(&p->signals, info, wait_us < 0 ? NULL : &t);
}

static bool
any_left(const struct pool *p)
{
	for (int i = 0; i < p->n; i++)
		if (p->children[i].pid != 0)
			return true;
	return p->nold > 0;
}

static void
stop(struct pool *p)
{
	int64_t until = clock_us() +
	    ((int64_t)p->conf->deadline + KILL_AFTER_S) * 1000000;
	siginfo_t info;

	log_info("pool_stopping", "Answering those who wait");
	log_flush();
	listener_remove(&p->listener);
	tell_all(p, SIGTERM);
	for (reap(p); any_left(p); reap(p)) {
		int64_t left = until - clock_us();

		if (left < 0) {
			tell_all(p, SIGKILL);
			left = 100000;
		}
		next_signal(p, left, &info);
	}
	remove_pid(p);
	log_info("pool_stopped", "All workers have ended");
	log_flush();
}

static void
manage(struct pool *p)
{
	siginfo_t info;

	for (;;) {
		int64_t wait = start_due(p);
		int sig = next_signal(p, wait, &info);

		log_flush();
		if (sig == SIGTERM || sig == SIGINT)
			return;
		if (sig == SIGHUP)
			reload(p);
		else if (sig == WORKER_READY)
			became_ready(p, info.si_pid);
		else if (sig == SIGCHLD)
			reap(p);
	}
}

/* Two at least: one may be replaced. */
static unsigned
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 2 ? 2 : (unsigned)n;
}

int
pool_run(const struct app *app, const struct config *conf, char **argv)
{
	static struct pool pool;
	char why[256];

	pool = (struct pool){ .app = app, .conf = conf, .argv = argv,
	    .n = conf->workers };
	if (pool.n > POOL_WORKERS_MAX)
		pool.n = POOL_WORKERS_MAX;
	all_signals(&pool.signals);
	if (!listener_open(&pool.listener, conf, why, sizeof(why))) {
		fprintf(stderr, "%s: %s\n", conf->pool, why);
		log_critical("listener", why);
		log_flush();
		return 1;
	}
	if (!crew_make((unsigned)pool.n, processors())) {
		log_critical("crew", strerror(errno));
		log_flush();
		return 1;
	}
	read_old(&pool);
	write_pid(&pool);
	log_info("pool_started", "The pool starts", KV("workers", pool.n),
	    KV("version", conf->version), KV("replaces", pool.nold));
	manage(&pool);
	stop(&pool);
	return 0;
}
