/* What is given back: never more than was paid, never twice. */
#include "core.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "arena.h"
#include "stripe.h"
#include "unit/suite.h"

#define RACERS 6u
#define REFUNDS "method=POST&path=/v1/refunds"

static struct arena memory;

static struct reply *
refund(const struct paying *p, const char *body, const char *key)
{
	const char *path = api_format("/payments/%s/refund", p->id);

	if (key == NULL)
		return api_send(api_token("admin"), "POST", path, body);
	return send_with(api_token("admin"), "POST", path, body,
	    api_format("Idempotency-Key: %s", key));
}

static struct reply *
look(const struct paying *p)
{
	return api_get(api_token("admin"), api_format("/payments/%s", p->id));
}

static bool
becomes_refunded(const struct paying *p, const char *minor)
{
	return becomes(api_token("admin"), api_format("/payments/%s", p->id),
	    "refunded_minor", minor);
}

/* Debits less credits of an account, of one payment. */
static const char *
booked(const struct paying *p, const char *account)
{
	return psql(api_format(
	    "select coalesce(sum(amount_minor), 0) from "
	    "billing.postings where payment_id = '%s' and account = '%s'",
	    p->id, account));
}

/* ---- How much */

static void
parts_and_the_whole(void)
{
	struct somebody s = made_person("student");
	struct paying p = paid_made(s.token, "100.00");
	long before = standin_calls(REFUNDS);
	struct reply *r = refund(&p, "{\"amount\":30.5}", NULL);

	T_STATUS(r, 201);
	T_EQ(reply_int(r, "amount_minor"), 3050);
	T_TRUE(strncmp(reply_text(r, "stripe_refund_id"), "re_", 3) == 0);
	T_TRUE(becomes_refunded(&p, "3050"));
	T_SAME(reply_text(look(&p), "status"), "succeeded");
	T_PROBLEM(
	    refund(&p, "{\"amount\":69.51}", NULL), 409, "refund_too_much");
	T_STATUS(
	    refund(&p, "{\"amount\":69.49,\"reason\":\"duplicate\"}", NULL),
	    201);
	T_STATUS(refund(&p, "{}", NULL), 201);
	T_TRUE(payment_becomes(p.id, "refunded"));
	T_PROBLEM(refund(&p, "{}", NULL), 409, "refund_too_much");
	T_PROBLEM(
	    refund(&p, "{\"amount\":0.01}", NULL), 409, "refund_too_much");
	T_EQ(standin_refunds(p.intent), 3);
	T_EQ(standin_calls(REFUNDS), before + 3);
	T_SAME(booked(&p, "stripe"), "0");
	T_SAME(booked(&p, "receivable"), "0");
	api_free();
}

static void
amounts_that_are_none(void)
{
	static const char *const wrong[] = { "0", "-1", "0.001", "1e18",
		"\"12,50\"", "\"x\"", "true" };
	struct somebody s = made_person("student");
	struct paying p = paid_made(s.token, "10.00"), q;

	for (size_t i = 0; i < NITEMS(wrong); i++)
		T_STATUS(
		    refund(&p, api_format("{\"amount\":%s}", wrong[i]), NULL),
		    422);
	T_STATUS(refund(&p, "{\"reason\":\"because\"}", NULL), 422);
	T_STATUS(api_send(s.token, "POST",
		     api_format("/payments/%s/refund", p.id), "{}"),
	    403);
	T_STATUS(api_send(api_token("admin@other.example"), "POST",
		     api_format("/payments/%s/refund", p.id), "{}"),
	    404);
	q = paying_made(s.token, "11.00");
	T_PROBLEM(refund(&q, "{}", NULL), 409, "payment_state");
	T_EQ(standin_refunds(p.intent), 0);
	T_EQ(reply_int(look(&p), "refundable_minor"), 1000);
	api_free();
}

/* ---- Once */

static void
race(const struct paying *p, const char *body, struct reply **r)
{
	struct ask a[RACERS];

	for (size_t i = 0; i < RACERS; i++)
		a[i] = (struct ask){ .method = "POST",
			.token = api_token("admin"),
			.body = body,
			.path =
			    api_format("/api/v1/payments/%s/refund", p->id) };
	api_race(a, RACERS, r);
}

/* However many ask for all of it at once: it goes back once. */
static void
all_of_it_at_once(void)
{
	struct paying p = paid_made(made_person("student").token, "40.00");
	struct reply *r[RACERS];
	size_t done = 0;

	race(&p, "{}", r);
	for (size_t i = 0; i < RACERS; i++) {
		done += r[i]->status == 201;
		T_TRUE(r[i]->status == 201 || r[i]->status == 409);
	}
	T_TRUE(done >= 1);
	T_TRUE(payment_becomes(p.id, "refunded"));
	T_EQ(standin_refunds(p.intent), 1);
	T_SAME(booked(&p, "stripe"), "0");
	api_free();
}

/* Two of sixty in a hundred are too much, whichever comes first; the other
 * does not get as far as Stripe. */
static void
too_much_at_once(void)
{
	struct paying p = paid_made(made_person("student").token, "100.00");
	struct reply *r[RACERS];
	struct ask a[RACERS];
	const char *path = api_format("/api/v1/payments/%s/refund", p.id);
	long before = standin_calls(REFUNDS);
	size_t done = 0;

	for (size_t i = 0; i < RACERS; i++)
		a[i] = (struct ask){ .method = "POST",
			.token = api_token("admin"),
			.path = path,
			.body = api_format("{\"amount\":60.0%zu}", i) };
	api_race(a, RACERS, r);
	for (size_t i = 0; i < RACERS; i++) {
		done += r[i]->status == 201;
		T_TRUE(r[i]->status == 201 || r[i]->status == 409);
	}
	T_EQ(done, 1);
	T_EQ(standin_refunds(p.intent), 1);
	T_EQ(standin_calls(REFUNDS), before + 1);
	api_free();
}

static void
a_key_is_for_one_refund(void)
{
	struct paying p = paid_made(made_person("student").token, "100.00");
	const char *key = api_format("back-%u", unique());
	struct reply *r = refund(&p, "{\"amount\":10}", key), *again;

	T_STATUS(r, 201);
	again = refund(&p, "{\"amount\":10}", key);
	T_STATUS(again, 201);
	T_SAME(reply_text(again, "id"), reply_text(r, "id"));
	T_PROBLEM(refund(&p, "{\"amount\":11}", key), 422, "key_reused");
	T_EQ(standin_refunds(p.intent), 1);
	T_STATUS(refund(&p, "{\"amount\":10}", api_format("%s-2", key)), 201);
	T_EQ(standin_refunds(p.intent), 2);
	api_free();
}

/* ---- What Stripe says later */

static void
one_that_fails_gives_it_back(void)
{
	struct paying p = paid_made(made_person("student").token, "20.00");
	struct reply *r = refund(&p, "{}", NULL);

	T_STATUS(r, 201);
	T_TRUE(payment_becomes(p.id, "refunded"));
	standin("POST", "/refund",
	    api_format(
		"{\"refund\":\"%s\"}", reply_text(r, "stripe_refund_id")));
	T_TRUE(payment_becomes(p.id, "succeeded"));
	r = look(&p);
	T_EQ(reply_int(r, "refundable_minor"), 2000);
	T_SAME(reply_text(r, "refunds.0.status"), "failed");
	T_SAME(booked(&p, "stripe"), "2000");
	T_STATUS(refund(&p, "{}", NULL), 201);
	T_TRUE(payment_becomes(p.id, "refunded"));
	T_SAME(booked(&p, "stripe"), "0");
	api_free();
}

/* Given back at Stripe's dashboard. */
static void
one_that_we_did_not_make(void)
{
	struct paying p = paid_made(made_person("student").token, "20.00");
	struct param form[] = { { "payment_intent", p.intent },
		{ "amount", "500" } };

	T_EQ(stripe_post(&memory, "/v1/refunds", form, NITEMS(form), NULL)
		 .outcome,
	    STRIPE_DONE);
	T_TRUE(becomes_refunded(&p, "500"));
	T_PROBLEM(
	    refund(&p, "{\"amount\":15.01}", NULL), 409, "refund_too_much");
	T_STATUS(refund(&p, "{}", NULL), 201);
	T_TRUE(payment_becomes(p.id, "refunded"));
	/* Of one of which no event came yet, Stripe knows. */
	p = paid_made(made_person("student").token, "20.00");
	standin("POST", "", "{\"deliver\":\"hold\"}");
	form[0].value = p.intent;
	form[1].value = "1500";
	T_EQ(stripe_post(&memory, "/v1/refunds", form, NITEMS(form), NULL)
		 .outcome,
	    STRIPE_DONE);
	T_PROBLEM(refund(&p, "{\"amount\":10}", NULL), 409, "refund_too_much");
	standin_calm();
	T_TRUE(becomes_refunded(&p, "1500"));
	T_EQ(reply_int(look(&p), "refundable_minor"), 500);
	api_free();
	arena_reset(&memory);
}

static void
disputed_is_with_the_bank(void)
{
	struct paying p = paying_made(made_person("student").token, "20.00");
	const char *path = api_format("/payments/%s", p.id);
	long before;

	T_SAME(standin_confirm(p.intent, CARD_DISPUTED), "succeeded");
	T_TRUE(becomes(
	    api_token("admin"), path, "dispute_status", "needs_response"));
	before = standin_calls(REFUNDS);
	T_PROBLEM(refund(&p, "{}", NULL), 409, "disputed");
	T_EQ(standin_calls(REFUNDS), before);
	T_EQ(json_array_size(reply_at(look(&p), "disputes")), 1);
	T_STATUS(api_get(api_token("admin"),
		     "/disputes?status="
		     "needs_response"),
	    200);
	standin("POST", "/dispute",
	    api_format("{\"payment_intent\":\"%s\","
		       "\"status\":\"won\"}",
		p.intent));
	T_TRUE(becomes(api_token("admin"), path, "dispute_status", "won"));
	T_SAME(booked(&p, "disputes"), "0");
	T_SAME(booked(&p, "stripe"), "2000");
	/* Disputed, and nobody has said so yet: Stripe knows. */
	p = paid_made(made_person("student").token, "21.00");
	standin("POST", "", "{\"deliver\":\"hold\"}");
	standin("POST", "/dispute",
	    api_format("{\"payment_intent\":\"%s\"}", p.intent));
	T_PROBLEM(refund(&p, "{}", NULL), 409, "disputed");
	standin_calm();
	T_TRUE(becomes(api_token("admin"), api_format("/payments/%s", p.id),
	    "dispute_status", "needs_response"));
	T_SAME(reply_text(look(&p), "refunds.0.status"), "failed");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "parts", parts_and_the_whole },
		{ "no amounts", amounts_that_are_none },
		{ "all at once", all_of_it_at_once },
		{ "too much at once", too_much_at_once },
		{ "key", a_key_is_for_one_refund },
		{ "fails", one_that_fails_gives_it_back },
		{ "dashboard", one_that_we_did_not_make },
		{ "disputed", disputed_is_with_the_bank },
		CU_TEST_INFO_NULL,
	};
	int rc;

	api_start();
	standin_start();
	rc = suite_run("refunds", tests);
	arena_free(&memory);
	return rc;
}
