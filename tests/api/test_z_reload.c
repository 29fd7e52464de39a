/*
 * Under a load of reads and enrollments the courses pool becomes a new binary
 * ten times, and loses no request; a worker that is killed takes its own
 * request with it, no other, and is replaced.
 */
#include "core.h"
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define RELOADS		10
#define KILLS		5
#define AT_ONCE		20u
#define WAIT_MS		20000
#define STEP_MS		50
#define PAUSE_MS	500

static const char *pid_file;
static const char *course, *tokens[200];
static size_t ntokens;
static pid_t manager;
static size_t whole;	/* workers that the pool has */

/* What a load has come to. */
struct sum {
	long	sent, lost, seated;
};

/* ---- The pool */

static pid_t
read_manager(void)
{
	FILE *f = fopen(pid_file, "re");
	long pid = 0;

	if (f == NULL || fscanf(f, "%ld", &pid) != 1) {
		fprintf(stderr, "there is no pid in %s\n", pid_file);
		exit(2);
	}
	fclose(f);
	return (pid_t)pid;
}

static ino_t
inode(void)
{
	struct stat st;

	return stat(pid_file, &st) == 0 ? st.st_ino : 0;
}

/* The new manager is the same process, and writes its file anew. */
static bool
reload(void)
{
	ino_t was = inode();

	kill(manager, SIGHUP);
	for (int ms = 0; ms < WAIT_MS; ms += STEP_MS) {
		usleep(STEP_MS * 1000);
		if (inode() != was)
			return true;
	}
	return false;
}

/* The workers, as the kernel names them; how many. */
static size_t
workers(pid_t *pids, size_t max)
{
	FILE *f = fopen(api_format("/proc/%ld/task/%ld/children",
	    (long)manager, (long)manager), "re");
	size_t n = 0;
	long pid;

	while (f != NULL && n < max && fscanf(f, "%ld", &pid) == 1)
		pids[n++] = (pid_t)pid;
	if (f != NULL)
		fclose(f);
	return n;
}

/* ---- The load */

static struct ask
ask_of(long number)
{
	size_t i = (size_t)number % ntokens;

	if (number % 3 == 0)
		return (struct ask){ .method = "POST", .token = tokens[i],
		    .path = api_format("/api/v1/courses/%s/enroll", course),
		    .body = "{}" };
	return (struct ask){ .method = "GET", .token = tokens[i],
	    .path = number % 3 == 1 ? "/api/v1/courses?limit=5" :
	    api_format("/api/v1/courses/%s", course) };
}

/* A second try to enroll is refused, and that is an answer. */
static bool
answered(const struct ask *a, const struct reply *r)
{
	if (a->body == NULL)
		return r->status == 200;
	return r->status == 201 || (r->status == 409 && strcmp(reply_text(r,
	    "type"), "/problems/already_enrolled") == 0);
}

static void
load(struct sum *s)
{
	struct ask asks[AT_ONCE];
	struct reply *r[AT_ONCE];

	for (size_t i = 0; i < AT_ONCE; i++)
		asks[i] = ask_of(s->sent++);
	api_race(asks, AT_ONCE, r);
	for (size_t i = 0; i < AT_ONCE; i++) {
		s->seated += asks[i].body != NULL && r[i]->status == 201;
		if (answered(&asks[i], r[i]))
			continue;
		s->lost++;
		fprintf(stderr, "%s %s: %ld %.200s\n", asks[i].method,
		    asks[i].path, r[i]->status, r[i]->body);
	}
	api_free();
}

/* Until the child, which does something to the pool, has ended. */
static int
load_during(pid_t child, struct sum *s)
{
	int status = -1;

	while (waitpid(child, &status, WNOHANG) == 0)
		load(s);
	load(s);
	return status;
}

static long
seats(void)
{
	return reply_int(api_get(api_token("admin"), api_format(
	    "/courses/%s", course)), "enrolled_count");
}

static void
a_reload_loses_nothing(void)
{
	struct sum s = { 0, 0, 0 };
	long before = seats();
	pid_t child = fork();

	if (child == 0) {
		for (int i = 0; i < RELOADS; i++) {
			if (!reload())
				_exit(1);
			usleep(PAUSE_MS * 1000);
		}
		_exit(0);
	}
	T_EQ(load_during(child, &s), 0);
	T_SAY(s.sent > 100, "only %ld requests were sent", s.sent);
	T_SAY(s.lost == 0, "%ld of %ld requests were lost", s.lost, s.sent);
	T_EQ(seats(), before + s.seated);
	T_EQ(read_manager(), manager);
	api_free();
}

/* As many as there should be, and none that still ends what it was doing. */
static bool
is_whole(void)
{
	pid_t pids[64];

	for (int ms = 0; ms < WAIT_MS; ms += STEP_MS) {
		if (workers(pids, NITEMS(pids)) == whole)
			return true;
		usleep(STEP_MS * 1000);
	}
	return false;
}

static void
a_killed_worker_is_replaced(void)
{
	struct sum s = { 0, 0, 0 };
	pid_t new[64], child;

	T_TRUE(whole >= KILLS - 1);
	T_TRUE(is_whole());
	child = fork();
	if (child == 0) {
		for (size_t i = 0; i < KILLS; i++) {
			size_t k = workers(new, NITEMS(new));

			if (k > 0)
				kill(new[i % k], SIGKILL);
			usleep(PAUSE_MS * 1000);
		}
		_exit(0);
	}
	T_EQ(load_during(child, &s), 0);
	T_SAY(s.lost <= KILLS, "%ld requests were lost of %d killed workers",
	    s.lost, KILLS);
	T_TRUE(is_whole());
	s.lost = 0;
	for (int i = 0; i < 10; i++)
		load(&s);
	T_EQ(s.lost, 0);
	api_free();
}

static void
prepare(void)
{
	static struct student students[NITEMS(tokens)];
	const char *run = getenv("LYCEUM_RUN");
	pid_t pids[64];

	if (run == NULL) {
		fprintf(stderr, "LYCEUM_RUN must name the sockets' folder\n");
		exit(2);
	}
	pid_file = keep(api_format("%s/courses.pid", run));
	manager = read_manager();
	whole = workers(pids, NITEMS(pids));
	course = keep(course_made("{\"capacity\":500}"));
	ntokens = api_students(students, NITEMS(students));
	for (size_t i = 0; i < ntokens; i++)
		tokens[i] = keep(students[i].token);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "reload", a_reload_loses_nothing },
		{ "kill", a_killed_worker_is_replaced },
		CU_TEST_INFO_NULL,
	};

	api_start();
	prepare();
	return suite_run("reload", tests);
}
