#include "core.h"
#include <libpq-fe.h>
#include "db.h"
#include "db_error.h"
#include "log.h"
#include "req.h"

bool
db_succeeded(const void *res)
{
	ExecStatusType s = PQresultStatus(res);

	return s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK;
}

static enum err
err_of_state(const char *state, const char *constraint)
{
	if (constraint != NULL && err_by_slug(constraint) != ERR_BUG)
		return err_by_slug(constraint);
	if (strcmp(state, "57014") == 0 || strcmp(state, "55P03") == 0 ||
	    strncmp(state, "40", 2) == 0)
		return ERR_BUSY;	/* timeouts, locks, serialization */
	if (strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0 ||
	    strncmp(state, "53", 2) == 0)
		return ERR_DB;		/* shutdown, connection, resources */
	if (strncmp(state, "22", 2) == 0)
		return ERR_INVALID;	/* a value no type can hold */
	return ERR_BUG;
}

/* What SQL says in the field `column` of an error is about that input. */
static void
said_by_sql(struct req *r, enum err e, const PGresult *res)
{
	const char *words = PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL);
	const char *field = PQresultErrorField(res, PG_DIAG_COLUMN_NAME);
	const struct field *f;

	if (words == NULL)
		words = "";
	if (field != NULL && *field != '\0') {
		f = shape_field(r->in.shape, field);
		fault_add(&r->faults, field, f != NULL ? f->label : NULL,
		    "%s", words);
	}
	req_fail(r, e, "%s", e == ERR_INVALID && r->faults.n > 0 ? "" : words);
}

void
db_failed(struct req *r, const struct query *q, const void *res)
{
	const char *state = res == NULL ? NULL :
	    PQresultErrorField(res, PG_DIAG_SQLSTATE);
	enum err e = state == NULL ? ERR_DB : err_of_state(state,
	    PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME));

	if (e == ERR_BUG || e == ERR_DB || e == ERR_BUSY)
		log_error("db_error", q->name, KV("error_type",
		    state != NULL ? state : "connection"),
		    KV("error_message", PQresultErrorMessage(res)));
	if (state != NULL && strcmp(state, "LY001") == 0)
		said_by_sql(r, e, res);
	else if (e == ERR_INVALID)
		req_fail(r, e, "A value is out of range.");
	else
		req_fail(r, e, NULL);
}
