#include "core.h"

#include <unistd.h>

#include "../cgi/auth/auth.h"
#include "../cgi/beacon/beacon.h"
#include "copy.h"
#include "../cgi/courses/courses.h"
#include "ctl.h"
#include "../cgi/grades/grades.h"
#include "../cgi/payments/payments.h"

static const struct service *const services[] = {
	&auth_service, &courses_service, &grades_service, &beacon_service,
	&payments_service,
};

const struct service *const *
ctl_services(size_t *n)
{
	*n = NITEMS(services);
	return services;
}

/* ---- Words */

static bool stepping;	/* a line on the terminal is not ended */

static void
end_step(void)
{
	if (stepping)
		fputs("\r\033[K", stdout);
	stepping = false;
	fflush(stdout);
}

int
ctl_fail(const struct ctl *c, const char *format, ...)
{
	va_list ap;

	(void)c;
	end_step();
	va_start(ap, format);
	fputs("lyceumctl: ", stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	return CTL_FAILED;
}

int
ctl_usage(const struct ctl *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fputs("lyceumctl: ", stderr);
	vfprintf(stderr, format, ap);
	fprintf(stderr, "; see lyceumctl %s --help\n", c->command->name);
	va_end(ap);
	return CTL_USAGE;
}

void
ctl_step(const char *format, ...)
{
	va_list ap;

	if (!isatty(STDOUT_FILENO))
		return;
	end_step();
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	fflush(stdout);
	stepping = true;
}

void
ctl_step_done(const char *format, ...)
{
	va_list ap;

	end_step();
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

/* ---- Settings and the database */

bool
ctl_conf(struct ctl *c)
{
	char why[1024];

	if (c->conf.pool != NULL)
		return true;
	if (conf_load(&c->conf, &c->arena, c->config, "lyceumctl", why,
	    sizeof(why)))
		return true;
	c->conf.pool = NULL;
	c->status = ctl_fail(c, "%s", why);
	return false;
}

const char *
ctl_todo(const char *why)
{
	if (strstr(why, "authentication failed") != NULL)
		return "run as a user whom pg_ident.conf lets be that role";
	if (strstr(why, "role \"") != NULL)
		return "lyceumctl migrate makes the roles";
	if (strstr(why, "database \"") != NULL)
		return "make it: createdb -T template0 -E UTF8 NAME";
	if (strstr(why, "too many") != NULL ||
	    strstr(why, "remaining connection") != NULL)
		return "raise max_connections in postgresql.conf";
	return "start PostgreSQL, or correct the setting database";
}

struct copy *
ctl_db(struct ctl *c)
{
	char why[COPY_WHY_MAX];
	struct copy *db;

	if (!ctl_conf(c))
		return NULL;
	db = copy_open(c->conf.database, CTL_OWNER, why, sizeof(why));
	if (db == NULL)
		c->status = ctl_fail(c, "%s; %s", why, ctl_todo(why));
	return db;
}

/* A table that is not there, or a right, means that migrations are due. */
int
ctl_db_failed(const struct ctl *c, struct copy *db, const char *what)
{
	const char *state = copy_state(db);
	bool old = strcmp(state, "42P01") == 0 ||
	    strcmp(state, "3F000") == 0 || strcmp(state, "42883") == 0 ||
	    strcmp(state, "42703") == 0;
	int status = ctl_fail(c, "%s: %s%s", what, copy_error(db),
	    old ? "; lyceumctl migrate brings the database up to date" : "");

	copy_close(db);
	return status;
}

/* ---- The school that is meant */

static const char *
no_school(struct ctl *c, const struct copy *db, const char *code)
{
	int n = copy_rows(db);

	if (code != NULL)
		c->status = ctl_fail(c, "there is no school %s; there %s %s%s",
		    code, n == 1 ? "is" : "are", n == 0 ? "none yet" :
		    copy_at(db, 0, 1), n > 1 ? " and others" : "");
	else if (n == 0)
		c->status = ctl_fail(c, "there is no school yet; lyceumctl "
		    "school create makes one");
	else
		c->status = ctl_fail(c, "there are %d schools; say --school "
		    "%s, for example", n, copy_at(db, 0, 1));
	return NULL;
}

const char *
ctl_school(struct ctl *c, struct copy *db, const char **code)
{
	if (!copy_ask(db, "select id, code from academics.schools order by "
	    "created_at, code", NULL, 0)) {
		c->status = ctl_fail(c, "the schools cannot be read: %s; "
		    "lyceumctl migrate brings the database up to date",
		    copy_error(db));
		return NULL;
	}
	for (int i = 0; i < copy_rows(db); i++)
		if (*code == NULL ? copy_rows(db) == 1 :
		    strcmp(copy_at(db, i, 1), *code) == 0) {
			*code = arena_strdup(&c->arena, copy_at(db, i, 1));
			return arena_strdup(&c->arena, copy_at(db, i, 0));
		}
	return no_school(c, db, *code);
}
