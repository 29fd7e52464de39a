#include "core.h"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <time.h>
#include <unistd.h>

#include "app.h"
#include "arena.h"
#include "log.h"
#include "metric.h"
#include "num.h"
#include "pool.h"

#define USAGE	2
#define WHY_MAX	1024
#define NAME_MAX_LEN	31

struct options {
	const char	*config, *pool;
	int		 workers;	/* 0: as configured */
	bool		 check;
	int		 done;		/* exit status; -1: go on */
};

static void
print_help(const struct app *app)
{
	printf("usage: %s [--config FILE] [--pool NAME] [--workers N]\n"
	    "       %s --describe | --check | --help | --version\n\n"
	    "The FastCGI service \"%s\": a pool of worker processes.\n\n"
	    "  --config FILE  settings, key = value\n"
	    "  --pool NAME    its socket, and its section of FILE (%s)\n"
	    "  --workers N    how many processes\n"
	    "  --describe     print the routes, for the build and the docs\n"
	    "  --check        would it start with these settings?\n\n"
	    "SIGTERM ends it once all who wait are answered, SIGHUP runs it\n"
	    "anew without losing a request.\n\nSettings (also in the "
	    "environment, as LYCEUM_WORKERS and so on):\n",
	    app->name, app->name, app->name, app->name);
	conf_print_help(stdout);
}

static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n > 0 && n <= NAME_MAX_LEN && s[n] == '\0';
}

static bool
set_workers(struct options *o, const char *text)
{
	int64_t n;

	if (!num_read(text, 1, POOL_WORKERS_MAX, &n))
		return false;
	o->workers = (int)n;
	return true;
}

static int
usage(const struct app *app, const char *what)
{
	fprintf(stderr, "%s: %s; see --help\n", app->name, what);
	return USAGE;
}

static struct options
read_options(int argc, char **argv, const struct app *app)
{
	static const struct option names[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "pool", required_argument, NULL, 'p' },
		{ "workers", required_argument, NULL, 'w' },
		{ "describe", no_argument, NULL, 'd' },
		{ "check", no_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 }
	};
	struct options o = { .pool = app->name, .done = -1 };
	int c;

	optind = 0;
	while (o.done < 0 &&
	    (c = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (c == 'c')
			o.config = optarg;
		else if (c == 'p' && is_name(optarg))
			o.pool = optarg;
		else if (c == 'w' && set_workers(&o, optarg))
			continue;
		else if (c == 'd')
			o.done = app->describe == NULL ? 0 :
			    app->describe(stdout);
		else if (c == 'k')
			o.check = true;
		else if (c == 'h' || c == 'v')
			o.done = c;
		else
			o.done = usage(app, c == '?' ? "no such option" :
			    c == 'p' ? "not a name for a pool" :
			    "not a number of workers");
	}
	if (o.done < 0 && optind < argc)
		o.done = usage(app, "too many arguments");
	return o;
}

/* A path that an exec finds again, also after a new binary was put there. */
static char *
own_path(struct arena *a, char *name)
{
	char dir[PATH_MAX];
	ssize_t n;

	if (name[0] == '/')
		return name;
	if (strchr(name, '/') != NULL && getcwd(dir, sizeof(dir)) != NULL)
		return arena_printf(a, "%s/%s", dir, name);
	n = readlink("/proc/self/exe", dir, sizeof(dir));
	return n > 0 ? arena_strndup(a, dir, (size_t)n) : name;
}

static char **
own_argv(struct arena *a, int argc, char **argv)
{
	char **v = arena_alloc(a, ((size_t)argc + 1) * sizeof(*v));

	for (int i = 0; i < argc; i++)
		v[i] = argv[i];
	v[0] = own_path(a, argv[0]);
	return v;
}

/* The binary's date stands for that of the build, which is reproducible. */
static void
show_info(const struct config *c, const char *binary)
{
	char date[16] = "";
	struct stat st;
	struct tm tm;

	if (stat(binary, &st) == 0 && gmtime_r(&st.st_mtime, &tm) != NULL)
		strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	metric_clear(METRIC_uems_application_info);
	metric_set(metric_at(uems_application_info, c->version,
	    c->environment, date), 1);
}

/* Without the shared file the pool serves, and counts for itself. */
static void
open_metrics(const struct config *c, const char *binary)
{
	char why[WHY_MAX];

	if (!metric_open(c->metrics_file, why, sizeof(why)))
		log_error("metrics", "The metrics file cannot be used",
		    KV("reason", why));
	show_info(c, binary);
}

static int
run(const struct app *app, struct config *c, const struct options *o,
    char **argv)
{
	enum log_level level;
	char why[WHY_MAX] = "it will not start";

	if (o->workers > 0)
		c->workers = o->workers;
	if (!log_level_of(c->log_level, &level)) {
		fprintf(stderr, "%s: log_level: %s is none\n", app->name,
		    c->log_level);
		return 1;
	}
	log_open(o->check ? NULL : c->log_socket, c->pool, level);
	if (!o->check)
		open_metrics(c, argv[0]);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (app->prepare != NULL && !app->prepare(c, why, sizeof(why))) {
		fprintf(stderr, "%s: %s\n", app->name, why);
		log_critical("prepare", why);
		log_flush();
		return 1;
	}
	return o->check ? 0 : pool_run(app, c, argv);
}

int
app_main(int argc, char **argv, const struct app *app)
{
	struct options o = read_options(argc, argv, app);
	struct arena arena = { 0 };
	char why[WHY_MAX];
	struct config c;
	int status = 1;

	if (o.done == 'v')
		printf("%s %s\n", app->name, conf_version());
	if (o.done == 'h')
		print_help(app);
	if (o.done >= 0)
		return o.done == 'h' || o.done == 'v' ? 0 : o.done;
	pool_block_signals();
	if (!conf_load(&c, &arena, o.config, o.pool, why, sizeof(why)))
		fprintf(stderr, "%s: %s\n", app->name, why);
	else
		status = run(app, &c, &o, own_argv(&arena, argc, argv));
	metric_close();
	arena_free(&arena);
	return status;
}
