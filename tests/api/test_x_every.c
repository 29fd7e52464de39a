/*
 * The rule of the other tests, kept by this one, which runs after them: every
 * route of every service has answered well at least once, every refusal that
 * its row names has been met, and no worker has died of it.
 */
#include "core.h"
#include <unistd.h>
#include "api/api.h"
#include "api/bodies.h"
#include "err.h"
#include "route.h"
#include "unit/suite.h"

#define WAIT_MS 20000
#define STEP_MS 20

/* What the tests of the outage (test_z_outage.sh) meet, after this one. */
static const enum err later[] = { ERR_DB };

/* What any route may answer. */
static const enum err common[] = {
	ERR_MALFORMED, ERR_BAD_JSON, ERR_SIGN_IN, ERR_TOKEN, ERR_FORBIDDEN,
	ERR_CSRF, ERR_NOT_FOUND, ERR_METHOD, ERR_STALE, ERR_TOO_LARGE,
	ERR_MEDIA_TYPE, ERR_INVALID, ERR_KEY_REUSED, ERR_RATE,
};

/* "POST /courses code_taken", sorted: every request that failed. */
static char **met;
static size_t nmet;

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
add(const char *text)
{
	if (nmet % 1024 == 0)
		met = realloc(met, (nmet + 1024) * sizeof(*met));
	if (met == NULL || (met[nmet++] = strdup(text)) == NULL)
		abort();
}

static void
read_line(const char *line)
{
	json_t *o = json_loads(line, 0, NULL);
	const char *method = json_string_value(json_object_get(o, "method"));
	const char *handler = json_string_value(json_object_get(o,
	    "handler"));
	const char *slug = json_string_value(json_object_get(o,
	    "error_type"));

	if (method != NULL && handler != NULL && slug != NULL) {
		add(api_format("%s %s %s", method, handler, slug));
		add(slug);
	}
	json_decref(o);
	api_free();
}

/* Until a line names this request; false if none does in time. */
static bool
read_until(FILE *f, const char *id)
{
	char *line = NULL;
	size_t room = 0;
	int ms = 0;
	bool found = false;

	while (!found && ms < WAIT_MS) {
		ssize_t n = getline(&line, &room, f);

		if (n <= 0 || line[n - 1] != '\n') {
			fseek(f, n > 0 ? -n : 0, SEEK_CUR);
			usleep(STEP_MS * 1000);
			ms += STEP_MS;
			continue;
		}
		found = strstr(line, id) != NULL;
		if (strstr(line, "\"error_type\"") != NULL)
			read_line(line);
	}
	free(line);
	return found;
}

/*
 * From where the log was when the tests began, to a request of now: it is
 * written by the dozen, a while after the answer.
 */
static int
read_log(void)
{
	const char *dir = getenv("LYCEUM_LOG"), *from = getenv(
	    "LYCEUM_LOG_START");
	FILE *f = dir == NULL ? NULL : fopen(api_format("%s/lyceum.jsonl",
	    dir), "re");
	char *last;
	bool all;

	if (f == NULL) {
		fprintf(stderr, "LYCEUM_LOG must name the logs' folder\n");
		return -1;
	}
	if (from != NULL)
		fseek(f, strtol(from, NULL, 10), SEEK_SET);
	last = strdup(reply_header(api_get(NULL, "/courses"), "X-Request-ID"));
	all = last != NULL && *last != '\0' && read_until(f, last);
	free(last);
	fclose(f);
	if (!all)
		fprintf(stderr, "the log does not name the last request\n");
	qsort(met, nmet, sizeof(*met), by_text);
	return all ? 0 : -1;
}

static bool
was_met(const char *text)
{
	return nmet > 0 && bsearch(&text, met, nmet, sizeof(*met), by_text) !=
	    NULL;
}

/* ---- Metrics: as they are, and as they were when the tests began */

static char *now, *before;

static char *
read_all(const char *path)
{
	FILE *f = path == NULL ? NULL : fopen(path, "re");
	char *text = NULL;
	size_t room = 0;

	if (f == NULL || getdelim(&text, &room, '\0', f) < 0)
		text = strdup("");
	if (f != NULL)
		fclose(f);
	if (text == NULL)
		abort();
	return text;
}

/* Of all samples of a metric whose labels hold each of two texts. */
static long
sum_in(const char *text, const char *name, const char *a, const char *b)
{
	size_t n = strlen(name);
	long sum = 0;

	for (const char *p = text; p != NULL; p = strchr(p, '\n')) {
		const char *end, *in_a, *in_b;

		p += *p == '\n';
		if (strncmp(p, name, n) != 0 || p[n] != '{')
			continue;
		end = strstr(p, "\"} ");	/* a path has braces too */
		in_a = strstr(p, a);
		in_b = strstr(p, b);
		if (end != NULL && in_a != NULL && in_a < end &&
		    in_b != NULL && in_b < end)
			sum += strtol(end + 3, NULL, 10);
	}
	return sum;
}

static long
grown(const char *name, const char *a, const char *b)
{
	return sum_in(now, name, a, b) - sum_in(before, name, a, b);
}

/* ---- Successes */

static bool
answered_well(const struct route *rt)
{
	const char *which = api_format("method=\"%s\",handler=\"%s\",",
	    method_name(rt->method), rt->path);

	return grown("http_requests_total", which, "status=\"2") > 0 ||
	    grown("http_requests_total", which, "status=\"303") > 0;
}

static void
every_route_answers_well(void)
{
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++)
			T_SAY(services[s]->routes[i].flags & R_GRPC ||
			    answered_well(&services[s]->routes[i]),
			    "no test has a good answer of %s %s (%s)",
			    method_name(services[s]->routes[i].method),
			    services[s]->routes[i].path, services[s]->name);
	api_free();
}

/* ---- Refusals */

static bool
is_later(enum err e)
{
	for (size_t i = 0; i < NITEMS(later); i++)
		if (later[i] == e)
			return true;
	return false;
}

static void
refusals_of(const struct route *rt)
{
	for (size_t i = 0; i < ROUTE_FAILS_MAX; i++) {
		const char *what;

		if (rt->fails[i] == OK || is_later(rt->fails[i]))
			continue;
		what = api_format("%s %s %s", method_name(rt->method),
		    rt->path, err_info(rt->fails[i])->slug);
		T_SAY(was_met(what), "no test has met %s", what);
	}
}

static void
every_refusal_has_been_met(void)
{
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++)
			refusals_of(&services[s]->routes[i]);
	for (size_t i = 0; i < NITEMS(common); i++)
		T_SAY(was_met(err_info(common[i])->slug),
		    "no test has met %s", err_info(common[i])->slug);
	api_free();
}

/* ---- What must not be */

static void
nothing_of_ours_went_wrong(void)
{
	T_SAY(!was_met(err_info(ERR_BUG)->slug), "a request ended with 500");
	T_SAY(!was_met(err_info(ERR_DB)->slug), "a request lost its database");
	api_free();
}

static void
no_worker_died(void)
{
	static const char *const reasons[] = { "signal", "error", "deadline",
	    "no_start" };

	for (size_t i = 0; i < NITEMS(reasons); i++)
		T_SAY(grown("lyceum_worker_restarts_total", "pool=",
		    api_format("reason=\"%s\"", reasons[i])) == 0,
		    "workers have ended with %s", reasons[i]);
	T_EQ(grown("lyceum_log_drops_total", "pool=", ""), 0);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "routes", every_route_answers_well },
		{ "refusals", every_refusal_has_been_met },
		{ "nothing of ours", nothing_of_ours_went_wrong },
		{ "workers", no_worker_died },
		CU_TEST_INFO_NULL,
	};

	api_start();
	if (read_log() != 0)
		return 2;
	before = read_all(getenv("LYCEUM_METRICS_START"));
	now = strdup(api(&(struct ask){ .method = "GET", .path = "/metrics" })
	    ->body);
	if (now == NULL)
		abort();
	api_free();
	return suite_run("every", tests);
}
