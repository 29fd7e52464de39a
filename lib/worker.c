#include "core.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "app.h"
#include "clock.h"
#include "crew.h"
#include "log.h"
#include "metric.h"
#include "worker.h"

#define LINGER_MS	10	/* before "nothing to do" is believed */
#define AGAIN_MS	50	/* when syslog-ng has not taken all */
#define LOOK_EVERY	16	/* requests in a row */
#define DRAIN_US	3000000	/* a socket that others hold never empties */

enum source { FROM_LISTENER, FROM_BELL, FROM_SIGNAL };
enum seen { NOTHING, CALL, STOP };

/* Of this process; the handlers need it. */
static struct {
	timer_t			 timer;
	int			 deadline;	/* seconds */
	_Atomic int64_t		 began, until;	/* a request; 0: none */
	_Atomic bool		 armed;
	int			 up, resting;	/* epolls: what to wait for */
} worker;

static void
set_timer(int64_t us)
{
	timer_settime(worker.timer, 0, &(struct itimerspec){
	    .it_value.tv_sec = us / 1000000,
	    .it_value.tv_nsec = us % 1000000 * 1000 }, NULL);
}

/*
 * One timer for many requests, so that most need no system call for it: it
 * goes off at the end of some earlier request's time, and looks what is left
 * of the present one's.
 */
static void
on_deadline(int sig)
{
	int64_t until = worker.until, left = until - clock_us();

	(void)sig;
	if (until == 0)
		worker.armed = false;
	else if (left > 0)
		set_timer(left);
	else {
		log_last_words("request_deadline", "A request took too long",
		    "deadline_seconds",
		    (until - worker.began + 500000) / 1000000);
		_exit(WORKER_DEADLINE);
	}
}

#ifndef __SANITIZE_ADDRESS__
/* The request's ids and what it had logged, then death as it was to be. */
static void
on_crash(int sig)
{
	log_last_words("worker_crashed", "A worker crashed", "signal", sig);
	raise(sig);
}

static void
handle_crashes(void)
{
	static char stack[64 * 1024];
	static const int fatal[] = {
		SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT
	};
	struct sigaction sa = { .sa_handler = on_crash,
	    .sa_flags = SA_ONSTACK | (int)SA_RESETHAND | SA_NODEFER };

	sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof(stack) },
	    NULL);
	for (size_t i = 0; i < NITEMS(fatal); i++)
		sigaction(fatal[i], &sa, NULL);
}
#else
static void
handle_crashes(void)		/* the sanitizer does */
{
}
#endif

static void
arm(void)
{
	int64_t us = (int64_t)worker.deadline * 1000000, now = clock_us();

	worker.began = now;
	worker.until = now + us;
	crew_begin(now);
	if (worker.armed)
		return;
	worker.armed = true;
	set_timer(us);
}

/* The timer that is set looks at `until` when it ends. */
void
worker_more(int seconds)
{
	if (worker.until != 0)
		worker.until = clock_us() + (int64_t)seconds * 1000000;
}

static void
disarm(void)
{
	worker.until = 0;
	crew_end();
}

/*
 * SIGTERM stays blocked and is read from a descriptor: it interrupts no
 * request, and is seen also while there is always somebody waiting (then
 * epoll_pwait() would return without delivering it).
 */
static bool
handle_signals(sigset_t *term)
{
	struct sigaction sa = { .sa_handler = on_deadline };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGALRM, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	sigaction(SIGINT, &sa, NULL);	/* of a terminal: the manager's */
	sigaction(SIGHUP, &sa, NULL);
	sigaction(SIGPIPE, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);	/* libfcgi has an own idea of it */
	handle_crashes();
	sigemptyset(term);
	sigaddset(term, SIGTERM);
	return sigprocmask(SIG_SETMASK, term, NULL) == 0 &&
	    timer_create(CLOCK_MONOTONIC, NULL, &worker.timer) == 0;
}

static int
watch(int fd, uint32_t events, enum source source, int sig)
{
	struct epoll_event e = { .events = events | EPOLLEXCLUSIVE,
	    .data.u32 = source };
	struct epoll_event stop = { .events = EPOLLIN,
	    .data.u32 = FROM_SIGNAL };
	int ep = epoll_create1(EPOLL_CLOEXEC);

	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) != 0 ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, sig, &stop) != 0)
		return -1;
	return ep;
}

static bool
watch_all(int listener)
{
	sigset_t term;
	int sig;

	if (!handle_signals(&term))
		return false;
	sig = signalfd(-1, &term, SFD_CLOEXEC);
	if (sig < 0)
		return false;
	worker.up = watch(listener, EPOLLIN, FROM_LISTENER, sig);
	worker.resting = watch(crew_bell(), EPOLLIN | EPOLLET, FROM_BELL, sig);
	return worker.up >= 0 && worker.resting >= 0;
}

/* What the service does beside requests, as if it were one. */
static int
beside(const struct app *app, bool busy)
{
	int ms;

	if (app->idle == NULL)
		return -1;
	arm();
	ms = app->idle(busy);
	disarm();
	return ms;
}

static bool
flush(const struct config *c)
{
	bool flushed = log_flush();
	uint64_t drops = log_take_drops();

	if (drops > 0)
		metric_add(metric_at(lyceum_log_drops_total, c->pool),
		    (int64_t)drops);
	return flushed;
}

static int
sooner(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* How long to wait before the next look: `ms`, unless something is left. */
static int
idle(const struct app *app, const struct config *c, int ms)
{
	ms = sooner(ms, beside(app, false));
	return flush(c) ? ms : sooner(ms, AGAIN_MS);
}

static enum seen
look(int ep, int ms)
{
	struct epoll_event e[2];
	int n = epoll_wait(ep, e, NITEMS(e), ms);

	for (int i = 0; i < n; i++)
		if (e[i].data.u32 == FROM_SIGNAL)
			return STOP;
	return n == 0 ? NOTHING : CALL;
}

/* While others are up, until one of them is missing. */
static enum seen
rest(const struct app *app, const struct config *c)
{
	enum seen seen = look(worker.resting, LINGER_MS);

	while (seen == NOTHING && !crew_short(clock_us()))
		seen = look(worker.resting, idle(app, c, crew_look_ms()));
	crew_rise();
	return seen;
}

/* Until somebody waits; false: SIGTERM has come. */
static bool
wait_for_call(const struct app *app, const struct config *c)
{
	enum seen seen;

	if (crew_rest(clock_us()))
		return rest(app, c) != STOP;
	seen = look(worker.up, LINGER_MS);
	while (seen == NOTHING)
		seen = look(worker.up, idle(app, c, -1));
	return seen != STOP;
}

/* One request that is open. */
struct seat {
	struct fcgi	*f;
	struct call	 call;
};

static void
end(struct seat *s)
{
	static const char sorry[] = "Content-Type: text/plain\r\n";

	if (s->call.status == 0) {
		log_error("no_answer", "A request was left without an answer");
		call_send(&s->call, 500, sorry, sizeof(sorry) - 1, "", 0);
	}
	fcgi_end(s->f, &s->call);
	metric_busy(NULL);
	log_context(NULL, NULL, NULL);
}

static void
answer_one(const struct app *app, struct seat *s)
{
	app->serve(&s->call);
	end(s);
}

/*
 * With those of its kind that wait at this moment.  The first of another
 * kind ends them: it is answered after them, in a time of its own.
 */
static int
answer_all(const struct app *app, struct seat *s)
{
	struct call *calls[APP_TOGETHER] = { &s[0].call };
	bool same = true, took = true;
	size_t n = 1;

	while (same && n < APP_TOGETHER) {
		took = fcgi_accept(s[n].f, &s[n].call, NULL) == FCGI_CALL;
		same = took && app->gathers(&s[n].call);
		if (same) {
			calls[n] = &s[n].call;
			n++;
		}
	}
	app->serve_all(calls, n);
	for (size_t i = 0; i < n; i++)
		end(&s[i]);
	if (!took || same)
		return (int)n;
	arm();
	answer_one(app, &s[n]);
	return (int)n + 1;
}

/* How many were. */
static int
answer(const struct app *app, struct seat *s)
{
	if (app->gathers != NULL && app->gathers(&s[0].call))
		return answer_all(app, s);
	answer_one(app, s);
	return 1;
}

/* Workers that started together do not retire together. */
static int
lifetime(const struct config *c)
{
	return c->retire_after - (int)getpid() % (c->retire_after / 10 + 1);
}

static int
serve(const struct app *app, const struct config *c, struct seat *seats)
{
	int64_t until = 0;		/* once told to stop */
	int in_a_row = 0;

	/* Under load there is always another: ask for SIGTERM now and then. */
	for (int left = lifetime(c); left > 0;) {
		if (until == 0 && in_a_row % LOOK_EVERY == 0) {
			if (in_a_row > 0)
				beside(app, true);
			if (!wait_for_call(app, c))
				until = clock_us() + DRAIN_US;
		}
		switch (fcgi_accept(seats->f, &seats->call, arm)) {
		case FCGI_CALL:
			left -= answer(app, seats);
			in_a_row++;
			disarm();
			break;
		case FCGI_GONE:
			disarm();
			break;
		case FCGI_BROKEN:
			log_critical("accept", strerror(errno));
			return WORKER_BROKEN;
		case FCGI_EMPTY:
		default:
			if (until != 0)
				return WORKER_RETIRED;
			in_a_row = 0;
		}
		if (until != 0 && clock_us() > until)
			return WORKER_RETIRED;
	}
	return WORKER_RETIRED;
}

static bool
open_seats(struct seat *s, size_t n, const struct config *c, int listener)
{
	size_t i = 0;

	while (i < n && (s[i].f = fcgi_new(listener, (size_t)c->max_body,
	    c->deadline * 500)) != NULL)
		i++;
	return i == n;
}

void
worker_run(const struct app *app, const struct config *c, int slot,
    int listener, pid_t manager)
{
	struct seat seats[APP_TOGETHER] = { { NULL } };
	int status = WORKER_NO_START;
	bool watching;

	worker.deadline = c->deadline;
	log_forked();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != manager)
		_exit(WORKER_NO_START);
	metric_worker_begin(c->pool);
	watching = watch_all(listener);
	if (!open_seats(seats, app->gathers == NULL ? 1 : APP_TOGETHER, c,
	    listener) || !watching)
		log_critical("worker_start", strerror(errno));
	else if (app->start == NULL || app->start(c)) {
		sigqueue(manager, WORKER_READY, (union sigval){ 0 });
		crew_join(slot);
		status = serve(app, c, seats);
		crew_left(slot);
	}
	for (size_t i = 0; i < APP_TOGETHER; i++)
		fcgi_free(seats[i].f);
	flush(c);
	exit(status);
}
