#include "core.h"

#include <libpq-fe.h>
#include <time.h>

#include "copy.h"

#define BLOCK	((size_t)128 * 1024)	/* of a COPY, sent at once */
#define ROOM	64u			/* for one number or one time */

struct copy {
	PGconn		*conn;
	PGresult	*res;
	bool		 failed, streaming;
	char		 error[COPY_WHY_MAX], state[8], constraint[64];
	size_t		 n;
	bool		 first;		/* the next field begins a row */
	int64_t		 day;		/* the last one written: day_text */
	char		 day_text[16];
	char		 block[BLOCK];
};

/* ---- Failures */

/* libpq's words have a newline at the end, and sometimes further lines. */
static void
one_line(char *out, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n + 1 < size; text++) {
		bool blank = *text == '\n' || *text == '\t' || *text == ' ';

		if (!blank)
			out[n++] = *text;
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

static const char *
field_of(const PGresult *res, int code)
{
	const char *s = res == NULL ? NULL : PQresultErrorField(res, code);

	return s == NULL ? "" : s;
}

/* What SQL refuses for reasons of ours has its words in the detail. */
static bool
failed(struct copy *c, const PGresult *res)
{
	const char *primary = field_of(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = field_of(res, PG_DIAG_MESSAGE_DETAIL);
	char text[COPY_WHY_MAX];

	if (c->failed)
		return false;
	c->failed = true;
	snprintf(c->state, sizeof(c->state), "%s",
	    field_of(res, PG_DIAG_SQLSTATE));
	snprintf(c->constraint, sizeof(c->constraint), "%s",
	    field_of(res, PG_DIAG_CONSTRAINT_NAME));
	if (primary[0] == '\0')
		primary = PQerrorMessage(c->conn);
	if (strcmp(c->state, "LY001") == 0 && detail[0] != '\0')
		snprintf(text, sizeof(text), "%s", detail);
	else
		snprintf(text, sizeof(text), "%s%s%s%s", primary,
		    detail[0] == '\0' ? "" : " (", detail,
		    detail[0] == '\0' ? "" : ")");
	one_line(c->error, sizeof(c->error), text);
	return false;
}

bool
copy_ok(const struct copy *c)
{
	return !c->failed;
}

const char *
copy_error(const struct copy *c)
{
	return c->error;
}

const char *
copy_state(const struct copy *c)
{
	return c->state;
}

const char *
copy_constraint(const struct copy *c)
{
	return c->constraint;
}

void
copy_forgive(struct copy *c)
{
	if (PQtransactionStatus(c->conn) != PQTRANS_IDLE)
		PQclear(PQexec(c->conn, "rollback"));
	c->failed = false;
	c->error[0] = c->state[0] = c->constraint[0] = '\0';
}

/* ---- The connection */

static void
silence(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

struct copy *
copy_open(const char *conninfo, const char *user, char *why, size_t size)
{
	const char *const names[] = { "dbname", "fallback_application_name",
	    "client_encoding", "connect_timeout", "user", NULL };
	const char *const values[] = { conninfo, "lyceumctl", "UTF8", "5",
	    user, NULL };
	struct copy *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		snprintf(why, size, "out of memory");
		return NULL;
	}
	c->conn = PQconnectdbParams(names, values, 1);
	if (PQstatus(c->conn) != CONNECTION_OK) {
		one_line(why, size, PQerrorMessage(c->conn));
		copy_close(c);
		return NULL;
	}
	PQsetNoticeReceiver(c->conn, silence, NULL);
	return c;
}

void
copy_close(struct copy *c)
{
	if (c == NULL)
		return;
	PQclear(c->res);
	PQfinish(c->conn);
	free(c);
}

void
copy_environment(const struct copy *c,
    void (*fn)(const char *name, const char *value))
{
	PQconninfoOption *all = PQconninfo(c->conn);

	for (PQconninfoOption *o = all; o != NULL && o->keyword != NULL; o++)
		if (o->envvar != NULL && o->val != NULL && o->val[0] != '\0')
			fn(o->envvar, o->val);
	PQconninfoFree(all);
}

/* ---- Statements */

static bool
take(struct copy *c, PGresult *res)
{
	ExecStatusType s = PQresultStatus(res);

	PQclear(c->res);
	c->res = res;
	if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK ||
	    s == PGRES_COPY_IN)
		return true;
	return failed(c, res);
}

bool
copy_run(struct copy *c, const char *sql)
{
	return !c->failed && take(c, PQexec(c->conn, sql));
}

bool
copy_ask(struct copy *c, const char *sql, const char *const *params, int n)
{
	return !c->failed && take(c, PQexecParams(c->conn, sql, n, NULL,
	    params, NULL, NULL, 0));
}

int
copy_rows(const struct copy *c)
{
	return c->failed ? 0 : PQntuples(c->res);
}

int
copy_affected(const struct copy *c)
{
	return c->failed ? 0 :
	    (int)strtol(PQcmdTuples(c->res), NULL, 10);
}

const char *
copy_at(const struct copy *c, int row, int column)
{
	if (row >= copy_rows(c) || column >= PQnfields(c->res) ||
	    PQgetisnull(c->res, row, column))
		return NULL;
	return PQgetvalue(c->res, row, column);
}

int64_t
copy_number(const struct copy *c, int row, int column)
{
	const char *s = copy_at(c, row, column);

	return s == NULL ? 0 : strtoll(s, NULL, 10);
}

/* ---- COPY */

bool
copy_begin(struct copy *c, const char *into)
{
	char sql[1024];
	int n = snprintf(sql, sizeof(sql), "copy %s from stdin", into);

	if (n < 0 || (size_t)n >= sizeof(sql))
		abort();
	c->streaming = copy_run(c, sql);
	c->first = true;
	c->n = 0;
	return c->streaming;
}

static void
flush(struct copy *c)
{
	if (c->streaming && !c->failed && c->n > 0 &&
	    PQputCopyData(c->conn, c->block, (int)c->n) != 1)
		failed(c, NULL);
	c->n = 0;
}

static void
put(struct copy *c, const char *s, size_t n)
{
	while (n > 0) {
		size_t part = BLOCK - c->n < n ? BLOCK - c->n : n;

		memcpy(c->block + c->n, s, part);
		c->n += part;
		s += part;
		n -= part;
		if (c->n == BLOCK)
			flush(c);
	}
}

/* At least ROOM bytes follow without a flush between. */
static char *
next_field(struct copy *c)
{
	if (c->n + ROOM + 1 > BLOCK)
		flush(c);
	if (!c->first)
		c->block[c->n++] = '\t';
	c->first = false;
	return c->block + c->n;
}

void
copy_text(struct copy *c, const char *s)
{
	next_field(c);
	if (s == NULL) {
		put(c, "\\N", 2);
		return;
	}
	while (*s != '\0') {
		size_t n = strcspn(s, "\\\t\n\r");

		put(c, s, n);
		s += n;
		if (*s == '\0')
			break;
		put(c, *s == '\\' ? "\\\\" : *s == '\t' ? "\\t" :
		    *s == '\n' ? "\\n" : "\\r", 2);
		s++;
	}
}

void
copy_int(struct copy *c, int64_t v)
{
	char *at = next_field(c);

	c->n += (size_t)snprintf(at, ROOM, "%" PRId64, v);
}

void
copy_decimal(struct copy *c, int64_t v, unsigned digits)
{
	char *at = next_field(c);
	int64_t one = 1;

	for (unsigned i = 0; i < digits; i++)
		one *= 10;
	c->n += (size_t)snprintf(at, ROOM, "%s%" PRId64 ".%0*" PRId64,
	    v < 0 ? "-" : "", (v < 0 ? -v : v) / one, (int)digits,
	    (v < 0 ? -v : v) % one);
}

void
copy_bool(struct copy *c, bool v)
{
	next_field(c);
	put(c, v ? "t" : "f", 1);
}

/* Rows of one table are mostly of the same few days. */
static void
set_day(struct copy *c, int64_t day)
{
	time_t t = (time_t)(day * 86400);
	struct tm tm;

	if (c->day == day && c->day_text[0] != '\0')
		return;
	gmtime_r(&t, &tm);
	strftime(c->day_text, sizeof(c->day_text), "%Y-%m-%d", &tm);
	c->day = day;
}

void
copy_time(struct copy *c, int64_t ms)
{
	int64_t day = ms / 86400000, rest = ms % 86400000;
	char *at;

	if (ms <= 0) {
		copy_text(c, NULL);
		return;
	}
	at = next_field(c);
	set_day(c, day);
	c->n += (size_t)snprintf(at, ROOM, "%s %02d:%02d:%02d.%03d+00",
	    c->day_text, (int)(rest / 3600000), (int)(rest / 60000 % 60),
	    (int)(rest / 1000 % 60), (int)(rest % 1000));
}

void
copy_row(struct copy *c)
{
	put(c, "\n", 1);
	c->first = true;
}

/* The server's verdict comes with the result behind the end. */
int64_t
copy_end(struct copy *c)
{
	PGresult *res;

	flush(c);
	if (!c->streaming)
		return -1;
	c->streaming = false;
	if (PQputCopyEnd(c->conn, c->failed ? "given up" : NULL) != 1)
		failed(c, NULL);
	while ((res = PQgetResult(c->conn)) != NULL)
		if (!take(c, res))
			c->failed = true;
	return c->failed ? -1 : strtoll(PQcmdTuples(c->res), NULL, 10);
}
