/* Metrics: counted by many processes at once, and shown as Prometheus reads. */
#include "core.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "client.h"
#include "metric.h"
#include "suite.h"

static struct arena arena;
static char file[256];

static void
reopen(const char *name)
{
	char why[128];

	metric_close();
	if (name == NULL)
		unlink(file);
	T_TRUE(metric_open(file, why, sizeof(why)));
}

static const char *
shown(void)
{
	struct buf b;

	arena_reset(&arena);
	buf_init(&b, &arena, 1 << 24);
	metric_print(&b);
	T_FALSE(b.broken);
	return buf_text(&b);
}

static bool
shows(const char *line)
{
	const char *at = strstr(shown(), line);

	return at != NULL && at[-1] == '\n' && at[strlen(line)] == '\n';
}

static size_t
read_all(const char *name, char *to, size_t size)
{
	FILE *f = fopen(name, "re");
	size_t n = f == NULL ? 0 : fread(to, 1, size - 1, f);

	to[n] = '\0';
	if (f != NULL)
		fclose(f);
	return n;
}

static void
counters(void)
{
	reopen(NULL);
	T_TRUE(shows("# TYPE http_requests_total counter"));
	T_TRUE(shows("uems_enrollment_conflicts_total 0"));
	metric_inc(http_requests_total, "GET", "/courses/{id}", "200");
	metric_inc(http_requests_total, "GET", "/courses/{id}", "200");
	metric_inc(http_requests_total, "GET", "/courses/{id}", "404");
	metric_inc(uems_enrollment_conflicts_total);
	metric_add(metric_at(uems_payments_amount_usd_total, "tuition"), 12345);
	metric_add(metric_at(uems_payments_amount_usd_total, "fee"), 300);
	T_TRUE(shows("http_requests_total{method=\"GET\","
	    "handler=\"/courses/{id}\",status=\"200\"} 2"));
	T_TRUE(shows("http_requests_total{method=\"GET\","
	    "handler=\"/courses/{id}\",status=\"404\"} 1"));
	T_TRUE(shows("uems_enrollment_conflicts_total 1"));
	T_TRUE(shows("uems_payments_amount_usd_total{"
	    "payment_type=\"tuition\"} 123.45"));
	T_TRUE(shows("uems_payments_amount_usd_total{payment_type=\"fee\"} 3"));
	T_TRUE(metric_at(http_requests_total, "GET", "/courses/{id}", "200")
	    == metric_at(http_requests_total, "GET", "/courses/{id}", "200"));
}

static void
gauges(void)
{
	struct metric_slot *s;

	reopen(NULL);
	s = metric_at(uems_active_users_total, "admin");
	T_TRUE(strstr(shown(), "\nuems_active_users_total{") == NULL);
	metric_set(s, 5);
	T_TRUE(shows("uems_active_users_total{role=\"admin\"} 5"));
	metric_add(s, -7);
	T_TRUE(shows("uems_active_users_total{role=\"admin\"} -2"));
	metric_set(s, 0);
	T_TRUE(shows("uems_active_users_total{role=\"admin\"} 0"));
	metric_set(metric_at(uems_course_capacity_utilization, "CS101"), 8750);
	metric_set(metric_at(uems_course_capacity_utilization, "CS102"), -5);
	T_TRUE(shows("uems_course_capacity_utilization{"
	    "course_code=\"CS101\"} 87.5"));
	T_TRUE(shows("uems_course_capacity_utilization{"
	    "course_code=\"CS102\"} -0.05"));
	metric_clear(METRIC_uems_course_capacity_utilization);
	T_TRUE(strstr(shown(), "CS101") == NULL);
	T_TRUE(shows("uems_active_users_total{role=\"admin\"} 0"));
	metric_set(metric_at(uems_course_capacity_utilization, "CS101"), 100);
	T_TRUE(shows("uems_course_capacity_utilization{"
	    "course_code=\"CS101\"} 1"));
}

static void
histograms(void)
{
	static const int64_t us[] = { 0, 10000, 10001, 700000, 99000000 };

	reopen(NULL);
	for (size_t i = 0; i < NITEMS(us); i++)
		metric_observe(metric_at(http_request_duration_seconds, "GET",
		    "/x"), us[i]);
#define X "http_request_duration_seconds_bucket{method=\"GET\",handler=\"/x\","
	T_TRUE(shows(X "le=\"0.01\"} 2"));
	T_TRUE(shows(X "le=\"0.05\"} 3"));
	T_TRUE(shows(X "le=\"0.5\"} 3"));
	T_TRUE(shows(X "le=\"1\"} 4"));
	T_TRUE(shows(X "le=\"2.5\"} 4"));
	T_TRUE(shows(X "le=\"10\"} 4"));
	T_TRUE(shows(X "le=\"+Inf\"} 5"));
	T_TRUE(shows("http_request_duration_seconds_sum{method=\"GET\","
	    "handler=\"/x\"} 99.720001"));
	T_TRUE(shows("http_request_duration_seconds_count{method=\"GET\","
	    "handler=\"/x\"} 5"));
	T_TRUE(shows("uems_payment_processing_duration_seconds_bucket{"
	    "le=\"+Inf\"} 0"));
	T_TRUE(shows("uems_payment_processing_duration_seconds_sum 0"));
}

static void
odd_labels(void)
{
	char much[300];

	reopen(NULL);
	memset(much, 'x', sizeof(much));
	much[sizeof(much) - 1] = '\0';
	metric_inc(uems_user_logins_total, "a\"b\\c");
	metric_inc(uems_user_logins_total, "two\nlines\x7f");
	metric_inc(uems_user_logins_total, "é\xff\xc3");
	metric_inc(uems_user_logins_total, NULL);
	metric_inc(uems_user_logins_total, much);
	T_TRUE(shows("uems_user_logins_total{role=\"a\\\"b\\\\c\"} 1"));
	T_TRUE(shows("uems_user_logins_total{role=\"two?lines?\"} 1"));
	T_TRUE(shows("uems_user_logins_total{role=\"é??\"} 1"));
	T_TRUE(shows("uems_user_logins_total{role=\"\"} 1"));
	T_TRUE(strstr(shown(), "role=\"xxxxxxxxxxxxxxxx") != NULL);
	T_TRUE(strstr(shown(), much) == NULL);
	metric_inc(uems_user_logins_total);		/* wrong number */
	metric_inc(uems_user_logins_total, "a", "b");
	T_TRUE(shows("lyceum_metric_overflow_total 2"));
}

static void
too_many_samples(void)
{
	char role[16];

	reopen(NULL);
	for (int i = 0; i < 100; i++) {
		snprintf(role, sizeof(role), "r%d", i);
		metric_inc(uems_user_logins_total, role);
	}
	T_TRUE(shows("uems_user_logins_total{role=\"r15\"} 1"));
	T_TRUE(strstr(shown(), "{role=\"r16\"}") == NULL);
	T_TRUE(shows("lyceum_metric_overflow_total 84"));
	metric_inc(uems_user_logins_total, "r3");	/* still counted */
	T_TRUE(shows("uems_user_logins_total{role=\"r3\"} 2"));
	metric_inc(uems_enrollments_total, "enrolled");	/* others, too */
	T_TRUE(shows("uems_enrollments_total{status=\"enrolled\"} 1"));
}

/* Eight processes make the same 300 samples at the same time. */
static void
many_writers(void)
{
	pid_t pids[8];
	char handler[16];

	reopen(NULL);
	for (size_t i = 0; i < NITEMS(pids); i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		reopen(file);	/* each as a pool of its own */
		for (int k = 0; k < 3000; k++) {
			snprintf(handler, sizeof(handler), "/h%d", k % 300);
			metric_inc(http_requests_total, "GET", handler, "200");
		}
		_exit(0);
	}
	for (size_t i = 0; i < NITEMS(pids); i++)
		T_EQ(waitpid(pids[i], NULL, 0), pids[i]);
	shown();
	for (int k = 0; k < 300; k++) {
		char line[128];

		snprintf(line, sizeof(line), "\nhttp_requests_total{"
		    "method=\"GET\",handler=\"/h%d\",status=\"200\"} 80\n", k);
		T_TRUE(strstr(shown(), line) != NULL);
	}
	T_TRUE(shows("lyceum_metric_overflow_total 0"));
}

/* Killed at any moment: nobody waits for them, nothing shows twice. */
static void
killed_writers(void)
{
	char handler[16];

	reopen(NULL);
	for (int i = 0; i < 60; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			for (int k = 0;; k++) {
				snprintf(handler, sizeof(handler), "/h%d",
				    k % 500);
				metric_inc(http_requests_total, "GET",
				    handler, "200");
			}
		}
		WAIT_FOR(strstr(shown(), "handler=\"/h1\"") != NULL);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	for (int k = 0; k < 500; k++) {
		char line[64];
		const char *at;

		snprintf(handler, sizeof(handler), "/h%d", k);
		metric_inc(http_requests_total, "GET", handler, "200");
		snprintf(line, sizeof(line), "{method=\"GET\",handler=\"/h%d\"",
		    k);
		at = strstr(shown(), line);
		T_TRUE(at != NULL && strstr(at + 1, line) == NULL);
	}
}

static pid_t
worker(const char *pool, const char *handler, enum metric_db db)
{
	int p[2];
	char c;
	pid_t pid;

	T_EQ(pipe(p), 0);
	pid = fork();
	if (pid == 0) {
		metric_worker_begin(pool);
		metric_busy(metric_at(http_requests_inprogress, "GET",
		    handler));
		metric_db(db);
		if (write(p[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	T_EQ(read(p[0], &c, 1), 1);
	close(p[0]);
	close(p[1]);
	return pid;
}

/* The manager is told, or has died as well: the dead count in neither case. */
static void
workers(void)
{
	pid_t a, b, c;

	reopen(NULL);
	a = worker("courses", "/slow", METRIC_DB_ACTIVE);
	b = worker("courses", "/slow", METRIC_DB_IDLE);
	c = worker("auth", "/other", METRIC_DB_IDLE);
#define SLOW "http_requests_inprogress{method=\"GET\",handler=\"/slow\"} "
	T_TRUE(shows(SLOW "2"));
	T_TRUE(shows("lyceum_workers{pool=\"courses\"} 2"));
	T_TRUE(shows("lyceum_workers{pool=\"auth\"} 1"));
	T_TRUE(shows("uems_database_connections{state=\"active\"} 1"));
	T_TRUE(shows("uems_database_connections{state=\"idle\"} 2"));
	kill(a, SIGKILL);
	waitpid(a, NULL, 0);
	metric_worker_end(a);
	T_TRUE(shows(SLOW "1"));
	kill(b, SIGKILL);
	waitpid(b, NULL, 0);
	T_TRUE(shows(SLOW "0"));
	T_TRUE(strstr(shown(), "pool=\"courses\"") == NULL);
	T_TRUE(shows("uems_database_connections{state=\"active\"} 0"));
	T_TRUE(shows("uems_database_connections{state=\"idle\"} 1"));
	kill(c, SIGKILL);
	waitpid(c, NULL, 0);
}

/* More than there is room for, over time: the places of the dead are used. */
static void
places_of_the_dead(void)
{
	pid_t pid;

	reopen(NULL);
	for (int i = 0; i < 600; i++) {
		pid = fork();
		if (pid == 0) {
			metric_worker_begin("courses");
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	pid = worker("courses", "/x", METRIC_DB_NONE);
	T_TRUE(shows("lyceum_workers{pool=\"courses\"} 1"));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void
the_file(void)
{
	struct stat st;
	char why[128];
	int fd;

	reopen(NULL);
	T_EQ(stat(file, &st), 0);
	T_EQ(st.st_mode & 0777, 0660);
	metric_inc(uems_user_logins_total, "admin");
	reopen(file);
	T_TRUE(shows("uems_user_logins_total{role=\"admin\"} 1"));
	fd = open(file, O_RDWR);		/* of another release */
	T_EQ(pwrite(fd, "other", 5, 8), 5);
	close(fd);
	reopen(file);
	T_TRUE(strstr(shown(), "role=\"admin\"") == NULL);
	metric_close();
	T_EQ(truncate(file, 100), 0);
	reopen(file);
	metric_inc(uems_user_logins_total, "admin");
	metric_close();
	T_EQ(truncate(file, 0), 0);		/* its maker died early */
	reopen(file);
	T_TRUE(shows("lyceum_metric_overflow_total 0"));
	T_FALSE(metric_open("/nonexistent/metrics", why, sizeof(why)));
	T_SAME(why, "/nonexistent/metrics: No such file or directory");
	metric_inc(uems_user_logins_total, "dev");	/* goes on as it was */
	T_TRUE(shows("uems_user_logins_total{role=\"dev\"} 1"));
}

/* Twelve open it at the same time, and each counts one. */
static void
opened_by_many(void)
{
	pid_t pids[12];
	int p[2];

	metric_close();
	T_EQ(pipe(p), 0);
	for (size_t i = 0; i < NITEMS(pids); i++) {
		char why[128], c;

		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		close(p[1]);
		if (read(p[0], &c, 1) != 0 ||
		    !metric_open(file, why, sizeof(why)))
			_exit(1);
		metric_inc(uems_user_logins_total, "admin");
		_exit(0);
	}
	close(p[0]);
	close(p[1]);		/* all go */
	for (size_t i = 0; i < NITEMS(pids); i++) {
		int status = 1;

		waitpid(pids[i], &status, 0);
		T_EQ(status, 0);
	}
	reopen(file);
	T_TRUE(shows("uems_user_logins_total{role=\"admin\"} 12"));
}

/* There is none, or another release's: one new file, all counted in it. */
static void
made_by_many(void)
{
	for (int i = 0; i < 50; i++) {
		FILE *f;

		unlink(file);
		if (i % 2 == 0) {
			f = fopen(file, "we");
			T_TRUE(f != NULL && fputs("old", f) > 0);
			fclose(f);
		}
		opened_by_many();
	}
}

/* One that comes while another makes or replaces it waits for that. */
static void
made_one_by_one(void)
{
	char why[128], mark[64], locks[65536];
	int fd, status;
	size_t n = 0;
	pid_t pid;

	reopen(NULL);
	fd = open(file, O_RDWR | O_CLOEXEC);
	T_EQ(flock(fd, LOCK_EX), 0);
	pid = fork();
	if (pid == 0) {
		close(fd);
		_exit(!metric_open(file, why, sizeof(why)));
	}
	snprintf(mark, sizeof(mark), "-> FLOCK  ADVISORY  WRITE %d ", pid);
	T_TRUE(WAIT_FOR((n = read_all("/proc/locks", locks, sizeof(locks))) > 0
	    && strstr(locks, mark) != NULL));
	T_EQ(waitpid(pid, &status, WNOHANG), 0);
	close(fd);
	T_TRUE(waitpid(pid, &status, 0) == pid && status == 0);
}

/* Prometheus's own checker has nothing to say. */
static void
promtool(void)
{
	char command[600], said[4096] = "";
	size_t n;
	FILE *f;

	if (system("command -v promtool >/dev/null 2>&1") != 0) {
		printf("(no promtool) ");
		return;
	}
	reopen(NULL);
	counters();
	metric_set(metric_at(uems_active_users_total, "admin"), 1);
	metric_inc(uems_user_logins_total, "a\"b\\c\n");
	metric_observe(metric_at(uems_database_query_duration_seconds,
	    "select", "courses"), 1234);
	snprintf(command, sizeof(command), "%s.text", file);
	f = fopen(command, "we");
	T_TRUE(f != NULL && fputs(shown(), f) >= 0 && fclose(f) == 0);
	snprintf(command, sizeof(command),
	    "promtool check metrics <%s.text 2>&1", file);
	f = popen(command, "r");
	n = fread(said, 1, sizeof(said) - 1, f);
	said[n] = '\0';
	pclose(f);
	T_SAME(said, "");
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "counters", counters },
		{ "gauges", gauges },
		{ "histograms", histograms },
		{ "odd labels", odd_labels },
		{ "too many samples", too_many_samples },
		{ "many writers", many_writers },
		{ "killed writers", killed_writers },
		{ "workers", workers },
		{ "places of the dead", places_of_the_dead },
		{ "the file", the_file },
		{ "made by many", made_by_many },
		{ "made one by one", made_one_by_one },
		{ "promtool", promtool },
		CU_TEST_INFO_NULL,
	};
	char *folder = suite_folder();
	int status;

	snprintf(file, sizeof(file), "%s/metrics", folder);
	status = suite_run("metric", tests);
	metric_close();
	arena_free(&arena);
	suite_folder_remove(folder);
	return status;
}
