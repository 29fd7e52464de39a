/* Subscriptions: what a period costs, by the second; billed once; paid late. */
#include "core.h"
#include "api/charging.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "unit/suite.h"

#define BATCHES 25
#define EACH 40u

/* ---- The reference: whole numbers of 128 bits */

__extension__ typedef __int128 wide;

static uint64_t seed = 88172645463325252u;

static int64_t
below(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

/* amount * left / whole to a multiple of step, half up (nothing is below 0). */
static int64_t
share(int64_t amount, int64_t left, int64_t whole, int64_t step)
{
	wide exact = (wide)amount * left;
	wide unit = (wide)whole * step;
	wide units = exact / unit;

	if ((exact - units * unit) * 2 >= unit)
		units++;
	return (int64_t)(units * step);
}

static void
seconds_are_counted(void)
{
	for (int b = 0; b < BATCHES; b++) {
		const char *sql = "", *want = "";
		for (size_t i = 0; i < EACH; i++) {
			int64_t whole = 1 + below(i % 2 ? 32000000 : 400);
			int64_t left = below(whole + 1);
			int64_t amount = below(i % 3 ? 100000000 : 30);
			int64_t step = i % 5 == 0 ? 10 : i % 7 == 0 ? 100 :
								      1;

			sql = api_format("%s%s(%" PRId64 ",%" PRId64 ",%" PRId64
					 ",%" PRId64 ")",
			    sql, i ? "," : "", amount, left, whole, step);
			want = api_format("%s%s%" PRId64, want, i ? " " : "",
			    share(amount, left, whole, step));
		}
		T_SAME(
		    psql(api_format(
			"select string_agg(billing.prorated(a, "
			"to_timestamp(1000000000 + w - l), "
			"to_timestamp(1000000000)"
			", to_timestamp(1000000000 + w), s::int)::text, ' ' "
			"order "
			"by n) from (select *, row_number() over () as n from "
			"(values %s) v (a, l, w, s)) x",
			sql)),
		    want);
		api_free();
	}
}

/* ---- Plans and who has them */

static struct reply *
plan_try(const char *members)
{
	return api_send(api_token("admin"), "POST", "/plans",
	    api_format("{\"name\":\"Plan %u\",%s}", unique(), members));
}

static const char *
plan_made(const char *amount, const char *every, int trial)
{
	struct reply *r =
	    plan_try(api_format("\"amount\":%s,\"every\":\"%s\","
				"\"trial_days\":%d,\"currency\":\"USD\"",
		amount, every, trial));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static struct reply *
subscribe(const struct somebody *s, const char *plan)
{
	return api_send(s->token, "POST", "/subscriptions",
	    api_format("{\"plan_id\":\"%s\"}", plan));
}

static const char *
sub_of(const char *sub, const char *column)
{
	return psql(api_format("select %s from billing.subscriptions where "
			       "id = '%s'",
	    column, sub));
}

/* Numbers, totals and so on of its invoices, in their order. */
static const char *
bills_of(const char *sub, const char *column)
{
	return psql(
	    api_format("select string_agg((%s)::text, ' ' order by id) "
		       "from billing.invoices where subscription_id = '%s'",
		column, sub));
}

/* As if it had begun so long ago: "1 month". */
static void
ages(const char *sub, const char *by)
{
	psql(api_format(
	    "update billing.subscriptions set anchor_at = anchor_at "
	    "- interval '%s', period_start = period_start - interval '%s', "
	    "period_end = period_end - interval '%s' where id = '%s'",
	    by, by, by, sub));
}

static void
whose_it_is(void)
{
	const char *plan = plan_made("31", "month", 0), *path;
	struct somebody s = made_person("student"), o = made_person("student");
	struct somebody parent = made_person("parent");
	struct reply *r = subscribe(&s, plan);

	T_STATUS(r, 201);
	path = api_format("/subscriptions/%s", reply_text(r, "id"));
	T_PROBLEM(subscribe(&s, plan), 409, "subscribed");
	r = api_get(s.token, path);
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "plan_id"), plan);
	T_STATUS(api_get(o.token, path), 404);
	T_STATUS(api_get(parent.token, path), 404);
	T_STATUS(api_send(o.token, "PUT", path, "{\"quantity\":2}"), 404);
	T_STATUS(api_send(o.token, "POST", api_format("%s/cancel", path), "{}"),
	    404);
	T_STATUS(api_send(o.token, "POST", "/subscriptions",
		     api_format("{\"plan_id\":\"%s\",\"user_id\":\"%s\"}", plan,
			 s.id)),
	    422);
	psql(api_format("insert into identity.relations (person_id, "
			"relative_id, kind) values ('%s', '%s', 'parent')",
	    parent.id, o.id));
	r = subscribe(&parent, plan);
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "user_id"), o.id);
	T_SAME(reply_text(r, "payer_id"), parent.id);
	r = api_send(api_token("admin"), "POST", "/subscriptions",
	    api_format(
		"{\"plan_id\":\"%s\",\"user_id\":\"%s\",\"payer_id\":\"%s\"}",
		plan_made("1", "week", 0), s.id, parent.id));
	T_STATUS(r, 422);
	T_TRUE(reply_names(r, "payer_id"));
	T_STATUS(plan_try("\"amount\":0,\"every\":\"month\""), 422);
	T_STATUS(plan_try("\"amount\":5,\"every\":\"day\""), 422);
	r = api_send(s.token, "PUT", path, "{\"prorate\":\"none\"}");
	T_STATUS(r, 422);
	T_TRUE(reply_names(r, "prorate"));
	T_STATUS(api_send(s.token, "PUT", path, "{\"quantity\":1000}"), 200);
	T_STATUS(api_send(api_token("admin"), "PUT", path,
		     api_format("{\"plan_id\":\"%s\"}",
			 plan_made("99999", "month", 0))),
	    422);
	api_free();
}

/* ---- Changes */

/* Changes at a time of the period; what came of it, against the reference. */
static void
changes_cost_what_is_left(void)
{
	for (int i = 0; i < 20; i++) {
		struct somebody s = made_person("student");
		int64_t a = 1 + below(90000), n = 1 + below(90000);
		int64_t qa = 1 + below(3), qn = 1 + below(3);
		const char *pa = plan_made(
		    api_format("%" PRId64 ".%02d", a / 100, (int)(a % 100)),
		    "month", 0);
		const char *pn = plan_made(
		    api_format("%" PRId64 ".%02d", n / 100, (int)(n % 100)),
		    "month", 0);
		struct reply *r = api_send(s.token, "POST", "/subscriptions",
		    api_format("{\"plan_id\":\"%s\",\"quantity\":%" PRId64 "}",
			pa, qa));
		const char *id = reply_text(r, "id");
		int64_t start, whole, left, back, cost;

		if (!T_STATUS(r, 201))
			break;
		start = strtoll(sub_of(id,
				    "extract(epoch from period_start)"
				    "::bigint"),
		    NULL, 10);
		whole = strtoll(sub_of(id,
				    "extract(epoch from period_end)"
				    "::bigint"),
			    NULL, 10) -
		    start;
		left = below(whole + 1);
		psql(api_format(
		    "select billing.change_subscription('%s', '%s', "
		    "'%s', 'student', '%s', %" PRId64 ", '%s', null, "
		    "to_timestamp(%" PRId64 "))",
		    id, my_school(), s.id, pn, qn, i % 2 ? "now" : "next",
		    start + whole - left));
		back = share(a * qa, left, whole, 1);
		cost = share(n * qn, left, whole, 1);
		T_SAME(
		    psql(api_format(
			"select coalesce(sum(amount_minor), 0) || "
			"' ' || coalesce(sum(amount_minor) filter (where "
			"amount_minor < 0), 0) from billing.prorations where "
			"subscription_id = '%s'",
			id)),
		    api_format("%" PRId64 " %" PRId64, cost - back, -back));
		T_SAME(bills_of(id, "total_minor"),
		    i % 2 && cost > back ? api_format("%" PRId64 " %" PRId64,
					       a * qa, cost - back) :
					   api_format("%" PRId64, a * qa));
		T_STATUS(api_send(s.token, "POST",
			     api_format("/subscriptions/%s/cancel", id),
			     "{\"at_period_end\":false}"),
		    200);
		api_free();
	}
}

/* Two of one plan, more than can be charged at once, what has ended. */
static void
changes_that_are_none(void)
{
	struct somebody s = made_person("student");
	const char *small = plan_made("1", "month", 0), *big, *path, *up;
	const char *down =
	    api_format("{\"plan_id\":\"%s\",\"prorate\":\"none\"}", small);

	path = api_format(
	    "/subscriptions/%s", reply_text(subscribe(&s, small), "id"));
	big = plan_made("999999", "month", 0);
	up = api_format("{\"plan_id\":\"%s\",\"prorate\":\"next\"}", big);
	T_STATUS(api_send(s.token, "PUT", path, up), 200);
	T_STATUS(api_send(api_token("admin"), "PUT", path, down), 200);
	T_PROBLEM(api_send(s.token, "PUT", path,
		      api_format("{\"plan_id\":\"%s\"}", big)),
	    409, "invoice_state");
	T_STATUS(subscribe(&s, big), 201);
	T_PROBLEM(api_send(s.token, "PUT", path, up), 409, "subscribed");
	path = api_format("%s/cancel", path);
	T_STATUS(
	    api_send(s.token, "POST", path, "{\"at_period_end\":false}"), 200);
	T_PROBLEM(api_send(s.token, "POST", path, "{}"), 409, "conflict");
	api_free();
}

/* More is given back than the next periods cost: it lasts for several. */
static void
credit_goes_on(void)
{
	struct somebody s = made_person("student");
	const char *big = plan_made("100", "month", 0), *id;
	const char *small = plan_made("30", "month", 0);
	struct reply *r = subscribe(&s, big);

	id = reply_text(r, "id");
	psql(api_format("select billing.change_subscription('%s', '%s', '%s', "
			"'student', '%s', 1, 'now', null, period_start) from "
			"billing.subscriptions where id = '%s'",
	    id, my_school(), s.id, small, id));
	T_SAME(bills_of(id, "total_minor"), "10000");
	ages(id, "4 months");
	psql(api_format("select billing.renew('%s', now())", id));
	/* 100.00 less 30.00 are left over: 0, 0, 20.00, 30.00. */
	T_SAME(bills_of(id, "total_minor"), "10000 0 0 2000 3000");
	T_SAME(bills_of(id, "status = 'paid'"), "false true true false false");
	T_SAME(psql(api_format("select count(*) from billing.prorations where "
			       "subscription_id = '%s' and invoice_id is null",
		   id)),
	    "0");
	/* 10.00 of it were given back with what is void now. */
	T_STATUS(api_send(api_token("admin"), "POST",
		     api_format("/invoices/%s/void",
			 psql(api_format("select id from billing.invoices "
					 "where subscription_id = '%s' "
					 "and total_minor = 2000",
			     id))),
		     "{}"),
	    200);
	ages(id, "1 month");
	psql(api_format("select billing.renew('%s', now())", id));
	T_SAME(bills_of(id, "total_minor"), "10000 0 0 2000 3000 2000");
	api_free();
}

/* ---- Renewal */

static void
a_period_is_billed_once(void)
{
	struct somebody s = made_person("student");
	const char *id =
	    reply_text(subscribe(&s, plan_made("31", "month", 0)), "id");

	ages(id, "1 month");
	billing_run("", 4);
	T_SAME(bills_of(id, "period_no"), "1 2");
	billing_run("", 2);
	T_SAME(bills_of(id, "total_minor"), "3100 3100");
	ages(id, "3 months");
	billing_run("", 4);
	T_SAME(bills_of(id, "period_no"), "1 2 3 4 5");
	T_SAME(sub_of(id, "period_end > now()"), "t");
	api_free();
}

static void
trials_and_ends(void)
{
	struct somebody s = made_person("student");
	const char *plan = plan_made("31", "month", 14), *id, *path;
	struct reply *r = subscribe(&s, plan);

	id = reply_text(r, "id");
	path = api_format("/subscriptions/%s", id);
	T_SAME(reply_text(r, "status"), "trialing");
	T_SAME(bills_of(id, "number"), "");
	ages(id, "14 days");
	billing_run("", 2);
	T_SAME(sub_of(id, "status"), "active");
	T_SAME(bills_of(id, "period_no"), "1");
	T_PROBLEM(
	    api_send(s.token, "POST", api_format("%s/resume", path), "{}"), 409,
	    "conflict");
	T_STATUS(api_send(s.token, "POST", api_format("%s/cancel", path), "{}"),
	    200);
	T_STATUS(api_send(s.token, "POST", api_format("%s/resume", path), "{}"),
	    200);
	T_STATUS(api_send(s.token, "POST", api_format("%s/cancel", path), "{}"),
	    200);
	ages(id, "1 month");
	billing_run("", 2);
	T_SAME(sub_of(id, "status"), "canceled");
	T_SAME(bills_of(id, "period_no"), "1");
	T_PROBLEM(api_send(s.token, "PUT", path, "{\"quantity\":2}"), 409,
	    "conflict");
	/* Free once. */
	T_SAME(reply_text(subscribe(&s, plan), "status"), "active");
	api_free();
}

/* ---- Cards */

static void
a_card_is_charged(void)
{
	struct somebody s = made_person("student");
	const char *id;

	card_default(&s, CARD_FINE);
	id = reply_text(subscribe(&s, plan_made("31", "month", 0)), "id");
	billing_run("", 3);
	T_TRUE(psql_becomes(api_format("select status from billing.invoices "
				       "where subscription_id = '%s'",
				id),
	    "paid"));
	T_SAME(
	    psql(api_format("select count(*) || ' ' || sum(amount_minor) from "
			    "billing.payments where user_id = '%s'",
		s.id)),
	    "1 3100");
	T_EQ(standin_intents(psql(api_format("select id from billing.payments "
					     "where user_id = '%s'",
		 s.id))),
	    1);
	/* The answer is lost: the next run asks with the same key. */
	ages(id, "1 month");
	standin_fault("/v1/payment_intents", 3, "reset_after");
	billing_run("", 1);
	standin_calm();
	billing_run("", 2);
	T_TRUE(psql_becomes(
	    api_format("select string_agg(status, ' ') from "
		       "billing.invoices where subscription_id = '%s'",
		id),
	    "paid paid"));
	T_SAME(psql(api_format("select count(*) || ' ' || sum(received_minor) "
			       "from billing.payments where user_id = '%s'",
		   s.id)),
	    "2 6200");
	T_EQ(standin_intents(psql(
		 api_format("select id from billing.payments "
			    "where user_id = '%s' order by id desc limit 1",
		     s.id))),
	    1);
	api_free();
}

/* A day later, three, five, seven; then it is unpaid, and may still be paid. */
static void
a_card_says_no(void)
{
	static const int days[] = { 0, 1, 3, 5, 7 };
	struct somebody s = made_person("student");
	const char *id;

	card_default(&s, "pm_card_chargeCustomerFail");
	id = reply_text(subscribe(&s, plan_made("31", "month", 0)), "id");
	for (int d = 0; d < 9; d++) {
		size_t tries = 0;
		const char *said;

		psql(api_format(
		    "update billing.subscriptions set first_try_at = "
		    "first_try_at - interval '%d day', next_try_at = "
		    "next_try_at - interval '%d day' where id = '%s'",
		    d > 0, d > 0, id));
		said = billing_run("", 2);
		for (size_t i = 0; i < NITEMS(days); i++)
			tries += d >= days[i];
		T_SAY(
		    strcmp(sub_of(id, "tries"), api_format("%zu", tries)) == 0,
		    "day %d: %s tries: %s", d, sub_of(id, "tries"), said);
		T_SAME(sub_of(id, "status"),
		    tries == NITEMS(days) ? "unpaid" : "past_due");
	}
	T_STATUS(api_send(api_token("admin"), "POST", "/payments",
		     api_format("{\"method\":\"bank\",\"invoice_id\":\"%s\"}",
			 bills_of(id, "id"))),
	    201);
	T_SAME(sub_of(id, "status || tries"), "active0");
	api_free();
}

static void
without_a_card(void)
{
	struct somebody s = made_person("student");
	const char *id =
	    reply_text(subscribe(&s, plan_made("31", "month", 0)), "id");
	static const struct {
		int late;
		const char *status;
	} of[] = {
		{ 0, "active" },
		{ 1, "past_due" },
		{ 7, "past_due" },
		{ 8, "unpaid" },
	};

	for (size_t i = 0; i < NITEMS(of); i++) {
		psql(api_format(
		    "update billing.invoices set due_on = (now() at "
		    "time zone 'UTC')::date - %d where subscription_id = '%s'",
		    of[i].late, id));
		billing_run("", 1);
		T_SAME(sub_of(id, "status"), of[i].status);
	}
	ages(id, "1 month");
	billing_run("", 1);
	T_SAME(sub_of(id, "status"), "canceled");
	T_SAME(bills_of(id, "status"), "open");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "seconds", seconds_are_counted },
		{ "whose", whose_it_is },
		{ "changes", changes_cost_what_is_left },
		{ "refused", changes_that_are_none },
		{ "credit", credit_goes_on },
		{ "once", a_period_is_billed_once },
		{ "trials", trials_and_ends },
		{ "card", a_card_is_charged },
		{ "declined", a_card_says_no },
		{ "by hand", without_a_card },
		CU_TEST_INFO_NULL,
	};

	api_start();
	standin_start();
	return suite_run("subscriptions", tests);
}
