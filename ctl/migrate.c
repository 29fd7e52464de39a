#include "core.h"

#include <sys/wait.h>

#include <errno.h>
#include <unistd.h>

#include "copy.h"
#include "ctl.h"
#include "plan.h"

#define OUTPUT_MAX	(64 * 1024)
#define CANNOT_RUN	127

struct migration {
	struct ctl	*ctl;
	const char	*dir, *superuser;
	struct copy	*db;
	struct plan	 plan;
};

/* ---- What needs a superuser */

static char *
read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "re");
	char *s = arena_alloc(a, OUTPUT_MAX);
	size_t n = f == NULL ? 0 : fread(s, 1, OUTPUT_MAX - 1, f);

	if (f != NULL)
		fclose(f);
	return n == 0 || n == OUTPUT_MAX - 1 ? NULL : s;
}

/* The cluster's superuser by its usual names, or whoever is asking. */
static struct copy *
open_superuser(const struct migration *m, char *why, size_t size)
{
	const char *const usual[] = { "postgres", "lyceum", NULL };
	struct copy *db = NULL;

	if (m->superuser != NULL)
		return copy_open(m->ctl->conf.database, m->superuser, why,
		    size);
	for (size_t i = 0; db == NULL && i < NITEMS(usual); i++) {
		db = copy_open(m->ctl->conf.database, usual[i], why, size);
		if (db != NULL && copy_ask(db, "show is_superuser", NULL, 0) &&
		    strcmp(copy_at(db, 0, 0), "on") == 0)
			break;
		copy_close(db);
		db = NULL;
	}
	return db;
}

static int
make_roles(struct migration *m, const char *missing)
{
	const char *path = arena_printf(&m->ctl->arena, "%s/roles.sql",
	    m->dir);
	const char *sql = read_file(&m->ctl->arena, path);
	char why[COPY_WHY_MAX];
	struct copy *db;

	if (sql == NULL)
		return ctl_fail(m->ctl, "%s cannot be read; say --sql DIR",
		    path);
	db = open_superuser(m, why, sizeof(why));
	if (db == NULL)
		return ctl_fail(m->ctl, "%s; have a superuser run psql -d "
		    "DATABASE -f %s", missing, path);
	if (!copy_run(db, sql))
		return ctl_db_failed(m->ctl, db, path);
	copy_close(db);
	ctl_step_done("roles and extensions made");
	return CTL_OK;
}

static int
ready_roles(struct migration *m)
{
	char why[COPY_WHY_MAX];
	const char *missing;
	int status;

	m->db = copy_open(m->ctl->conf.database, CTL_OWNER, why, sizeof(why));
	if (m->db == NULL && strstr(why, "role \"") == NULL &&
	    strstr(why, "authentication failed") == NULL)
		return ctl_fail(m->ctl, "%s; %s", why, ctl_todo(why));
	missing = m->db == NULL ? why : plan_missing(&m->ctl->arena, m->db);
	if (missing == NULL)
		return CTL_OK;
	if (m->db != NULL)
		missing = arena_printf(&m->ctl->arena,
		    "the database lacks %s", missing);
	status = make_roles(m, missing);
	copy_close(m->db);
	m->db = status == CTL_OK ? ctl_db(m->ctl) : NULL;
	return m->db == NULL ? CTL_FAILED : CTL_OK;
}

/* ---- sqitch */

static void
put_environment(const char *name, const char *value)
{
	setenv(name, value, 1);
}

/* Nobody's own configuration of sqitch has a say in ours. */
static void
run_sqitch(const struct migration *m, const struct project *p, int out)
{
	const char *dir = arena_printf(&m->ctl->arena, "%s/%s", m->dir,
	    p->name);

	copy_environment(m->db, put_environment);
	setenv("SQITCH_SYSTEM_CONFIG", "/dev/null", 1);
	setenv("SQITCH_USER_CONFIG", "/dev/null", 1);
	setenv("SQITCH_FULLNAME", "lyceumctl", 0);
	setenv("SQITCH_EMAIL", "lyceumctl@localhost", 0);
	setenv("LC_ALL", "C.UTF-8", 1);
	if (dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
		execlp("sqitch", "sqitch", "--no-pager", "--chdir", dir,
		    "deploy", "--verify", "db:pg:", (char *)NULL);
	_exit(CANNOT_RUN);
}

/* All that it said, cut at the end, and how it ended. */
static int
wait_sqitch(pid_t pid, int fd, char *said, size_t size)
{
	char rest[1024];
	size_t n = 0;
	ssize_t got;
	int status;

	do {
		got = n + 1 < size ? read(fd, said + n, size - 1 - n) :
		    read(fd, rest, sizeof(rest));
		if (got > 0 && n + 1 < size)
			n += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	said[n] = '\0';
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return CANNOT_RUN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int
deploy(struct migration *m, const struct project *p)
{
	size_t n = p->planned - p->deployed;
	char *said = arena_alloc(&m->ctl->arena, OUTPUT_MAX);
	int fd[2], rc;
	pid_t pid;

	ctl_step("%-11s %zu changes ...", p->name, n);
	if (pipe(fd) != 0 || (pid = fork()) < 0)
		return ctl_fail(m->ctl, "sqitch cannot be started: %s",
		    strerror(errno));
	if (pid == 0) {
		close(fd[0]);
		run_sqitch(m, p, fd[1]);
	}
	close(fd[1]);
	rc = wait_sqitch(pid, fd[0], said, OUTPUT_MAX);
	close(fd[0]);
	if (rc == CANNOT_RUN)
		return ctl_fail(m->ctl, "sqitch cannot be run; apt-get install "
		    "sqitch libdbd-pg-perl");
	if (rc != 0) {
		ctl_step_done("%s", said);
		return ctl_fail(m->ctl, "the migration of %s failed; what was "
		    "deployed before stays, and the next migrate goes on there",
		    p->name);
	}
	ctl_step_done("%-11s %zu change%s", p->name, n, n == 1 ? "" : "s");
	return CTL_OK;
}

/* ---- The command */

static int
show_status(const struct migration *m)
{
	for (size_t i = 0; i < PLAN_PROJECTS; i++) {
		const struct project *p = &m->plan.project[i];

		printf("%-11s %3zu of %3zu deployed", p->name, p->deployed,
		    p->planned);
		for (size_t k = p->deployed; k < p->planned; k++)
			printf("%s %s", k == p->deployed ? "; waits:" : ",",
			    p->change[k].name);
		if (p->stranger != NULL)
			printf("; not in the plan: %s", p->stranger);
		if (p->edited != NULL)
			printf("; edited since it was deployed: %s",
			    p->edited);
		putchar('\n');
	}
	return plan_pending(&m->plan) > 0 || plan_astray(&m->plan) != NULL ?
	    CTL_FAILED : CTL_OK;
}

static int
deploy_all(struct migration *m)
{
	const struct project *p = plan_astray(&m->plan);
	int status = CTL_OK;

	if (p != NULL)
		return ctl_fail(m->ctl, "the database has the change %s:%s, "
		    "which the plan in %s does not have there; is this "
		    "lyceumctl older than the database?", p->name,
		    p->stranger, m->dir);
	p = plan_edited(&m->plan);
	if (p != NULL)
		fprintf(stderr, "lyceumctl: warning: %s:%s was edited after it "
		    "was deployed; the database does not have the edit\n",
		    p->name, p->edited);
	if (plan_pending(&m->plan) == 0) {
		ctl_step_done("the database is up to date");
		return CTL_OK;
	}
	for (size_t i = 0; status == CTL_OK && i < PLAN_PROJECTS; i++) {
		p = &m->plan.project[i];
		if (p->deployed < p->planned)
			status = deploy(m, p);
	}
	return status;
}

static int
migrate(struct migration *m, bool only_status)
{
	int status;

	if (only_status) {
		m->db = ctl_db(m->ctl);
		if (m->db == NULL)
			return CTL_FAILED;
	} else {
		status = ready_roles(m);
		if (status != CTL_OK)
			return status;
	}
	if (!plan_compare(&m->plan, &m->ctl->arena, m->db, m->dir))
		return ctl_fail(m->ctl, "what is deployed cannot be read: %s",
		    copy_error(m->db));
	return only_status ? show_status(m) : deploy_all(m);
}

int
cmd_migrate(struct ctl *c, char **argv)
{
	struct migration *m = arena_alloc(&c->arena, sizeof(*m));
	bool only_status = false;
	char why[512];
	const struct opt opts[] = {
		{ "status", NULL, "say what is deployed and what waits; exit "
		    "status 1 if something does", NULL, &only_status },
		{ "sql", "DIR", "the migrations (" PKGDATADIR "/sql)",
		    &m->dir, NULL },
		{ "superuser", "ROLE", "who makes the roles (postgres or "
		    "lyceum)", &m->superuser, NULL },
	};
	int status;

	m->ctl = c;
	m->dir = PKGDATADIR "/sql";
	if (!opt_read(c, argv, opts, NITEMS(opts)) || !ctl_conf(c))
		return c->status;
	if (!plan_read(&m->plan, &c->arena, m->dir, why, sizeof(why)))
		return ctl_fail(c, "%s; say --sql DIR", why);
	status = migrate(m, only_status);
	copy_close(m->db);
	return status;
}
