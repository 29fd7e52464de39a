/* What was paid is given back, all of it or a part. */
#include "core.h"
#include <jansson.h>
#include "asking.h"
#include "db.h"
#include "gen/billing.h"
#include "log.h"
#include "payments.h"
#include "req.h"
#include "rows.h"

struct refund_in {
	struct decimal amount;
	const char *reason, *note, *status, *from, *to;
};

SHAPE(refund_shape, struct refund_in,
    FIELD(struct refund_in, amount, .label = "Amount", .max = 99999999,
	.scale = 3, .example = "20.00", .doc = "All that is left if not said"),
    FIELD(struct refund_in, reason, .label = "Reason",
	.one_of = "duplicate|fraudulent|requested_by_customer"),
    FIELD(struct refund_in, note, .label = "Note", .max = 1000));
SHAPE(refunds_shape, struct refund_in,
    FIELD(struct refund_in, status, .label = "State",
	.one_of = "pending|requires_action|succeeded|failed|canceled"),
    FIELD(struct refund_in, from, .label = "From", DAY),
    FIELD(struct refund_in, to, .label = "To", DAY));
SHAPE(disputes_shape, struct refund_in,
    FIELD(struct refund_in, status, .label = "State",
	.one_of = "warning_needs_response|warning_under_review|"
		  "warning_closed|needs_response|under_review|won|lost"));

/* ---- What Stripe is asked */

static struct stripe_said
refund_at_stripe(struct req *r, const struct rows *f)
{
	const struct param form[] = {
		{ "payment_intent",
		    rows_get(f, 0, "stripe_payment_intent_id") },
		{ "amount", rows_get(f, 0, "amount_minor") },
		{ "reason", rows_get(f, 0, "reason") },
		{ "metadata[refund_id]", rows_get(f, 0, "id") },
		{ "metadata[payment_id]", rows_get(f, 0, "payment_id") },
	};

	return stripe_post(r->arena, "/v1/refunds", form, NITEMS(form),
	    rows_get(f, 0, "stripe_key"));
}

static json_t *
ours_among(json_t *list, const char *id)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		const char *of = stripe_text(one, "metadata.refund_id");

		if (of != NULL && strcmp(of, id) == 0)
			return one;
	}
	return NULL;
}

/*
 * What was asked before is looked for first: Stripe forgets keys after a day,
 * and then the same key would give the money back a second time.
 */
static struct stripe_said
refund_look(struct req *r, const struct rows *f, bool fresh)
{
	json_t *found;

	asking_begin(r);
	if (!fresh) {
		struct stripe_said s = stripe_get(r->arena,
		    arena_printf(r->arena,
			"/v1/refunds?limit=100&payment_intent=%s",
			rows_get(f, 0, "stripe_payment_intent_id")));
		if (s.outcome != STRIPE_DONE)
			return s;
		found = ours_among(
		    json_object_get(s.json, "data"), rows_get(f, 0, "id"));
		if (found != NULL) {
			s.json = found;
			return s;
		}
	}
	return refund_at_stripe(r, f);
}

/* ---- What it said */

static bool
says(const char *text, const char *word)
{
	return text != NULL && strstr(text, word) != NULL;
}

static void
refused(struct req *r, const struct rows *f, const struct stripe_said *s,
    bool fresh)
{
	bool is_final = s->status == 400 || s->status == 402 || fresh;

	if (is_final && !asking_is_mixed_up(s))
		sql_refund_refused(r, rows_get(f, 0, "id"), s->code);
	if (says(s->code, "dispute"))
		req_fail(r, ERR_DISPUTED, NULL);
	else if (says(s->code, "charge_already_refunded") ||
	    says(s->message, "greater than"))
		req_fail(r, ERR_REFUND_TOO_MUCH, NULL);
	else if (s->status == 402)
		req_fail(r, ERR_STRIPE_REFUSED, "%s", s->message);
	else
		asking_failed(r, s);
}

static void
take(struct req *r, const struct rows *f, const struct stripe_said *s)
{
	const char *id = stripe_text(s->json, "id");

	db_begin(r);
	asking_take(
	    r, s, "refund", "refund.created", stripe_int(s->json, "created"));
	sql_refund_keep(r, rows_get(f, 0, "id"), id);
	log_info("refund_created", "Refund created",
	    KV("refund_id", rows_get(f, 0, "id")),
	    KV("payment_id", rows_get(f, 0, "payment_id")),
	    KV("amount_minor", rows_int(f, 0, "amount_minor")),
	    KV("stripe_refund_id", id));
}

static void
answer(struct req *r, const char *refund)
{
	struct rows *rs = sql_refund_get(r, refund, req_value(r, "school_id"));

	req_add_one(r, "", rs);
	if (r->api && r->err == OK)
		r->location =
		    arena_printf(r->arena, "/api/v1/payments/%s/history",
			rows_get(rs, 0, "payment_id"));
}

/* Cash is given back by hand. */
static void
by_hand(struct req *r, const char *refund)
{
	db_begin(r);
	sql_refund_note(r, refund);
}

static bool
is_waiting(const struct rows *f)
{
	const char *status = rows_get(f, 0, "status");

	return status != NULL && strcmp(status, "pending") == 0 &&
	    rows_get(f, 0, "stripe_refund_id") == NULL;
}

static void
give_back(struct req *r, const struct rows *f, bool fresh)
{
	struct stripe_said s;

	if (rows_get(f, 0, "stripe_payment_intent_id") == NULL) {
		by_hand(r, rows_get(f, 0, "id"));
		return;
	}
	s = refund_look(r, f, fresh);
	if (s.outcome == STRIPE_DONE)
		take(r, f, &s);
	else if (s.outcome == STRIPE_REFUSED)
		refused(r, f, &s, fresh);
	else
		asking_failed(r, &s);
}

enum err
refund_create(struct req *r)
{
	struct request_key k = request_key(r);
	struct rows *rs =
	    sql_refund_ask(r, req_var(r, "id"), req_value(r, "school_id"),
		req_value(r, "me"), k.key, k.digest, req_value(r, "amount"),
		req_value(r, "reason"), req_value(r, "note"));
	const char *refund = rows_get(rs, 0, "refund");
	struct rows *f;

	if (r->err == OK && refund == NULL)
		req_fail(r, ERR_NOT_FOUND, NULL);
	f = sql_refund_asking(r, refund);
	if (r->err != OK)
		return r->err;
	if (is_waiting(f))
		give_back(r, f, rows_is(rs, 0, "fresh"));
	answer(r, refund);
	return r->err;
}
