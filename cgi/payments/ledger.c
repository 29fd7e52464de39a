#include "core.h"
#include <time.h>
#include "csv.h"
#include "db.h"
#include "gen/billing.h"
#include "payments.h"
#include "rows.h"
#include "work.h"

#define EXPORT_MAX 100000 /* rows; the query asks for one more */

struct ledger_in {
	const char *account, *entry, *from, *to, *format;
	struct uuid user_id;
};

#define DAY(m, text, words)                                       \
	FIELD(struct ledger_in, m, .label = text, .max = 10,      \
	    .pattern = "^20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]$", \
	    .hint = "must be a day such as 2026-12-24",           \
	    .example = "2026-12-24", .doc = words)

SHAPE(ledger_shape, struct ledger_in,
    FIELD(struct ledger_in, account, .label = "Account",
	.one_of = "receivable|stripe|disputes|income|tax|losses|elsewhere"),
    FIELD(struct ledger_in, entry, .label = "Entry",
	.one_of = "invoice|void|credit_note|write_off|payment|refund|"
		  "refund_failed|dispute|dispute_won|dispute_lost"),
    FIELD(struct ledger_in, user_id, .label = "Person"),
    DAY(from, "From", "The first day, in the school's time zone"),
    DAY(to, "To", "The last day"),
    FIELD(struct ledger_in, format, .label = "Format", .one_of = "json|csv",
	.doc = "csv: all of it at once, in the order in which it was "
	       "written"));

struct events_in {
	const char *outcome, *type, *object;
	struct uuid payment_id;
};

SHAPE(events_shape, struct events_in,
    FIELD(struct events_in, outcome, .label = "Outcome",
	.one_of = "waiting|applied|ignored|failed"),
    FIELD(struct events_in, type, .label = "Type", .max = 100,
	.example = "payment_intent.succeeded"),
    FIELD(struct events_in, object, .label = "Object or event", .max = 255,
	.doc = "An id of Stripe, such as pi_... or evt_..."),
    FIELD(struct events_in, payment_id, .label = "Payment"));

struct differences_in {
	bool resolved;
};

SHAPE(differences_shape, struct differences_in,
    FIELD(struct differences_in, resolved, .label = "Resolved"));

/* ---- GET /ledger */

/* 2026-02-30 is none: it would be made the second of March. */
static bool
day_is_real(struct req *r, const char *field)
{
	const char *s = req_value(r, field);
	struct tm tm = { 0 }, same;

	if (s == NULL)
		return true;
	if (strptime(s, "%Y-%m-%d", &tm) != NULL) {
		same = tm;
		timegm(&same);
		if (same.tm_mday == tm.tm_mday)
			return true;
	}
	req_fault(r, field, "is not a day of any calendar");
	return false;
}

static const char *const columns[] = {
	"no",
	"at",
	"entry",
	"object_id",
	"debit",
	"credit",
	"detail",
	"amount",
	"currency",
	"user_id",
	"full_name",
	"invoice_number",
	"payment_id",
	"semester",
	"year",
};

/* Names are people's; the rest is ours. */
static void
add_cell(struct buf *b, const struct rows *rs, int row, const char *column)
{
	const char *s = rows_get(rs, row, column);

	if (s == NULL)
		return;
	if (strcmp(column, "at") == 0)
		rows_time(s, strlen(s), b);
	else if (strcmp(column, "full_name") == 0)
		csv_text(b, s, ',');
	else
		csv_raw(b, s, ',');
}

static void
add_row(struct buf *b, const struct rows *rs, int row)
{
	for (size_t i = 0; i < NITEMS(columns); i++) {
		if (i > 0)
			buf_lit(b, ",");
		if (row < 0)
			buf_puts(b, columns[i]);
		else
			add_cell(b, rs, row, columns[i]);
	}
	buf_lit(b, "\r\n");
}

/* With the mark by which spreadsheets know UTF-8. */
static enum err
write_file(struct req *r)
{
	const struct query *q = &q_ledger_export;
	struct rows *rs = db_rows(r, q, req_bind(r, q));
	int n = rows_count(rs);

	if (n > EXPORT_MAX)
		return req_fault(r, "from",
		    "leaves more than %d rows; say a shorter time",
		    EXPORT_MAX);
	buf_lit(&r->out, "\xef\xbb\xbf");
	for (int i = -1; i < rows_count(rs); i++)
		add_row(&r->out, rs, i);
	r->type = "text/csv; charset=utf-8";
	req_header(r, "Content-Disposition",
	    "attachment; filename=\"ledger.csv\"");
	return r->err;
}

enum err
ledger(struct req *r)
{
	const char *format = req_value(r, "format");
	bool from = day_is_real(r, "from"), to = day_is_real(r, "to");

	if (!from || !to)
		return r->err;
	if (format != NULL && strcmp(format, "csv") == 0)
		return write_file(r);
	work_list(r, &q_ledger);
	return r->err;
}
