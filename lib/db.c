#include "core.h"
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include "clock.h"
#include "crew.h"
#include "db.h"
#include "db_error.h"
#include "log.h"
#include "metric.h"
#include "query.h"
#include "req.h"
#include "rows.h"

#define RECONNECT_MS	250	/* between two attempts to connect */

static struct {
	PGconn		*conn;
	char		*conninfo;
	unsigned	 generation;	/* of the connection */
	int64_t		 tried_ms;
	int		 patience;	/* ms, then others step in */
	bool		 begun;		/* a transaction is open */
	bool		 pending;	/* BEGIN travels with the next step */
	int		 fail_at;
} db;

/* Statements of ours that no .sql file holds. */
static struct query_state begin_state, commit_state;
static const char *const none[] = { NULL };
static const struct query q_begin = { "begin", "begin", none, none,
    CARD_EXEC, NULL, &begin_state };
static const struct query q_commit = { "commit", "commit", none, none,
    CARD_EXEC, NULL, &commit_state };

static int64_t
now_ms(void)
{
	return clock_us() / 1000;
}

/* ---- The connection */

static void
drop_connection(void)
{
	if (db.conn != NULL)
		PQfinish(db.conn);
	db.conn = NULL;
	db.begun = db.pending = false;
}

/* A server that went away while we were idle has left its word behind. */
static bool
is_alive(void)
{
	struct pollfd p = { .fd = PQsocket(db.conn), .events = POLLIN };

	if (PQstatus(db.conn) != CONNECTION_OK)
		return false;
	return db.begun || poll(&p, 1, 0) == 0 ||
	    (PQconsumeInput(db.conn) == 1 &&
	    PQstatus(db.conn) == CONNECTION_OK);
}

/* A write must be sure of it: it cannot be repeated. */
static bool
connected(bool sure)
{
	if (db.conn != NULL && (sure ? is_alive() :
	    PQstatus(db.conn) == CONNECTION_OK))
		return true;
	drop_connection();
	if (db.tried_ms != 0 && now_ms() - db.tried_ms < RECONNECT_MS)
		return false;
	crew_away();
	db.conn = PQconnectdb(db.conninfo);
	db.tried_ms = PQstatus(db.conn) == CONNECTION_OK ? 0 : now_ms();
	db.generation++;
	if (db.tried_ms == 0)
		return true;
	log_warning("db_connect", "the database cannot be reached",
	    KV("error_message", PQerrorMessage(db.conn)));
	drop_connection();
	return false;
}

bool
db_open(const char *conninfo)
{
	free(db.conninfo);
	db.conninfo = strdup(conninfo);
	return db.conninfo != NULL && connected(false);
}

void
db_close(void)
{
	drop_connection();
	free(db.conninfo);
	db.conninfo = NULL;
}

/* Wait until the server has said something; false: it did not in time. */
static bool
wait_answer(int64_t until)
{
	int64_t most = db.patience;

	while (PQisBusy(db.conn)) {
		struct pollfd p = { .fd = PQsocket(db.conn),
		    .events = POLLIN };
		int64_t left = until - now_ms();
		int n;

		if (left <= 0)
			return false;
		n = poll(&p, 1, (int)(left < most ? left : most));
		if (n == 0) {
			crew_away();
			most = left;
		}
		if ((n < 0 && errno != EINTR) ||
		    (n > 0 && PQconsumeInput(db.conn) == 0))
			return false;
	}
	return true;
}

/* The next result, or NULL; a server that keeps silent is given up. */
static PGresult *
next_result(int64_t until)
{
	if (db.conn == NULL)
		return NULL;
	if (!wait_answer(until)) {
		drop_connection();
		return NULL;
	}
	return PQgetResult(db.conn);
}

/* ---- Statements */

static int
param_count(const struct query *q)
{
	int n = 0;

	while (q->params[n] != NULL)
		n++;
	return n;
}

static bool
prepare(struct req *r, const struct query *q)
{
	PGresult *res;
	bool ok;

	if (q->state->prepared == db.generation)
		return true;
	res = PQprepare(db.conn, q->name, q->text, 0, NULL);
	ok = db_succeeded(res);
	if (ok)
		q->state->prepared = db.generation;
	else if (PQstatus(db.conn) == CONNECTION_OK)
		db_failed(r, q, res);
	PQclear(res);
	return ok;
}

static void
take(struct req *r, struct db_step *s, PGresult *res)
{
	if (res == NULL || !db_succeeded(res)) {
		db_failed(r, s->q, res);
		PQclear(res);
		return;
	}
	s->affected = strtoll(PQcmdTuples(res), NULL, 10);
	if (s->q->card == CARD_EXEC)
		PQclear(res);
	else
		s->rows = rows_new(r->arena, res, s->q);
}

static bool
send_step(const struct db_step *s)
{
	return PQsendQueryPrepared(db.conn, s->q->name, param_count(s->q),
	    s->params, NULL, NULL, 0) == 1;
}

static void
run_single(struct req *r, struct db_step *s)
{
	int64_t until = now_ms() + DB_WAIT_MS;
	PGresult *res, *more;

	if (!send_step(s)) {
		db_failed(r, s->q, NULL);
		return;
	}
	res = next_result(until);
	while (res != NULL && (more = next_result(until)) != NULL)
		PQclear(more);
	take(r, s, res);
}

/* Where it stands, so that a limit set before it counts for this, too. */
static bool
send_prepare(struct db_step *s)
{
	const struct query *q = s->q;

	s->parses = q->state->prepared != db.generation;
	q->state->prepared = db.generation;
	return !s->parses ||
	    PQsendPrepare(db.conn, q->name, q->text, 0, NULL) == 1;
}

static void
read_prepare(struct req *r, const struct db_step *s, int64_t until)
{
	PGresult *res = next_result(until);

	if (!db_succeeded(res)) {
		s->q->state->prepared = 0;
		if (r->err == OK)
			db_failed(r, s->q, res);
	}
	if (res != NULL)
		PQclear(next_result(until));	/* the NULL between */
	PQclear(res);
}

/* Every answer must be read, also behind a failure. */
static void
read_pipeline(struct req *r, struct db_step *s, size_t n)
{
	int64_t until = now_ms() + DB_WAIT_MS;
	PGresult *res;

	for (size_t i = 0; i < n; i++) {
		if (s[i].parses)
			read_prepare(r, &s[i], until);
		res = next_result(until);
		if (r->err == OK)
			take(r, &s[i], res);
		else
			PQclear(res);
		if (res != NULL)
			PQclear(next_result(until));	/* the NULL between */
	}
	res = next_result(until);			/* of the sync */
	if (r->err == OK && PQresultStatus(res) != PGRES_PIPELINE_SYNC)
		db_failed(r, s[n - 1].q, res);
	PQclear(res);
}

static void
run_pipeline(struct req *r, struct db_step *s, size_t n)
{
	bool sent = PQenterPipelineMode(db.conn) == 1;

	for (size_t i = 0; sent && i < n; i++)
		sent = send_prepare(&s[i]) && send_step(&s[i]);
	if (!sent || PQpipelineSync(db.conn) != 1) {
		db_failed(r, s[0].q, NULL);
		drop_connection();
		return;
	}
	read_pipeline(r, s, n);
	if (db.conn != NULL && PQexitPipelineMode(db.conn) != 1)
		drop_connection();
}

static bool
injected(struct req *r, size_t n)
{
	if (db.fail_at <= 0)
		return false;
	db.fail_at -= (int)n;
	if (db.fail_at > 0)
		return false;
	db.fail_at = 0;
	req_fail(r, ERR_DB, "injected");
	return true;
}

static void
run_once(struct req *r, struct db_step *s, size_t n)
{
	int64_t started = clock_us();

	if (!connected(r->method != M_GET) ||
	    (n == 1 && !prepare(r, s->q))) {
		req_fail(r, ERR_DB, NULL);
		return;
	}
	metric_db(METRIC_DB_ACTIVE);
	db.patience = r->method == M_GET ? CREW_READ_MS : CREW_WRITE_MS;
	if (n == 1)
		run_single(r, s);
	else
		run_pipeline(r, s, n);
	metric_db(db.conn == NULL ? METRIC_DB_NONE : METRIC_DB_IDLE);
	metric_observe(query_took(s[n > 1 && s[0].q == &q_begin].q),
	    clock_us() - started);
}

/*
 * A dead connection shows only when it is used.  A read may be repeated on
 * a new one; a write may not, for nobody knows how far it came.
 */
static bool
run(struct req *r, struct db_step *s, size_t n)
{
	bool again = r->method == M_GET && !db.begun;

	if (r->err != OK || injected(r, n))
		return false;
	run_once(r, s, n);
	if (r->err == ERR_DB && again &&
	    (db.conn == NULL || PQstatus(db.conn) != CONNECTION_OK)) {
		drop_connection();
		r->err = OK;
		run_once(r, s, n);
	}
	return r->err == OK;
}

/* ---- What others call */

bool
db_many(struct req *r, struct db_step *s, size_t n)
{
	struct db_step all[REQ_THINGS_MAX + 4];
	bool ok;

	if (!db.pending)
		return run(r, s, n);
	if (n + 1 > NITEMS(all))
		abort();
	all[0] = (struct db_step){ .q = &q_begin };
	memcpy(all + 1, s, n * sizeof(*s));
	db.pending = false;
	db.begun = true;
	ok = run(r, all, n + 1);
	memcpy(s, all + 1, n * sizeof(*s));
	return ok;
}

struct rows *
db_rows(struct req *r, const struct query *q, const char *const *params)
{
	struct db_step s = { .q = q, .params = params };

	return db_many(r, &s, 1) ? s.rows : NULL;
}

void *
db_one(struct req *r, const struct query *q, const char *const *params)
{
	struct rows *rs = db_rows(r, q, params);
	void *p;

	if (rows_count(rs) == 0)
		return NULL;
	p = rows_struct(rs, 0, q->row, r->arena);
	if (p == NULL)
		req_fail(r, ERR_BUG, "%s: a column has no field", q->name);
	return p;
}

int64_t
db_exec(struct req *r, const struct query *q, const char *const *params)
{
	struct db_step s = { .q = q, .params = params };

	return db_many(r, &s, 1) ? s.affected : 0;
}

void
db_begin(struct req *r)
{
	if (r->err == OK && !db.begun)
		db.pending = true;
}

bool
db_in_transaction(void)
{
	return db.begun || db.pending;
}

bool
db_commit(struct req *r, struct db_step *s, size_t n)
{
	struct db_step all[8];

	if (!db.begun) {		/* nothing was sent: one round trip */
		db.pending = false;
		return n == 0 ? r->err == OK : run(r, s, n);
	}
	if (n + 1 > NITEMS(all))
		abort();
	for (size_t i = 0; i < n; i++)
		all[i] = s[i];
	all[n] = (struct db_step){ .q = &q_commit };
	if (!run(r, all, n + 1)) {
		db_rollback(r);
		return false;
	}
	db.begun = false;
	return true;
}

void
db_rollback(struct req *r)
{
	(void)r;
	if (db.begun && db.conn != NULL) {
		PGresult *res = PQexec(db.conn, "rollback");

		if (!db_succeeded(res))
			drop_connection();
		PQclear(res);
	}
	db.begun = db.pending = false;
}

void
db_end(struct req *r)
{
	if (db_in_transaction())
		db_rollback(r);
	if (db.conn != NULL && PQtransactionStatus(db.conn) != PQTRANS_IDLE)
		drop_connection();
}

bool
db_alive(void)
{
	PGresult *res;
	bool ok;

	if (!connected(true))
		return false;
	if (PQsendQuery(db.conn, "select 1") != 1) {
		drop_connection();
		return false;
	}
	res = next_result(now_ms() + 1000);
	ok = db_succeeded(res);
	for (; res != NULL; res = next_result(now_ms() + 1000))
		PQclear(res);
	return ok;
}

void
db_fail_at(int n)
{
	db.fail_at = n;
}

bool
db_check(const struct query *q, char *why, size_t n)
{
	PGresult *res = connected(false) ?
	    PQprepare(db.conn, "", q->text, 0, NULL) : NULL;
	bool ok = db_succeeded(res);

	if (res == NULL)
		snprintf(why, n, "not connected");
	else if (!ok)
		snprintf(why, n, "%s: %s", q->name, PQresultErrorMessage(res));
	PQclear(res);
	return ok;
}

int
db_columns(const struct query *q, const char **names, int max)
{
	static PGresult *kept;	/* the names live in it until the next call */
	char why[256];
	int n;

	if (!db_check(q, why, sizeof(why)))
		return -1;
	PQclear(kept);
	kept = PQdescribePrepared(db.conn, "");
	n = PQnfields(kept);
	for (int i = 0; i < n && i < max; i++)
		names[i] = PQfname(kept, i);
	return n;
}
