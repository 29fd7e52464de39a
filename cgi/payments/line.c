/*
 * Lines of drafts.  The invoice is taken before its line, as issuing does: a
 * line is either in what is issued, or refused.
 */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "payments.h"

struct line_in {
	const char *description, *kind;
	int64_t quantity;
	struct decimal amount;
	bool is_taxed;
};

#define LINE_FIELDS(needed)                                                \
	FIELD(struct line_in, description, .label = "For what",            \
	    .min = 1, .max = 500, .example = "Tuition, fall 2026",         \
	    .flags = needed),                                              \
	    FIELD(struct line_in, kind, .label = "Kind",                   \
		.one_of = "tuition|fees|books|other"),                     \
	    FIELD(struct line_in, quantity, .label = "Quantity", .min = 1, \
		.max = 100000),                                            \
	    FIELD(struct line_in, amount, .label = "Price of one",         \
		.min = -99999999, .max = 99999999, .scale = 3,             \
		.example = "1250", .doc = "Below zero: taken off",         \
		.flags = needed),                                          \
	    FIELD(struct line_in, is_taxed, .label = "Taxed")

SHAPE(line_shape, struct line_in, LINE_FIELDS(F_REQUIRED));
SHAPE(line_change_shape, struct line_in, LINE_FIELDS(0));

enum err
line_write(struct req *r)
{
	db_rows(r, &q_invoice_take, req_bind(r, &q_invoice_take));
	return r->err != OK ? r->err : invoice_write(r);
}
