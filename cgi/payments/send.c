/*
 * Paying on Stripe's own page: for browsers that run no scripts, and for whom
 * an address is sent.  A payment has one intent at Stripe and no more, here
 * that of an invoice of Stripe's; so it cannot be paid there and on our page as
 * well.  An intent that has no such invoice is canceled first.
 */
#include "core.h"
#include <jansson.h>
#include "asking.h"
#include "db.h"
#include "gen/billing.h"
#include "log.h"
#include "payments.h"
#include "req.h"
#include "rows.h"

#define ROUNDS 4  /* intents and rivals that are canceled on the way */
#define DAYS "30" /* Stripe's page may be paid that long */

static const char *
path(struct req *r, const char *of, const char *id, const char *verb)
{
	return arena_printf(r->arena, "/v1/%s/%s%s", of, id, verb);
}

/* One of several questions that a payment's key stands for. */
static const char *
key(struct req *r, const struct rows *p, const char *what)
{
	return arena_printf(r->arena, "%s-%s", rows_get(p, 0, "stripe_key"),
	    what);
}

/* ---- What Stripe is asked */

static struct stripe_said
make_invoice(struct req *r, const struct rows *p)
{
	const struct param form[] = {
		{ "customer", rows_get(p, 0, "stripe_customer_id") },
		{ "currency", rows_get(p, 0, "currency") },
		{ "collection_method", "send_invoice" },
		{ "days_until_due", DAYS },
		{ "auto_advance", "false" },
		{ "metadata[payment_id]", rows_get(p, 0, "id") },
		{ "metadata[user_id]", rows_get(p, 0, "user_id") },
		{ "metadata[school_id]", rows_get(p, 0, "school_id") },
		{ "metadata[invoice_id]", rows_get(p, 0, "invoice_id") },
	};

	asking_begin(r);
	return stripe_post(r->arena, "/v1/invoices", form, NITEMS(form),
	    key(r, p, "invoice"));
}

static struct stripe_said
make_line(struct req *r, const struct rows *p, const char *invoice)
{
	const char *text = rows_get(p, 0, "description");
	const char *kind = rows_get(p, 0, "payment_type");
	const struct param form[] = {
		{ "customer", rows_get(p, 0, "stripe_customer_id") },
		{ "invoice", invoice },
		{ "amount", rows_get(p, 0, "amount_minor") },
		{ "currency", rows_get(p, 0, "currency") },
		{ "description", text != NULL ? text : kind },
	};

	asking_begin(r);
	return stripe_post(r->arena, "/v1/invoiceitems", form, NITEMS(form),
	    key(r, p, "line"));
}

static struct stripe_said
finalize(struct req *r, const struct rows *p, const char *invoice)
{
	const struct param form = { "auto_advance", "false" };

	asking_begin(r);
	return stripe_post(r->arena, path(r, "invoices", invoice, "/finalize"),
	    &form, 1, key(r, p, "finalize"));
}

/* So that an event of the intent names the payment, whichever comes first.
 * It may fail: the payment knows its intent. */
static void
name_intent(struct req *r, const struct rows *p, const char *intent)
{
	const struct param form[] = {
		{ "metadata[payment_id]", rows_get(p, 0, "id") },
		{ "metadata[user_id]", rows_get(p, 0, "user_id") },
		{ "metadata[school_id]", rows_get(p, 0, "school_id") },
		{ "metadata[payment_type]", rows_get(p, 0, "payment_type") },
		{ "metadata[invoice_id]", rows_get(p, 0, "invoice_id") },
	};

	asking_begin(r);
	(void)stripe_post(r->arena, path(r, "payment_intents", intent, ""),
	    form, NITEMS(form), NULL);
}

static struct stripe_said
make(struct req *r, const struct rows *p)
{
	struct stripe_said s = make_invoice(r, p);
	const char *invoice = stripe_text(s.json, "id");

	if (s.outcome != STRIPE_DONE || invoice == NULL)
		return s;
	s = make_line(r, p, invoice);
	if (s.outcome == STRIPE_DONE)
		s = finalize(r, p, invoice);
	return s;
}

static void
void_invoice(struct req *r, const char *invoice)
{
	asking_begin(r);
	(void)stripe_post(r->arena, path(r, "invoices", invoice, "/void"),
	    NULL, 0, NULL);
}

struct stripe_said
send_void(struct req *r, const char *intent)
{
	struct stripe_said s = stripe_get(r->arena, intent);
	const char *invoice = stripe_id(s.json, "invoice");

	if (s.outcome != STRIPE_DONE || invoice == NULL)
		return s;
	void_invoice(r, invoice);
	return stripe_get(r->arena, intent);
}

/* ---- Which page it is */

static void
answer(struct req *r, const struct rows *p, const struct stripe_said *invoice)
{
	const char *url = stripe_text(invoice->json, "hosted_invoice_url");
	const char *status = stripe_text(invoice->json, "status");

	if (url == NULL || status == NULL || strcmp(status, "open") != 0) {
		req_fail(r, ERR_PAYMENT_STATE, NULL);
		return;
	}
	db_begin(r);
	req_add_text(r, "url", url);
	req_add_text(r, "payment_id", rows_get(p, 0, "id"));
	if (!r->api)
		r->location = url;
	log_info("invoice_sent", "Page of Stripe's for a payment",
	    KV("payment_id", rows_get(p, 0, "id")));
}

/* It has an intent: that of an invoice is paid there, another is canceled.
 * True: look again. */
static bool
have_intent(struct req *r, const struct rows *p, const char *intent)
{
	const char *invoice;
	struct stripe_said s;

	asking_begin(r);
	s = stripe_get(r->arena, path(r, "payment_intents", intent, ""));
	if (s.outcome != STRIPE_DONE) {
		asking_failed(r, &s);
		return false;
	}
	invoice = stripe_id(s.json, "invoice");
	if (invoice == NULL)
		return intent_cancel(r, rows_get(p, 0, "id"));
	if (stripe_text(s.json, "metadata.payment_id") == NULL)
		name_intent(r, p, intent);
	s = stripe_get(r->arena, path(r, "invoices", invoice, ""));
	if (s.outcome == STRIPE_DONE)
		answer(r, p, &s);
	else
		asking_failed(r, &s);
	return false;
}

static bool
give(struct req *r, const char *payment)
{
	struct rows *p = sql_payment_asking(r, payment);
	const char *intent = rows_get(p, 0, "stripe_payment_intent_id");
	struct stripe_said s;

	if (r->err != OK)
		return false;
	if (intent != NULL)
		return have_intent(r, p, intent);
	s = make(r, p);
	intent = stripe_id(s.json, "payment_intent");
	if (s.outcome != STRIPE_DONE || intent == NULL)
		return asking_refused(r, rows_get(p, 0, "id"), &s);
	/* Somebody else was faster: theirs is the intent. */
	if (!rows_is(sql_payment_keep(r, payment, intent), 0, "kept")) {
		void_invoice(r, stripe_text(s.json, "id"));
		return r->err == OK;
	}
	name_intent(r, p, intent);
	answer(r, p, &s);
	return false;
}

static struct rows *
ask(struct req *r, const struct rows *w)
{
	return sql_payment_ask(r, req_value(r, "school_id"),
	    req_value(r, "me"), req_value(r, "my_role"), NULL, NULL,
	    rows_get(w, 0, "user_id"), rows_get(w, 0, "invoice_id"),
	    rows_get(w, 0, "instalment"),
	    rows_get(w, 0, "invoice_id") != NULL ? NULL :
						   rows_get(w, 0, "amount"),
	    rows_get(w, 0, "currency"), rows_get(w, 0, "payment_type"),
	    rows_get(w, 0, "semester"), rows_get(w, 0, "year"),
	    rows_get(w, 0, "description"));
}

/* The customer comes first: a payment is of one. */
static enum err
send(struct req *r, const struct rows *what)
{
	bool again = true;

	if (r->err == OK && rows_count(what) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	for (int i = 0; i < ROUNDS && again && r->err == OK; i++) {
		const char *who = customer_id(r, false);
		struct rows *rs = who == NULL ? NULL : ask(r, what);
		const char *rival;

		if (r->err != OK)
			break;
		rival = rows_get(rs, 0, "rival");
		again = rival != NULL ? intent_cancel(r, rival) :
					give(r, rows_get(rs, 0, "payment"));
	}
	if (again && r->err == OK)
		req_fail(r, ERR_PAYMENT_STATE, "It was canceled.");
	return r->err;
}

enum err
send_invoice(struct req *r)
{
	const char *const *with = req_bind(r, &q_pay_invoice);

	return send(r, db_rows(r, &q_pay_invoice, with));
}

enum err
send_payment(struct req *r)
{
	struct rows *p = sql_pay_payment(r, req_var(r, "id"),
	    req_value(r, "school_id"), req_value(r, "me"),
	    req_value(r, "my_role"), NULL);

	return send(r, p);
}
