/* Pages on which one pays, and Stripe's own: one payment, one intent. */
#include "core.h"
#include "api/billing.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "api/standin.h"
#include "stripe.h"
#include "unit/suite.h"

static struct reply *
send_invoice(const char *token, const char *invoice)
{
	return api_send(token, "POST", invoice_path(invoice, "/send"), "{}");
}

static struct reply *
send_payment(const char *token, const char *payment)
{
	return api_send(token, "POST",
	    api_format("/payments/%s/send", payment), "{}");
}

static struct reply *
ask_invoice(const char *token, const char *invoice)
{
	return pay_ask(token,
	    api_format("{\"invoice_id\":\"%s\"}", invoice), NULL);
}

static bool
invoice_becomes(const char *invoice, const char *status)
{
	return becomes(api_token("admin"), invoice_path(invoice, ""),
	    "status", status);
}

static const char *
intent_of(const char *payment)
{
	return psql(api_format("select stripe_payment_intent_id from "
			       "billing.payments where id = '%s'",
	    payment));
}

static const char *
intent_says(const char *intent, const char *what)
{
	return stripe_text(standin_get(api_format("/v1/payment_intents/%s",
			       intent)),
	    what);
}

/* ---- On Stripe's page */

static void
it_is_of_the_payment(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "75.50");
	struct reply *r = send_invoice(s.token, invoice);
	const char *payment, *intent, *theirs;
	json_t *at;

	T_STATUS(r, 200);
	payment = reply_text(r, "payment_id");
	T_TRUE(strncmp(reply_text(r, "url"), "http://127.0.0.1", 16) == 0);
	intent = intent_of(payment);
	T_SAME(intent_says(intent, "metadata.payment_id"), payment);
	T_SAME(intent_says(intent, "metadata.invoice_id"), invoice);
	theirs = intent_says(intent, "invoice");
	at = standin_get(api_format("/v1/invoices/%s", theirs));
	T_EQ(stripe_int(at, "amount_due"), 7550);
	T_SAME(stripe_text(at, "metadata.payment_id"), payment);
	T_SAME(reply_text(send_invoice(s.token, invoice), "url"),
	    stripe_text(at, "hosted_invoice_url"));
	T_STATUS(send_invoice(made_person("student").token, invoice), 404);
	T_STATUS(send_payment(made_person("student").token, payment), 404);
	T_SAME(standin_confirm(intent, CARD_FINE), "succeeded");
	T_TRUE(invoice_becomes(invoice, "paid"));
	T_TRUE(payment_becomes(payment, "succeeded"));
	T_PROBLEM(send_invoice(s.token, invoice), 409, "nothing_owed");
	api_free();
}

/* Wherever one begins, there is one intent that can be paid. */
static void
here_and_there_is_one_payment(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "60");
	struct paying here = paying_of(ask_invoice(s.token, invoice));
	struct reply *r = send_invoice(s.token, invoice);
	const char *there;

	T_STATUS(r, 200);
	there = reply_text(r, "payment_id");
	T_SAME(intent_says(here.intent, "status"), "canceled");
	T_TRUE(strcmp(here.id, there) != 0);
	r = ask_invoice(s.token, invoice);
	T_STATUS(r, 201);
	T_SAME(paying_of(r).id, there);
	T_SAME(paying_of(r).intent, intent_of(there));
	T_EQ(standin_intents(there), 1);
	api_free();
}

/* What is owed is less now: the page of before takes nothing. */
static void
the_old_page_is_void(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "200");
	struct reply *r = send_invoice(s.token, invoice);
	const char *old = intent_of(reply_text(r, "payment_id")), *theirs;

	theirs = intent_says(old, "invoice");
	T_STATUS(api_send(api_token("admin"), "POST",
		     invoice_path(invoice, "/credit-notes"),
		     "{\"amount\":50,\"reason\":\"Too much\"}"),
	    201);
	r = ask_invoice(s.token, invoice);
	T_STATUS(r, 201);
	T_EQ(reply_int(r, "amount_minor"), 15000);
	T_SAME(stripe_text(standin_get(api_format("/v1/invoices/%s", theirs)),
		   "status"),
	    "void");
	T_SAME(intent_says(old, "status"), "canceled");
	api_free();
}

static void
of_a_payment_without_an_invoice(void)
{
	struct somebody s = made_person("student");
	struct paying p = paying_made(s.token, "31.41");
	struct reply *r = send_payment(s.token, p.id);

	T_STATUS(r, 200);
	T_SAME(intent_says(p.intent, "status"), "canceled");
	p.intent = intent_of(reply_text(r, "payment_id"));
	T_EQ(stripe_int(standin_get(api_format("/v1/payment_intents/%s",
			    p.intent)),
		 "amount"),
	    3141);
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(reply_text(r, "payment_id"), "succeeded"));
	api_free();
}

/* ---- Refusals */

static void
what_cannot_be_sent(void)
{
	struct somebody s = made_person("student");
	const char *invoice = invoice_made(s.id, "44"), *payment;
	struct paying p = paying_of(ask_invoice(s.token, invoice));

	/* Paid at Stripe, and nobody has told us. */
	standin("POST", "", "{\"deliver\":\"hold\"}");
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_PROBLEM(send_payment(s.token, p.id), 409, "payment_state");
	T_PROBLEM(send_invoice(s.token, invoice), 409, "payment_state");
	standin_calm();
	standin("POST", "/flush", "{}");
	T_TRUE(invoice_becomes(invoice, "paid"));
	T_PROBLEM(send_payment(s.token, p.id), 409, "nothing_owed");
	invoice = invoice_made(s.id, "45");
	payment = paying_of(ask_invoice(s.token, invoice)).id;
	T_STATUS(invoice_do(invoice, "void"), 200);
	T_PROBLEM(send_invoice(s.token, invoice), 409, "invoice_state");
	T_PROBLEM(send_payment(s.token, payment), 409, "invoice_state");
	api_free();
}

/* Each step may be the one that fails; asked again it goes on. */
static void
stripe_is_away(void)
{
	static const char *const steps[] = { "/v1/customers", "/v1/invoices",
		"/v1/invoiceitems", "/v1/invoices/*/finalize" };
	static const struct {
		const char *kind;
		int n, status;
		const char *slug;
	} ways[] = {
		{ "503", 3, 503, "stripe_away" },
		{ "reset_after", 20, 503, "stripe_away" },
		{ "401", 1, 502, "stripe_refused" },
		{ "402", 1, 402, "card_declined" },
	};

	for (size_t i = 0; i < NITEMS(steps) * NITEMS(ways); i++) {
		const char *step = steps[i % NITEMS(steps)];
		size_t w = i / NITEMS(steps);
		struct somebody s = made_person("student");
		const char *invoice = invoice_made(s.id, "12");
		struct paying p = { .id = "" };
		struct reply *r;

		if (i % 2 == 1) /* from either door */
			p = paying_made(s.token, "12");
		standin_fault(step, ways[w].n, ways[w].kind);
		r = *p.id == '\0' ? send_invoice(s.token, invoice) :
				    send_payment(s.token, p.id);
		T_PROBLEM(r, ways[w].status, ways[w].slug);
		standin_calm();
		r = *p.id == '\0' ? send_invoice(s.token, invoice) :
				    send_payment(s.token, p.id);
		T_STATUS(r, 200);
		T_EQ(standin_intents(reply_text(r, "payment_id")), 1);
		api_free();
	}
}

/* ---- Our pages */

static void
stripes_script_is_let_in_here_alone(void)
{
	static const char *const with[] = { "/payments/methods/new" };
	static const char *const without[] = { "/payments", "/account",
		"/payments/methods" };
	struct reply *r;

	for (size_t i = 0; i < NITEMS(with); i++) {
		const char *policy;

		r = page_of("student", with[i]);
		T_STATUS(r, 200);
		policy = reply_header(r, "Content-Security-Policy");
		T_TRUE(strstr(policy, "script-src 'self' http://127.0.0.1:") !=
		    NULL);
		T_TRUE(strstr(policy, "default-src 'none'") != NULL);
		T_TRUE(strstr(policy, "frame-ancestors 'none'") != NULL);
		T_TRUE(strstr(policy, "unsafe") == NULL);
		T_TRUE(strstr(r->body, "no money moves") != NULL);
		T_TRUE(strstr(r->body, "sk_test") == NULL);
		T_TRUE(strstr(r->body, "_secret_") == NULL);
	}
	for (size_t i = 0; i < NITEMS(without); i++) {
		r = page_of("student", without[i]);
		T_STATUS(r, 200);
		T_TRUE(strstr(reply_header(r, "Content-Security-Policy"),
			   "script-src 'self';") != NULL);
	}
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "of the payment", it_is_of_the_payment },
		{ "here and there", here_and_there_is_one_payment },
		{ "the old page", the_old_page_is_void },
		{ "no invoice", of_a_payment_without_an_invoice },
		{ "refused", what_cannot_be_sent },
		{ "stripe away", stripe_is_away },
		{ "policy", stripes_script_is_let_in_here_alone },
		CU_TEST_INFO_NULL,
	};

	api_start();
	standin_start();
	return suite_run("pay pages", tests);
}
