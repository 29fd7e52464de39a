/* Payments by card: asked for, looked at, canceled. */
#include "core.h"
#include <jansson.h>
#include "asking.h"
#include "clock.h"
#include "db.h"
#include "gen/billing.h"
#include "log.h"
#include "metric.h"
#include "payments.h"
#include "req.h"
#include "rows.h"

#define ROUNDS 4 /* rivals that are canceled for one payment */

struct intent_in {
	struct decimal amount;
	const char *currency, *payment_type, *semester, *description;
	int64_t year, instalment;
	struct uuid invoice_id, user_id;
};

SHAPE(intent_shape, struct intent_in,
    FIELD(struct intent_in, amount, .label = "Amount", .max = 99999999,
	.scale = 3, .example = "120.50",
	.doc = "Not with an invoice, which says how much"),
    FIELD(struct intent_in, currency, .label = "Currency",
	.pattern = "^[A-Z]{3}$", .hint = "three letters such as USD",
	.example = "USD", .doc = "The school's, if not said"),
    FIELD(struct intent_in, payment_type, .label = "What for",
	.one_of = "tuition|fees|books|other"),
    FIELD(struct intent_in, semester, .label = "Semester",
	.one_of = "fall|spring|summer"),
    FIELD(struct intent_in, year, .label = "Year", .min = 2000, .max = 2100),
    FIELD(struct intent_in, description, .label = "Description", .max = 500),
    FIELD(struct intent_in, invoice_id, .label = "Invoice"),
    FIELD(struct intent_in, instalment, .label = "Instalment", .min = 1,
	.max = 24, .doc = "Of the invoice; all that is left if not said"),
    FIELD(struct intent_in, user_id, .label = "Whose account",
	.doc = "For administrators and parents"));

/* ---- What Stripe is asked */

static struct stripe_said
create_at_stripe(struct req *r, const struct rows *p)
{
	const struct param form[] = {
		{ "amount", rows_get(p, 0, "amount_minor") },
		{ "currency", rows_get(p, 0, "currency") },
		{ "customer", rows_get(p, 0, "stripe_customer_id") },
		{ "description", rows_get(p, 0, "description") },
		{ "automatic_payment_methods[enabled]", "true" },
		{ "metadata[payment_id]", rows_get(p, 0, "id") },
		{ "metadata[user_id]", rows_get(p, 0, "user_id") },
		{ "metadata[school_id]", rows_get(p, 0, "school_id") },
		{ "metadata[payment_type]", rows_get(p, 0, "payment_type") },
		{ "metadata[invoice_id]", rows_get(p, 0, "invoice_id") },
	};

	return stripe_post(r->arena, "/v1/payment_intents", form, NITEMS(form),
	    rows_get(p, 0, "stripe_key"));
}

struct stripe_said
intent_look(struct req *r, const struct rows *p)
{
	const char *intent = rows_get(p, 0, "stripe_payment_intent_id");

	asking_begin(r);
	if (intent == NULL)
		return create_at_stripe(r, p);
	return stripe_get(
	    r->arena, arena_printf(r->arena, "/v1/payment_intents/%s", intent));
}

static bool
is_status(const struct stripe_said *s, const char *status)
{
	const char *is = stripe_text(s->json, "status");

	return is != NULL && strcmp(is, status) == 0;
}

static void
take_canceled(struct req *r, const struct stripe_said *s)
{
	int64_t at = stripe_int(s->json, "canceled_at");

	asking_take(r, s, "payment_intent", "payment_intent.canceled",
	    at > 0 ? at : stripe_int(s->json, "created"));
}

/* ---- Canceling */

/* An intent that is paid, or about to be, cannot be canceled. */
static bool
cancel_at_stripe(struct req *r, const char *intent)
{
	const char *path =
	    arena_printf(r->arena, "/v1/payment_intents/%s", intent);
	struct stripe_said s;

	asking_begin(r);
	s = stripe_post(
	    r->arena, arena_printf(r->arena, "%s/cancel", path), NULL, 0, NULL);
	if (s.outcome == STRIPE_REFUSED)
		s = send_void(r, path);
	if (s.outcome != STRIPE_DONE)
		asking_failed(r, &s);
	else if (!is_status(&s, "canceled"))
		req_fail(r, ERR_PAYMENT_STATE, "It is being paid already.");
	else
		take_canceled(r, &s);
	return r->err == OK;
}

bool
intent_cancel(struct req *r, const char *payment)
{
	struct rows *p = sql_payment_asking(r, payment);
	const char *intent = rows_get(p, 0, "stripe_payment_intent_id");
	struct stripe_said s;

	if (r->err != OK)
		return false;
	if (intent != NULL)
		return cancel_at_stripe(r, intent);
	/* Whether Stripe has heard of it is not known, so it is told again. */
	s = intent_look(r, p);
	if (asking_is_final(&s)) {
		sql_payment_refused(r, payment, s.code, s.message);
		return r->err == OK;
	}
	if (s.outcome != STRIPE_DONE) {
		asking_failed(r, &s);
		return false;
	}
	intent = stripe_text(s.json, "id");
	sql_payment_keep(r, payment, intent);
	return intent != NULL && cancel_at_stripe(r, intent);
}

enum err
payment_cancel(struct req *r)
{
	struct rows *p =
	    sql_payment_get(r, req_var(r, "id"), req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"));

	if (rows_count(p) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	if (!rows_is(p, 0, "is_open"))
		return req_fail(r, ERR_PAYMENT_STATE, NULL);
	if (!intent_cancel(r, rows_get(p, 0, "id")))
		return r->err;
	log_info("payment_canceled", "Payment canceled",
	    KV("payment_id", rows_get(p, 0, "id")));
	db_begin(r);
	req_add_one(r, "",
	    sql_payment_get(r, req_var(r, "id"), req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role")));
	return r->err;
}

/* ---- Creating */

static void
note(const struct rows *p, const char *intent)
{
	const char *amount = rows_get(p, 0, "amount");

	metric_inc(
	    uems_payments_total, "pending", rows_get(p, 0, "payment_type"));
	log_info("payment_intent_created", "Payment intent created",
	    KV("payment_id", rows_get(p, 0, "id")),
	    KV("amount", amount == NULL ? 0.0 : strtod(amount, NULL)),
	    KV("currency", rows_get(p, 0, "currency")),
	    KV("payment_type", rows_get(p, 0, "payment_type")),
	    KV("stripe_intent_id", intent));
}

static void
answer(
    struct req *r, const char *payment, const struct stripe_said *s, bool fresh)
{
	const char *intent = stripe_text(s->json, "id");
	const char *secret = stripe_text(s->json, "client_secret");
	const char *kept[] = { payment, intent, NULL };
	const char *seen[] = { payment, req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };
	struct db_step q[] = {
		{ .q = &q_intent_keep, .params = kept },
		{ .q = &q_payment_get, .params = seen },
	};
	struct rows *p;

	if (intent == NULL || secret == NULL) {
		req_fail(r, ERR_STRIPE_AWAY, NULL);
		return;
	}
	if (!db_many(r, q, NITEMS(q)))
		return;
	if (!rows_is(q[0].rows, 0, "kept")) {
		req_fail(r, ERR_PAYMENT_STATE, NULL);
		return;
	}
	p = q[1].rows;
	req_add_one(r, "", p);
	req_add_text(r, "payment_id", payment);
	req_add_text(r, "client_secret", secret);
	req_add_text(r, "intent_status", stripe_text(s->json, "status"));
	req_add_text(r, "publishable_key", stripe_publishable_key());
	r->location = arena_printf(r->arena,
	    r->api ? "/api/v1/payments/%s" : "/payments/%s/pay", payment);
	if (fresh)
		note(p, intent);
}

/* True: that payment came to nothing, look for another. */
static bool
give(struct req *r, const char *payment)
{
	struct rows *p = sql_payment_asking(r, payment);
	bool fresh = rows_get(p, 0, "stripe_payment_intent_id") == NULL;
	const char *status = rows_get(p, 0, "status");
	struct stripe_said s;

	if (r->err != OK || status == NULL)
		return false;
	if (fresh && strcmp(status, "pending") != 0) {
		const char *why = rows_get(p, 0, "failure_message");

		req_fail(r, ERR_PAYMENT_STATE, "%s", why == NULL ? "" : why);
		return false;
	}
	s = intent_look(r, p);
	if (s.outcome == STRIPE_REFUSED && fresh)
		return asking_refused(r, payment, &s);
	if (s.outcome != STRIPE_DONE) {
		asking_failed(r, &s);
		return false;
	}
	if (!is_status(&s, "canceled")) {
		answer(r, payment, &s, fresh);
		return false;
	}
	if (fresh)
		sql_payment_keep(r, payment, stripe_text(s.json, "id"));
	take_canceled(r, &s);
	return r->err == OK;
}

static struct rows *
ask(struct req *r, const struct request_key *k)
{
	return sql_intent_ask(r, req_value(r, "school_id"), req_value(r, "me"),
	    req_value(r, "my_role"), k->key, k->digest, req_value(r, "user_id"),
	    req_value(r, "invoice_id"), req_value(r, "instalment"),
	    req_value(r, "amount"), req_value(r, "currency"),
	    req_value(r, "payment_type"), req_value(r, "semester"),
	    req_value(r, "year"), req_value(r, "description"), r->request_id,
	    req_value(r, "remote_addr"));
}

enum err
intent_create(struct req *r)
{
	int64_t since = clock_us();
	struct request_key k = request_key(r);
	bool again = true;

	for (int i = 0; i < ROUNDS && again && r->err == OK; i++) {
		struct rows *rs = ask(r, &k);
		const char *rival = rows_get(rs, 0, "rival");

		if (r->err != OK)
			break;
		again = rival != NULL ? intent_cancel(r, rival) :
					give(r, rows_get(rs, 0, "payment"));
	}
	if (again && r->err == OK)
		req_fail(r, ERR_PAYMENT_STATE, "It was canceled.");
	metric_observe(metric_at(uems_payment_processing_duration_seconds),
	    clock_us() - since);
	return r->err;
}
