/* Invoices paid: what is left of them, once, by whatever road. */
#include "core.h"
#include "api/billing.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "stripe.h"
#include "unit/suite.h"

static struct reply *
pay(const char *token, const char *invoice)
{
	return pay_ask(
	    token, api_format("{\"invoice_id\":\"%s\"}", invoice), NULL);
}

static struct reply *
pay_part(const char *token, const char *invoice, int part)
{
	return pay_ask(token,
	    api_format("{\"invoice_id\":\"%s\","
		       "\"instalment\":%d}",
		invoice, part),
	    NULL);
}

static struct reply *
cash(const char *invoice, const char *amount)
{
	return api_send(api_token("admin"), "POST", "/payments",
	    api_format(
		"{\"method\":\"bank\",\"reference\":\"T-1\",\"invoice_id\":"
		"\"%s\"%s%s}",
		invoice, *amount == '\0' ? "" : ",\"amount\":", amount));
}

static bool
invoice_becomes(const char *invoice, const char *status)
{
	return becomes(
	    api_token("admin"), invoice_path(invoice, ""), "status", status);
}

static const char *
intent_status(const char *intent)
{
	return stripe_text(
	    standin_get(api_format("/v1/payment_intents/%s", intent)),
	    "status");
}

/* ---- What is left */

static void
an_invoice_is_paid_once(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "120.50");
	struct reply *r = pay(s.token, invoice);
	struct paying p;

	T_STATUS(r, 201);
	T_EQ(reply_int(r, "amount_minor"), 12050);
	T_SAME(reply_text(r, "invoice_id"), invoice);
	p = paying_of(r);
	T_SAME(stripe_text(
		   standin_get(api_format("/v1/payment_intents/%s", p.intent)),
		   "metadata.invoice_id"),
	    invoice);
	T_STATUS(pay_ask(s.token,
		     api_format("{\"invoice_id\":\"%s\","
				"\"amount\":1}",
			 invoice),
		     NULL),
	    422);
	T_STATUS(pay(made_person("student").token, invoice), 422);
	T_STATUS(pay(api_token("admin@other.example"), invoice), 422);
	T_SAME(paying_of(pay(s.token, invoice)).id, p.id);
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_TRUE(invoice_becomes(invoice, "paid"));
	T_PROBLEM(pay(s.token, invoice), 409, "nothing_owed");
	T_PROBLEM(cash(invoice, "1"), 409, "nothing_owed");
	api_free();
}

static void
only_what_is_issued(void)
{
	struct somebody s = made_person("student");
	const char *invoice = draft_made(s.id, "80");

	T_STATUS(pay(s.token, invoice), 422);
	T_PROBLEM(pay(api_token("admin"), invoice), 409, "invoice_state");
	T_PROBLEM(cash(invoice, "80"), 409, "invoice_state");
	T_STATUS(invoice_do(invoice, "issue"), 200);
	T_STATUS(pay(s.token, invoice), 201);
	invoice = invoice_made(s.id, "81");
	T_STATUS(invoice_do(invoice, "void"), 200);
	T_PROBLEM(pay(s.token, invoice), 409, "invoice_state");
	T_PROBLEM(cash(invoice, "81"), 409, "invoice_state");
	api_free();
}

/* A sum that does not hold any more cannot be paid any more. */
static void
the_old_sum_is_canceled(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "100");
	struct paying p = paying_of(pay(s.token, invoice)), q;
	struct reply *r;

	T_STATUS(cash(invoice, "100.01"), 422);
	T_STATUS(cash(invoice, "0"), 422);
	T_STATUS(cash(invoice, "40"), 201);
	r = pay(s.token, invoice);
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "amount_minor"), 6000);
	q = paying_of(r);
	T_TRUE(strcmp(q.id, p.id) != 0);
	T_SAME(intent_status(p.intent), "canceled");
	T_TRUE(payment_becomes(p.id, "failed"));
	T_SAME(standin_confirm(q.intent, CARD_FINE), "succeeded");
	T_TRUE(invoice_becomes(invoice, "paid"));
	T_STATUS(cash(invoice_made(s.id, "50"), ""), 201);
	api_free();
}

static void
in_parts(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "100.01");
	struct paying one, whole;
	struct reply *r;

	T_STATUS(api_send(api_token("admin"), "PUT",
		     invoice_path(invoice, "/instalments"),
		     "{\"n\":2,\"first_due_on\":\"2027-01-01\"}"),
	    200);
	r = pay_part(s.token, invoice, 1);
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "amount_minor"), 5001);
	one = paying_of(r);
	T_STATUS(pay_part(s.token, invoice, 3), 422);
	/* All of it instead: the part cannot be paid besides. */
	whole = paying_of(pay(s.token, invoice));
	T_SAME(intent_status(one.intent), "canceled");
	r = pay_part(s.token, invoice, 1);
	T_STATUS(r, 201);
	T_SAME(intent_status(whole.intent), "canceled");
	T_SAME(standin_confirm(paying_of(r).intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(paying_of(r).id, "succeeded"));
	T_PROBLEM(pay_part(s.token, invoice, 1), 409, "nothing_owed");
	r = pay_part(s.token, invoice, 2);
	T_EQ(reply_int(r, "amount_minor"), 5000);
	T_SAME(standin_confirm(paying_of(r).intent, CARD_FINE), "succeeded");
	T_TRUE(invoice_becomes(invoice, "paid"));
	api_free();
}

/* What is under way counts as paid, and is owed again when it fails. */
static void
under_way(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "70");
	struct paying p = paying_of(pay(s.token, invoice));

	T_SAME(standin_confirm(p.intent, CARD_SLOW), "processing");
	T_TRUE(payment_becomes(p.id, "processing"));
	T_PROBLEM(pay(s.token, invoice), 409, "nothing_owed");
	a_second_later(); /* what happens within one has no order */
	standin("POST", "/settle",
	    api_format("{\"payment_intent\":\"%s\","
		       "\"ok\":false}",
		p.intent));
	T_TRUE(payment_becomes(p.id, "failed"));
	T_SAME(paying_of(pay(s.token, invoice)).id, p.id);
	T_SAME(standin_confirm(p.intent, CARD_SLOW), "processing");
	standin("POST", "/settle",
	    api_format("{\"payment_intent\":\"%s\"}", p.intent));
	T_TRUE(invoice_becomes(invoice, "paid"));
	api_free();
}

/* What one begins another pays, with a card of their own. */
static void
somebody_elses_card(void)
{
	struct somebody s = made_person("student"), p = made_person("parent");
	const char *invoice = invoice_made(s.id, "95"), *customer;
	struct paying a = paying_of(pay(s.token, invoice)), b;

	psql(api_format("insert into identity.relations (person_id, "
			"relative_id, kind) values ('%s', '%s', 'parent')",
	    p.id, s.id));
	T_SAME(paying_of(pay(p.token, invoice)).id, a.id);
	T_STATUS(
	    api_send(p.token, "POST", "/payments/methods/setup", "{}"), 200);
	b = paying_of(pay(p.token, invoice));
	T_TRUE(strcmp(a.id, b.id) != 0);
	T_SAME(intent_status(a.intent), "canceled");
	customer = psql(api_format("select stripe_customer_id from "
				   "billing.customers where user_id = '%s'",
	    p.id));
	T_SAME(stripe_text(standin_get(api_format(
			       "/v1/payment_intents/%s", b.intent)),
		   "customer"),
	    customer);
	api_free();
}

/* ---- At once */

/* However many pages are open, one of them can be paid. */
static void
one_road_at_a_time(void)
{
	struct somebody s = made_person("student"), p = made_person("parent");
	const char *invoice = invoice_made(s.id, "90"), *open;
	const char *body = api_format("{\"invoice_id\":\"%s\"}", invoice);
	struct ask a[6];
	struct reply *r[6];
	struct json_t *list, *one;
	size_t i, n = 0;

	psql(api_format("insert into identity.relations (person_id, "
			"relative_id, kind) values ('%s', '%s', 'parent')",
	    p.id, s.id));
	T_STATUS(
	    api_send(p.token, "POST", "/payments/methods/setup", "{}"), 200);
	T_STATUS(api_send(api_token("admin"), "PUT",
		     invoice_path(invoice, "/instalments"),
		     "{\"n\":3,\"first_due_on\":\"2027-01-01\"}"),
	    200);
	for (i = 0; i < NITEMS(a); i++)
		a[i] = (struct ask){ .method = "POST",
			.path = "/api/v1/payments/create-intent",
			.token = i % 2 == 0 ? s.token : p.token,
			.body = i < 4 ? body :
					api_format("{\"invoice_id\":\"%s\","
						   "\"instalment\":1}",
					    invoice) };
	api_race(a, NITEMS(a), r);
	for (i = 0; i < NITEMS(a); i++)
		T_TRUE(r[i]->status == 201 || r[i]->status == 409 ||
		    r[i]->status == 503);
	list = json_object_get(
	    standin_get("/v1/payment_intents?limit=100"), "data");
	json_array_foreach(list, i, one) {
		open = stripe_text(one, "metadata.invoice_id");
		n += open != NULL && strcmp(open, invoice) == 0 &&
		    strcmp(stripe_text(one, "status"), "canceled") != 0;
	}
	T_TRUE(n <= 1);
	T_STATUS(pay(s.token, invoice), 201);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "once", an_invoice_is_paid_once },
		{ "issued", only_what_is_issued },
		{ "old sum", the_old_sum_is_canceled },
		{ "parts", in_parts },
		{ "under way", under_way },
		{ "card", somebody_elses_card },
		{ "at once", one_road_at_a_time },
		CU_TEST_INFO_NULL,
	};

	api_start();
	standin_start();
	return suite_run("pay_invoices", tests);
}
