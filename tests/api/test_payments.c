/* Payments by card and by hand: asked for, looked at, canceled, kept cards. */
#include "core.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "arena.h"
#include "stripe.h"
#include "unit/suite.h"

#define RACERS 8u
#define CREATES "method=POST&path=/v1/payment_intents"

static struct arena memory;

/* ---- Amounts */

static void
amounts_are_exact(void)
{
	static const struct {
		const char *amount, *currency, *shown;
		int64_t minor;
	} of[] = {
		{ "0.57", "USD", "0.57", 57 },
		{ "1.10", "USD", "1.10", 110 },
		{ "19.99", "EUR", "19.99", 1999 },
		{ "8.2", "USD", "8.20", 820 },
		{ "999999.99", "USD", "999999.99", 99999999 },
		{ "500", "JPY", "500", 500 },
		{ "12.34", "KWD", "12.340", 12340 },
		{ "1.010", "BHD", "1.010", 1010 },
		{ "70", "ISK", "70.00", 7000 },
	};
	struct somebody s = made_person("student");

	for (size_t i = 0; i < NITEMS(of); i++) {
		struct reply *r = pay_ask(s.token,
		    api_format(
			"{\"amount\":%s,\"currency\":\"%s\",\"payment_type\":"
			"\"fees\"}",
			of[i].amount, of[i].currency),
		    NULL);
		json_t *at;

		T_STATUS(r, 201);
		T_EQ(reply_int(r, "amount_minor"), of[i].minor);
		T_TRUE(strstr(r->body,
			   api_format("\"amount\":%s,", of[i].shown)) != NULL);
		at = standin_get(
		    api_format("/v1/payment_intents/%s", paying_of(r).intent));
		T_EQ(stripe_int(at, "amount"), of[i].minor);
		T_SAME(stripe_text(at, "metadata.payment_id"), paying_of(r).id);
		T_SAME(stripe_text(at, "metadata.user_id"), s.id);
		T_SAME(stripe_text(at, "metadata.payment_type"), "fees");
		T_SAME(stripe_text(at, "metadata.school_id"), my_school());
	}
	api_free();
}

/* None of them gets as far as Stripe. */
static void
amounts_that_are_none(void)
{
	static const char *const wrong[][2] = {
		{ "\"amount\":0", "amount" },
		{ "\"amount\":-1", "amount" },
		{ "\"amount\":0.001", "amount" },
		{ "\"amount\":1e18", "amount" },
		{ "\"amount\":1000000", "amount" },
		{ "\"amount\":\"12,50\"", "amount" },
		{ "\"amount\":\"twelve\"", "amount" },
		{ "\"amount\":12.345", "amount" },
		{ "\"currency\":\"USD\"", "amount" },
		{ "\"amount\":1.5,\"currency\":\"JPY\"", "amount" },
		{ "\"amount\":1.001,\"currency\":\"KWD\"", "amount" },
		{ "\"amount\":70.5,\"currency\":\"ISK\"", "amount" },
		{ "\"amount\":5,\"currency\":\"XXX\"", "currency" },
		{ "\"amount\":5,\"currency\":\"usd\"", "currency" },
		{ "\"amount\":5,\"currency\":\"DOLLARS\"", "currency" },
	};
	const char *token = made_person("student").token;
	long before = standin_calls(CREATES);

	for (size_t i = 0; i < NITEMS(wrong); i++) {
		struct reply *r = pay_ask(token,
		    api_format("{\"payment_type\":\"fees\",%s}", wrong[i][0]),
		    NULL);

		T_STATUS(r, 422);
		T_TRUE(reply_names(r, wrong[i][1]));
	}
	T_STATUS(pay_ask(token, "{\"amount\":5}", NULL), 422);
	T_EQ(standin_calls(CREATES), before);
	/* What Stripe alone knows: its least amount. */
	T_STATUS(
	    pay_ask(token, "{\"amount\":0.4,\"payment_type\":\"fees\"}", NULL),
	    422);
	T_SAME(reply_text(api_get(token, "/payments"), "items.0.status"),
	    "failed");
	api_free();
}

/* ---- Once */

static void
the_same_is_the_same(void)
{
	const char *token = made_person("student").token;
	const char *body = "{\"amount\":50,\"payment_type\":\"tuition\","
			   "\"semester\":\"spring\",\"year\":2025}";
	struct reply *r = pay_ask(token, body, NULL), *again;

	T_STATUS(r, 201);
	T_SAME(reply_header(r, "Location"),
	    api_format("/api/v1/payments/%s", paying_of(r).id));
	again = pay_ask(token, body, NULL);
	T_STATUS(again, 201);
	T_SAME(paying_of(again).id, paying_of(r).id);
	T_SAME(paying_of(again).secret, paying_of(r).secret);
	T_EQ(standin_intents(paying_of(r).id), 1);
	T_SAME(psql(api_format("select count(*), count(distinct actor), "
	    "count(distinct request_id) from platform.audit where object = "
	    "'%s' and action = 'POST /payments/create-intent'",
		   paying_of(r).id)),
	    "2|1|2");
	again = pay_ask(token,
	    "{\"amount\":50,\"payment_type\":\"tuition\","
	    "\"semester\":\"fall\",\"year\":2025}",
	    NULL);
	T_TRUE(strcmp(paying_of(again).id, paying_of(r).id) != 0);
	api_free();
}

static void
a_key_is_for_one_thing(void)
{
	const char *token = made_person("student").token;
	const char *key = api_format("once-%u", unique());
	const char *body = "{\"amount\":51,\"payment_type\":\"books\"}";
	struct reply *r = pay_ask(token, body, key), *again;

	T_STATUS(r, 201);
	again = pay_ask(token, body, key);
	T_STATUS(again, 201);
	T_SAME(paying_of(again).id, paying_of(r).id);
	T_PROBLEM(
	    pay_ask(token, "{\"amount\":52,\"payment_type\":\"books\"}", key),
	    422, "key_reused");
	/* Also when it is paid; without the key it is another one. */
	T_SAME(standin_confirm(paying_of(r).intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(paying_of(r).id, "succeeded"));
	again = pay_ask(token, body, key);
	T_SAME(paying_of(again).id, paying_of(r).id);
	again = pay_ask(token, body, NULL);
	T_TRUE(strcmp(paying_of(again).id, paying_of(r).id) != 0);
	/* It is its owner's alone. */
	again = pay_ask(made_person("student").token, body, key);
	T_STATUS(again, 201);
	T_TRUE(strcmp(paying_of(again).id, paying_of(r).id) != 0);
	T_STATUS(pay_ask(token, body, api_format("%0300d", 1)), 400);
	api_free();
}

static void
at_once_is_once(void)
{
	const char *token = made_person("student").token;
	struct ask a[RACERS];
	struct reply *r[RACERS];
	const char *id = NULL;

	for (size_t i = 0; i < RACERS; i++)
		a[i] = (struct ask){ .method = "POST",
			.token = token,
			.path = "/api/v1/payments/create-intent",
			.body = "{\"amount\":77,\"payment_type\":\"other\"}" };
	api_race(a, RACERS, r);
	for (size_t i = 0; i < RACERS; i++) {
		T_STATUS(r[i], 201);
		if (id == NULL)
			id = paying_of(r[i]).id;
		T_SAME(paying_of(r[i]).id, id);
	}
	T_EQ(standin_intents(id), 1);
	api_free();
}

/* ---- States */

static void
no_is_not_the_end(void)
{
	struct somebody s = made_person("student");
	const char *body = "{\"amount\":60,\"payment_type\":\"books\"}";
	struct paying p = paying_of(pay_ask(s.token, body, NULL));
	struct reply *r;

	T_SAME(standin_confirm(p.intent, CARD_POOR), "");
	T_TRUE(payment_becomes(p.id, "failed"));
	r = api_get(s.token, api_format("/payments/%s", p.id));
	T_SAME(reply_text(r, "failure_code"), "insufficient_funds");
	T_SAME(reply_text(r, "is_open"), "true");
	/* The same one is given again, for another card. */
	T_SAME(paying_of(pay_ask(s.token, body, NULL)).intent, p.intent);
	T_SAME(standin_confirm(p.intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(p.id, "succeeded"));
	r = api_get(s.token, api_format("/payments/%s", p.id));
	T_SAME(reply_text(r, "method"), "visa 4242");
	T_EQ(reply_int(r, "received_minor"), 6000);
	T_TRUE(*reply_text(r, "receipt_number") != '\0');
	api_free();
}

static void
canceled_is_canceled(void)
{
	struct somebody s = made_person("student");
	struct paying p = paying_made(s.token, "61.00"), q;
	const char *path = api_format("/payments/%s/cancel", p.id);
	struct reply *r;

	T_STATUS(
	    api_send(made_person("student").token, "POST", path, NULL), 404);
	r = api_send(s.token, "POST", path, NULL);
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "status"), "failed");
	T_SAME(reply_text(r, "failure_code"), "canceled");
	T_SAME(stripe_text(
		   standin_get(api_format("/v1/payment_intents/%s", p.intent)),
		   "status"),
	    "canceled");
	T_PROBLEM(api_send(s.token, "POST", path, NULL), 409, "payment_state");
	q = paid_made(s.token, "62.00");
	T_PROBLEM(api_send(s.token, "POST",
		      api_format("/payments/%s/cancel", q.id), NULL),
	    409, "payment_state");
	/* Paid, and nobody has said so yet. */
	q = paying_made(s.token, "63.00");
	standin("POST", "", "{\"deliver\":\"hold\"}");
	standin_confirm(q.intent, CARD_FINE);
	T_PROBLEM(api_send(s.token, "POST",
		      api_format("/payments/%s/cancel", q.id), NULL),
	    409, "payment_state");
	standin_calm();
	T_TRUE(payment_becomes(q.id, "succeeded"));
	api_free();
}

/* ---- Whose */

static void
whose_it_is(void)
{
	struct somebody s = made_person("student"), p = made_person("parent");
	struct paying x = paying_made(s.token, "64.00");
	const char *one = api_format("/payments/%s", x.id);
	const char *history = api_format("/payments/%s/history", x.id);
	const char *body = api_format("{\"amount\":5,\"payment_type\":\"fees\","
				      "\"user_id\":\"%s\"}",
	    s.id);
	struct reply *r;

	T_STATUS(api_get(s.token, one), 200);
	T_STATUS(api_get(api_token("admin"), one), 200);
	T_STATUS(api_get(p.token, one), 404);
	T_STATUS(api_get(made_person("student").token, history), 404);
	T_STATUS(api_get(made_person("teacher").token, one), 403);
	T_STATUS(api_get(api_token("admin@other.example"), one), 404);
	T_STATUS(pay_ask(made_person("student").token, body, NULL), 422);
	T_STATUS(pay_ask(p.token, body, NULL), 422);
	T_STATUS(pay_ask(api_token("admin@other.example"), body, NULL), 422);
	psql(api_format("insert into identity.relations (person_id, "
			"relative_id, kind) values ('%s', '%s', 'parent')",
	    p.id, s.id));
	T_STATUS(api_get(p.token, one), 200);
	/* A ward is whom one pays for, when there is one. */
	r = pay_ask(p.token, "{\"amount\":5,\"payment_type\":\"fees\"}", NULL);
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "user_id"), s.id);
	r = api_get(p.token, "/payments");
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	r = api_get(api_token("admin"), history);
	T_TRUE(json_array_size(reply_at(r, "events")) > 0);
	T_TRUE(strstr(r->body, "_secret_") == NULL);
	T_TRUE(reply_at(api_get(s.token, history), "events") == NULL);
	r = api_get(api_token("admin"),
	    api_format("/payments?user_id=%s&"
		       "status=pending&payment_type=fees&from=2020-01-01",
		s.id));
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_STATUS(api_get(s.token, "/payments?from=2025-13-77"), 422);
	api_free();
}

/* ---- By hand */

static void
cash_is_noted(void)
{
	struct somebody s = made_person("student");
	const char *admin = api_token("admin"), *id;
	const char *body =
	    api_format("{\"method\":\"cash\",\"amount\":30,"
		       "\"payment_type\":\"fees\",\"user_id\":\"%s\"}",
		s.id);
	struct reply *r;

	T_STATUS(api_send(s.token, "POST", "/payments", body), 403);
	T_STATUS(api_send(admin, "POST", "/payments",
		     "{\"method\":\"cash\",\"amount\":30,\"payment_type\":"
		     "\"fees\"}"),
	    422);
	r = api_send(admin, "POST", "/payments", body);
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "status"), "succeeded");
	T_TRUE(*reply_text(r, "receipt_number") != '\0');
	id = reply_text(r, "id");
	T_SAME(psql(api_format(
		   "select debit || ' ' || credit || ' ' || "
		   "amount_minor from billing.ledger where object_id = '%s'",
		   id)),
	    "elsewhere receivable 3000");
	r = api_send(admin, "POST", api_format("/payments/%s/refund", id),
	    "{\"amount\":10}");
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "status"), "succeeded");
	T_EQ(reply_int(api_get(s.token, api_format("/payments/%s", id)),
		 "refunded_minor"),
	    1000);
	T_SAME(
	    psql(api_format(
		"select debit || ' ' || credit || ' ' || "
		"amount_minor from billing.ledger where payment_id = '%s' and "
		"entry = 'refund'",
		id)),
	    "receivable elsewhere 1000");
	api_free();
}

/* ---- Kept cards */

static const char *
card_kept(const struct somebody *s)
{
	const char *customer;
	struct param form[2] = { { "customer", NULL } };
	struct stripe_said said;

	T_STATUS(
	    api_send(s->token, "POST", "/payments/methods/setup", "{}"), 200);
	customer = psql(api_format("select stripe_customer_id from "
				   "billing.customers where user_id = '%s'",
	    s->id));
	form[0].value = customer;
	said = stripe_post(
	    &memory, "/v1/payment_methods/pm_card_visa/attach", form, 1, NULL);
	T_EQ(said.outcome, STRIPE_DONE);
	return stripe_text(said.json, "id");
}

static void
cards_are_ones_own(void)
{
	struct somebody s = made_person("student"), o = made_person("student");
	const char *pm = card_kept(&s);
	const char *path = api_format("/payments/methods/%s", pm);
	struct reply *r = api_get(s.token, "/payments/methods");

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "items.0.id"), pm);
	T_SAME(reply_text(r, "items.0.last4"), "4242");
	T_SAME(reply_text(r, "items.0.is_default"), "false");
	T_EQ(json_array_size(
		 reply_at(api_get(o.token, "/payments/methods"), "items")),
	    0);
	card_kept(&o);
	T_STATUS(api_send(o.token, "DELETE", path, NULL), 404);
	T_STATUS(
	    api_send(o.token, "POST", api_format("%s/default", path), NULL),
	    404);
	T_STATUS(api_send(s.token, "POST",
		     "/payments/methods/..%2f..%2f/"
		     "default",
		     NULL),
	    404);
	T_STATUS(
	    api_send(s.token, "POST", api_format("%s/default", path), NULL),
	    200);
	r = api_get(s.token, "/payments/methods");
	T_SAME(reply_text(r, "items.0.is_default"), "true");
	T_STATUS(api_send(s.token, "DELETE", path, NULL), 204);
	T_EQ(json_array_size(
		 reply_at(api_get(s.token, "/payments/methods"), "items")),
	    0);
	api_free();
	arena_reset(&memory);
}

/* Somebody deleted the customer at Stripe: another is made. */
static void
a_customer_comes_again(void)
{
	struct somebody s = made_person("student");
	const char *sql, *old;
	struct reply *r;

	card_kept(&s);
	sql = api_format("select stripe_customer_id from billing.customers "
			 "where user_id = '%s'",
	    s.id);
	old = psql(sql);
	standin("POST", "", "{\"deliver\":\"drop\"}");
	stripe_delete(&memory, api_format("/v1/customers/%s", old));
	r = pay_ask(s.token, "{\"amount\":9,\"payment_type\":\"fees\"}", NULL);
	T_STATUS(r, 201);
	T_STATUS(
	    api_send(s.token, "POST", "/payments/methods/setup", "{}"), 200);
	T_TRUE(strcmp(psql(sql), old) != 0);
	old = psql(sql);
	stripe_delete(&memory, api_format("/v1/customers/%s", old));
	T_STATUS(api_get(s.token, "/payments/methods"), 200);
	T_STATUS(
	    api_send(s.token, "POST", "/payments/methods/setup", "{}"), 200);
	T_TRUE(strcmp(psql(sql), old) != 0);
	standin_calm();
	api_free();
	arena_reset(&memory);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "exact", amounts_are_exact },
		{ "no amounts", amounts_that_are_none },
		{ "same", the_same_is_the_same },
		{ "key", a_key_is_for_one_thing },
		{ "at once", at_once_is_once },
		{ "declined", no_is_not_the_end },
		{ "canceled", canceled_is_canceled },
		{ "whose", whose_it_is },
		{ "cash", cash_is_noted },
		{ "cards", cards_are_ones_own },
		{ "customer", a_customer_comes_again },
		CU_TEST_INFO_NULL,
	};
	int rc;

	api_start();
	standin_start();
	rc = suite_run("payments", tests);
	arena_free(&memory);
	return rc;
}
