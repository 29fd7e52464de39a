/*
 * Stripe down, slow, busy, cut off in the middle: nothing is charged twice,
 * and nothing is lost.  After each fault the same thing is asked again, as
 * people do, and then there is one of it at Stripe.
 */
#include "core.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "arena.h"
#include "stripe.h"
#include "unit/suite.h"

#define CREATE "POST /v1/payment_intents"
#define REFUND "POST /v1/refunds"
#define ALL 20 /* more calls than one request makes */

static struct arena memory;

static const char *
body_made(void)
{
	return api_format("{\"amount\":45,\"payment_type\":\"books\","
			  "\"description\":\"Fault %u\"}",
	    unique());
}

/* What we have of it, as Stripe may have been asked and not have answered. */
static const char *
newest_of(const char *who)
{
	return psql(api_format("select id from billing.payments where "
			       "user_id = '%s' order by id desc limit 1",
	    who));
}

/* ---- What passes is not noticed */

static void
one_fault_is_not_seen(const char *kind)
{
	struct somebody s = made_person("student");
	struct reply *r;
	struct paying p;

	standin_fault(CREATE, 1, kind);
	r = pay_ask(s.token, body_made(), NULL);
	T_STATUS(r, 201);
	p = paying_of(r);
	T_EQ(standin_intents(p.id), 1);
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(p.id, "succeeded"));
	standin_fault(REFUND, 1, kind);
	T_STATUS(api_send(api_token("admin"), "POST",
		     api_format("/payments/%s/refund", p.id), "{}"),
	    201);
	T_EQ(standin_refunds(p.intent), 1);
	T_TRUE(payment_becomes(p.id, "refunded"));
	standin_calm();
	api_free();
}

static void
what_passes_is_not_seen(void)
{
	static const char *const kinds[] = { "500", "503", "409", "429",
		"slow 300", "slow_before 300", "reset_before", "reset_after",
		"half" };

	for (size_t i = 0; i < NITEMS(kinds); i++)
		one_fault_is_not_seen(kinds[i]);
}

/* ---- What stays is said, and then goes on */

static void
asked_again(const char *kind)
{
	struct somebody s = made_person("student");
	const char *body = body_made(), *id;
	struct reply *r;

	standin_fault("*", ALL, kind);
	r = pay_ask(s.token, body, NULL);
	T_PROBLEM(r, 503, "stripe_away");
	T_TRUE(*reply_header(r, "Retry-After") != '\0');
	id = newest_of(s.id);
	T_PROBLEM(pay_ask(s.token, body, NULL), 503, "stripe_away");
	T_SAME(newest_of(s.id), id);
	T_SAME(reply_text(
		   api_get(s.token, api_format("/payments/%s", id)), "status"),
	    "pending");
	standin_calm();
	r = pay_ask(s.token, body, NULL);
	T_STATUS(r, 201);
	T_SAME(paying_of(r).id, id);
	T_EQ(standin_intents(id), 1);
	api_free();
}

static void
refunded_again(const char *kind)
{
	struct paying p = paid_made(made_person("student").token, "33.00");
	const char *path = api_format("/payments/%s/refund", p.id);
	const char *admin = api_token("admin"), *one = "{\"amount\":11}";

	standin("POST", "", "{\"deliver\":\"hold\"}");
	standin_fault("*", ALL, kind);
	T_PROBLEM(api_send(admin, "POST", path, one), 503, "stripe_away");
	T_PROBLEM(api_send(admin, "POST", path, one), 503, "stripe_away");
	/* What may have gone is not given a second time. */
	T_PROBLEM(api_send(admin, "POST", path, "{\"amount\":22.01}"), 409,
	    "refund_too_much");
	standin("DELETE", "/faults", NULL);
	T_STATUS(api_send(admin, "POST", path, one), 201);
	T_EQ(standin_refunds(p.intent), 1);
	standin_calm();
	T_TRUE(becomes(
	    admin, api_format("/payments/%s", p.id), "refunded_minor", "1100"));
	T_SAME(psql(api_format("select count(*) from billing.refunds where "
			       "payment_id = '%s'",
		   p.id)),
	    "1");
	api_free();
}

static void
what_stays_goes_on(void)
{
	static const char *const kinds[] = { "500", "409", "429",
		"reset_before", "reset_after", "half" };

	for (size_t i = 0; i < NITEMS(kinds); i++) {
		asked_again(kinds[i]);
		refunded_again(kinds[i]);
	}
}

/* The answer under this key stays 500, though it was done: the event says so,
 * or a look at the list. */
static void
five_hundred_for_ever(void)
{
	struct somebody s = made_person("student");
	const char *body = body_made(), *id, *path;
	struct paying p;

	standin_fault(CREATE, 1, "500_kept");
	T_PROBLEM(pay_ask(s.token, body, NULL), 503, "stripe_away");
	id = newest_of(s.id);
	T_TRUE(psql_becomes(
	    api_format("select stripe_payment_intent_id like "
		       "'pi_%%' from billing.payments where id = '%s'",
		id),
	    "t"));
	T_STATUS(pay_ask(s.token, body, NULL), 201);
	T_EQ(standin_intents(id), 1);
	p = paid_made(s.token, "12.00");
	path = api_format("/payments/%s/refund", p.id);
	standin("POST", "", "{\"deliver\":\"drop\"}");
	standin_fault(REFUND, 1, "500_kept");
	T_PROBLEM(api_send(api_token("admin"), "POST", path, "{}"), 503,
	    "stripe_away");
	T_STATUS(api_send(api_token("admin"), "POST", path, "{}"), 201);
	T_EQ(standin_refunds(p.intent), 1);
	T_TRUE(payment_becomes(p.id, "refunded"));
	standin_calm();
	api_free();
}

/* It takes longer than anybody waits; asked again, it is the same one. */
static void
too_slow(void)
{
	struct somebody s = made_person("student");
	const char *body = body_made(), *id;
	struct reply *r;

	standin_fault(CREATE, 1, "slow 12000");
	T_PROBLEM(pay_ask(s.token, body, NULL), 503, "stripe_away");
	id = newest_of(s.id);
	do
		r = pay_ask(s.token, body, NULL);
	while (r->status == 503);
	T_STATUS(r, 201);
	T_SAME(paying_of(r).id, id);
	T_EQ(standin_intents(id), 1);
	api_free();
}

/* ---- What is refused is over */

static void
refused_is_over(void)
{
	static const struct {
		const char *kind, *slug, *state;
		long status;
	} of[] = {
		{ "402", "card_declined", "failed", 402 },
		{ "401", "stripe_refused", "pending", 502 },
		{ "404", "stripe_refused", "pending", 502 },
	};

	for (size_t i = 0; i < NITEMS(of); i++) {
		struct somebody s = made_person("student");
		const char *body = body_made(), *id;

		standin_fault(CREATE, 1, of[i].kind);
		T_PROBLEM(
		    pay_ask(s.token, body, NULL), of[i].status, of[i].slug);
		id = newest_of(s.id);
		T_SAME(
		    reply_text(api_get(s.token, api_format("/payments/%s", id)),
			"status"),
		    of[i].state);
		T_EQ(standin_intents(id), 0);
		T_STATUS(pay_ask(s.token, body, NULL), 201);
	}
	api_free();
}

/* A key stays with what came of it. */
static void
refused_under_a_key(void)
{
	const char *token = made_person("student").token;
	const char *body = body_made(), *key = api_format("no-%u", unique());

	standin_fault(CREATE, 1, "402");
	T_PROBLEM(pay_ask(token, body, key), 402, "card_declined");
	T_PROBLEM(pay_ask(token, body, key), 409, "payment_state");
	T_STATUS(pay_ask(token, body, NULL), 201);
	api_free();
}

static void
a_refused_refund_is_free_again(void)
{
	struct paying p = paid_made(made_person("student").token, "15.00");
	const char *admin = api_token("admin");
	const char *path = api_format("/payments/%s/refund", p.id);

	standin_fault(REFUND, 1, "402");
	T_PROBLEM(api_send(admin, "POST", path, "{}"), 502, "stripe_refused");
	T_EQ(reply_int(api_get(admin, api_format("/payments/%s", p.id)),
		 "refundable_minor"),
	    1500);
	standin_fault(REFUND, 1, "401");
	T_PROBLEM(api_send(admin, "POST", path, "{}"), 502, "stripe_refused");
	T_STATUS(api_send(admin, "POST", path, "{}"), 201);
	T_EQ(standin_refunds(p.intent), 1);
	api_free();
}

/* ---- Canceling, cards */

static const char *
card_of(const struct somebody *s)
{
	struct param form = { "customer", NULL };

	T_STATUS(
	    api_send(s->token, "POST", "/payments/methods/setup", "{}"), 200);
	form.value = psql(api_format("select stripe_customer_id from "
				     "billing.customers where user_id = '%s'",
	    s->id));
	return stripe_text(
	    stripe_post(&memory, "/v1/payment_methods/pm_card_visa/attach",
		&form, 1, NULL)
		.json,
	    "id");
}

/* Whatever is asked of Stripe, by every road. */
static void
each_road(const struct somebody *s, const char *cancel, const char *card,
    long status, const char *slug)
{
	const char *own = api_format("/payments/methods/%s", card);

	T_PROBLEM(api_send(s->token, "POST", cancel, NULL), status, slug);
	T_PROBLEM(api_send(s->token, "POST", "/payments/methods/setup", "{}"),
	    status, slug);
	T_PROBLEM(api_get(s->token, "/payments/methods"), status, slug);
	T_PROBLEM(
	    api_send(s->token, "POST", api_format("%s/default", own), NULL),
	    status, slug);
	T_PROBLEM(api_send(s->token, "DELETE", own, NULL), status, slug);
}

static void
the_rest_of_it(void)
{
	struct somebody s = made_person("student");
	const char *card = card_of(&s);
	struct paying p = paying_made(s.token, "16.00");
	const char *path = api_format("/payments/%s/cancel", p.id);

	standin_fault("*", 100, "500");
	each_road(&s, path, card, 503, "stripe_away");
	standin("DELETE", "/faults", NULL);
	standin_fault("*", 100, "401");
	each_road(&s, path, card, 502, "stripe_refused");
	standin("DELETE", "/faults", NULL);
	standin_fault("*", ALL, "reset_after");
	T_PROBLEM(api_send(s.token, "POST", path, NULL), 503, "stripe_away");
	standin_calm();
	T_TRUE(payment_becomes(p.id, "failed"));
	api_free();
	arena_reset(&memory);
}

/* Nobody knows whether the customer was made: there is one all the same. */
static void
one_customer(void)
{
	struct somebody s = made_person("student");

	standin_fault("*", ALL, "reset_after");
	T_PROBLEM(api_send(s.token, "POST", "/payments/methods/setup", "{}"),
	    503, "stripe_away");
	standin_calm();
	T_STATUS(
	    api_send(s.token, "POST", "/payments/methods/setup", "{}"), 200);
	T_EQ(standin_calls(api_format("path=/v1/customers&method=POST&"
				      "status=200&key=%s",
		 psql(api_format("select stripe_key from "
				 "billing.customers where user_id = '%s'",
		     s.id)))) > 1,
	    true);
	T_SAME(psql(api_format(
		   "select count(*) from billing.customers where "
		   "user_id = '%s' and stripe_customer_id like 'cus_%%'",
		   s.id)),
	    "1");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "passes", what_passes_is_not_seen },
		{ "stays", what_stays_goes_on },
		{ "kept", five_hundred_for_ever },
		{ "slow", too_slow },
		{ "refused", refused_is_over },
		{ "refused refund", a_refused_refund_is_free_again },
		{ "refused key", refused_under_a_key },
		{ "the rest", the_rest_of_it },
		{ "customer", one_customer },
		CU_TEST_INFO_NULL,
	};

	int rc;

	api_start();
	standin_start();
	rc = suite_run("stripe_faults", tests);
	arena_free(&memory);
	return rc;
}
