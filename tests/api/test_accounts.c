/* What people owe and why, the ledger, the board, settings, raw events. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

static const char *
admin(void)
{
	return api_token("admin");
}

/* An issued invoice of one line of tuition, due so many days from today. */
static const char *
billed(const char *user, const char *amount, const char *currency, int days)
{
	struct reply *r = api_send(admin(), "POST", "/invoices",
	    api_format("{\"user_id\":\"%s\",\"currency\":\"%s\","
		       "\"semester\":\"fall\",\"year\":2031}",
		user, currency));
	const char *id = reply_text(r, "id");

	T_STATUS(r, 201);
	T_STATUS(api_send(admin(), "POST", api_format("/invoices/%s/lines", id),
		     api_format("{\"description\":\"Tuition of %s\","
				"\"kind\":\"tuition\",\"amount\":\"%s\"}",
			 user, amount)),
	    201);
	T_STATUS(api_send(admin(), "POST", api_format("/invoices/%s/issue", id),
		     NULL),
	    200);
	psql(api_format("update billing.invoices set due_on = current_date + "
			"%d where id = '%s'",
	    days, id));
	return id;
}

static struct reply *
paid(const char *user, const char *invoice, const char *amount)
{
	return api_send(admin(), "POST", "/payments",
	    invoice != NULL ?
		api_format("{\"method\":\"cash\",\"invoice_id\":\"%s\","
			   "\"amount\":\"%s\"}",
		    invoice, amount) :
		api_format("{\"method\":\"bank\",\"user_id\":\"%s\","
			   "\"amount\":\"%s\",\"currency\":\"USD\","
			   "\"payment_type\":\"tuition\"}",
		    user, amount));
}

static struct reply *
account(const char *token, const char *user)
{
	return api_get(token, api_format("/accounts/%s", user));
}

/* ---- Accounts */

static void
what_is_owed_and_why(void)
{
	struct somebody s = made_person("student");
	const char *late = billed(s.id, "100.10", "USD", -3);
	const char *next = billed(s.id, "50", "USD", 10);
	struct reply *r = account(s.token, s.id);

	T_STATUS(r, 200);
	T_TRUE(strstr(r->body, "150.10") != NULL);
	T_SAME(reply_text(r, "balances.0.owed_minor"), "15010");
	T_SAME(reply_text(r, "balances.0.overdue_minor"), "10010");
	T_SAME(reply_text(r, "invoices.0.id"), late);
	T_SAME(reply_text(r, "invoices.0.is_overdue"), "true");
	T_SAME(reply_text(r, "invoices.1.id"), next);
	T_STATUS(paid(s.id, late, "100.10"), 201);
	T_STATUS(paid(s.id, next, "20"), 201);
	r = account(s.token, s.id);
	T_SAME(reply_text(r, "balances.0.owed_minor"), "3000");
	T_SAME(reply_text(r, "balances.0.overdue_minor"), "0");
	T_EQ(json_array_size(reply_at(r, "invoices")), 1);
	T_SAME(reply_text(r, "invoices.0.due_minor"), "3000");
	T_EQ(json_array_size(reply_at(r, "payments")), 2);
	T_EQ(json_array_size(reply_at(r, "lines")), 4);
	T_SAME(reply_text(r, "lines.0.entry"), "payment");
	T_SAME(reply_text(r, "lines.0.balance_minor"), "3000");
	T_SAME(reply_text(r, "lines.3.balance_minor"), "10010");
	r = api_get(s.token, "/account");
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.balances.0.owed_minor"), "3000");
	api_free();
}

/* Currencies are never added up; a payment without an invoice is credit. */
static void
currencies_and_credit(void)
{
	struct somebody s = made_person("student");
	struct reply *r;

	billed(s.id, "1000", "JPY", 5);
	billed(s.id, "10", "USD", 5);
	T_STATUS(paid(s.id, NULL, "4.50"), 201);
	r = account(s.token, s.id);
	T_SAME(reply_text(r, "balances.0.currency"), "JPY");
	T_SAME(reply_text(r, "balances.0.owed_minor"), "1000");
	T_SAME(reply_text(r, "balances.0.owed"), "1000");
	T_SAME(reply_text(r, "balances.1.owed_minor"), "550");
	T_SAME(reply_text(r, "balances.1.due_minor"), "1000");
	T_SAME(reply_text(r, "balances.1.credit_minor"), "450");
	api_free();
}

static void
an_instalment_is_next(void)
{
	struct somebody s = made_person("student");
	const char *i = billed(s.id, "100", "USD", -20);
	struct reply *r;

	psql(api_format("insert into billing.instalments values "
			"('%s', 1, current_date - 5, 4000), "
			"('%s', 2, current_date - 1, 3000), "
			"('%s', 3, current_date + 9, 3000)",
	    i, i, i));
	T_STATUS(paid(s.id, i, "50"), 201);
	r = account(s.token, s.id);
	T_SAME(reply_text(r, "invoices.0.overdue_minor"), "2000");
	T_SAME(reply_text(r, "invoices.0.instalment"), "2");
	T_SAME(reply_text(r, "invoices.0.next_minor"), "2000");
	T_SAME(reply_text(r, "invoices.0.due_minor"), "5000");
	T_STATUS(paid(s.id, i, "20"), 201);
	r = account(s.token, s.id);
	T_SAME(reply_text(r, "invoices.0.overdue_minor"), "0");
	T_SAME(reply_text(r, "invoices.0.instalment"), "3");
	api_free();
}

static void
whose_account_it_is(void)
{
	struct somebody s = made_person("student"), p = made_person("parent");
	struct somebody other = made_person("student");
	struct reply *r;

	billed(s.id, "10", "USD", 5);
	T_STATUS(account(p.token, s.id), 404);
	T_EQ(json_array_size(reply_at(api_get(p.token, "/account"), "items")),
	    0);
	psql(api_format("insert into identity.relations (person_id, "
			"relative_id, kind) values ('%s', '%s', 'parent')",
	    p.id, s.id));
	T_STATUS(account(p.token, s.id), 200);
	r = api_get(p.token, "/account");
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.user_id"), s.id);
	T_STATUS(account(other.token, s.id), 404);
	T_STATUS(account(made_person("teacher").token, s.id), 403);
	T_STATUS(account(api_token("admin@other.example"), s.id), 404);
	T_STATUS(account(admin(), s.id), 200);
	T_STATUS(api_get(other.token, "/accounts"), 403);
	T_STATUS(api_get(other.token, "/ledger"), 403);
	T_STATUS(api_get(other.token, "/billing"), 403);
	T_STATUS(api_get(p.token, "/billing/settings"), 403);
	api_free();
}

/* ---- Who owes */

static bool
listed(const char *state, const char *number)
{
	struct reply *r = api_get(admin(),
	    api_format("/accounts?state=%s&q=%s", state, number));

	T_STATUS(r, 200);
	return json_array_size(reply_at(r, "items")) == 1;
}

static void
who_owes(void)
{
	struct somebody s = made_person("student");
	const char *n = api_format("OWES-%u", unique()), *i;

	psql(api_format("update identity.users set student_number = '%s' "
			"where id = '%s'",
	    n, s.id));
	T_FALSE(listed("any", n));
	i = billed(s.id, "10", "USD", 5);
	T_TRUE(listed("owes", n));
	T_FALSE(listed("overdue", n));
	psql(api_format("update billing.invoices set due_on = current_date - 1 "
			"where id = '%s'",
	    i));
	T_TRUE(listed("overdue", n));
	T_FALSE(listed("credit", n));
	T_STATUS(paid(s.id, NULL, "12"), 201);
	T_TRUE(listed("credit", n));
	T_TRUE(listed("overdue", n));
	T_STATUS(api_get(admin(), "/accounts?state=rich"), 422);
	api_free();
}

/* ---- The ledger */

static size_t
entries(const char *query)
{
	struct reply *r = api_get(admin(), api_format("/ledger?%s", query));

	T_STATUS(r, 200);
	return json_array_size(reply_at(r, "items"));
}

static void
the_ledger_is_filtered(void)
{
	struct somebody s = made_person("student");
	struct reply *r;

	paid(s.id, billed(s.id, "10", "USD", 5), "4");
	T_EQ(entries(api_format("user_id=%s", s.id)), 2);
	T_EQ(entries(api_format("user_id=%s&entry=payment", s.id)), 1);
	T_EQ(entries(api_format("user_id=%s&account=income", s.id)), 1);
	T_EQ(entries(api_format("user_id=%s&account=receivable", s.id)), 2);
	T_EQ(entries(api_format("user_id=%s&to=2020-01-01", s.id)), 0);
	T_EQ(entries(api_format("user_id=%s&from=2020-01-01", s.id)), 2);
	r = api_get(admin(), api_format("/ledger?user_id=%s&limit=1", s.id));
	T_SAME(reply_text(r, "items.0.entry"), "payment");
	T_SAME(reply_text(r, "items.0.amount_minor"), "400");
	r = api_get(admin(), api_format("/ledger?user_id=%s&limit=1&after=%s",
	    s.id, reply_text(r, "next")));
	T_SAME(reply_text(r, "items.0.entry"), "invoice");
	T_STATUS(api_get(admin(), "/ledger?from=2026-02-30"), 422);
	T_STATUS(api_get(admin(), "/ledger?account=mine"), 422);
	r = api_get(api_token("admin@other.example"), api_format(
	    "/ledger?user_id=%s", s.id));
	T_EQ(json_array_size(reply_at(r, "items")), 0);
	api_free();
}

static void
the_ledger_as_a_file(void)
{
	struct somebody s = made_person("student");
	struct reply *r;

	psql(api_format("update identity.users set full_name = "
			"'=HYPERLINK(1), x' where id = '%s'",
	    s.id));
	paid(s.id, billed(s.id, "10", "USD", 5), "4");
	r = api_get(admin(), api_format("/ledger?user_id=%s&format=csv", s.id));
	T_STATUS(r, 200);
	T_TRUE(strstr(reply_header(r, "Content-Type"), "text/csv") != NULL);
	T_TRUE(strstr(r->body, "no,at,entry,") != NULL);
	T_TRUE(strstr(r->body, ",receivable,income,tuition,10.00,USD,") !=
	    NULL);
	T_TRUE(strstr(r->body, ",elsewhere,receivable,,4.00,USD,") != NULL);
	T_TRUE(strstr(r->body, "\"'=HYPERLINK(1), x\"") != NULL);
	api_free();
}

/* ---- The board */

/* A figure of the board in one currency, in minor units. */
static int64_t
figure(const char *list, const char *currency, const char *name)
{
	struct reply *r = api_get(admin(),
	    "/billing?semester=fall&year=2031");
	json_t *row;
	size_t i;

	T_STATUS(r, 200);
	json_array_foreach(reply_at(r, list), i, row) {
		const char *c = json_string_value(json_object_get(row,
		    "currency"));

		if (c != NULL && strcmp(c, currency) == 0)
			return json_integer_value(json_object_get(row, name));
	}
	return 0;
}

static void
the_board_adds_up(void)
{
	struct somebody s = made_person("student");
	int64_t billed_before = figure("totals", "CHF", "billed_minor");
	int64_t paid_before = figure("totals", "CHF", "paid_minor");
	int64_t due_before = figure("totals", "CHF", "due_minor");
	int64_t kind_before = figure("kinds", "CHF", "billed_minor");
	const char *i = billed(s.id, "75.25", "CHF", -1);

	T_STATUS(paid(s.id, i, "25.20"), 201);
	T_EQ(figure("totals", "CHF", "billed_minor"), billed_before + 7525);
	T_EQ(figure("totals", "CHF", "paid_minor"), paid_before + 2520);
	T_EQ(figure("totals", "CHF", "due_minor"), due_before + 5005);
	T_EQ(figure("kinds", "CHF", "billed_minor"), kind_before + 7525);
	T_TRUE(figure("totals", "CHF", "overdue_minor") >= 5005);
	T_STATUS(api_get(admin(), "/billing?semester=autumn"), 422);
	api_free();
}

/* ---- Settings */

static struct reply *
settings(const char *body, const char *version)
{
	return send_if(admin(), "PUT", "/billing/settings", body, version);
}

static void
settings_are_checked(void)
{
	static const char *const bad[][2] = {
		{ "{\"currency\":\"ZZZ\"}", "currency" },
		{ "{\"currency\":\"usd\"}", "currency" },
		{ "{\"due_days\":366}", "due_days" },
		{ "{\"hold_minutes\":4}", "hold_minutes" },
		{ "{\"invoice_prefix\":\"inv\"}", "invoice_prefix" },
		{ "{\"country\":\"USA\"}", "country" },
	};
	struct reply *r = api_get(admin(), "/billing/settings");
	const char *v = keep(reply_text(r, "version"));
	const char *note = keep(reply_text(r, "note"));

	for (size_t i = 0; i < NITEMS(bad); i++) {
		r = settings(bad[i][0], v);
		T_TRUE(r->status == 422 && reply_names(r, bad[i][1]));
	}
	T_STATUS(settings("{\"note\":\"Thanks.\"}", v), 200);
	r = settings("{\"note\":\"Late.\"}", v);
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.note"), "Thanks.");
	r = api_send(admin(), "PUT", "/billing/settings", "{\"note\":null}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "note"), "");
	T_STATUS(api_send(admin(), "PUT", "/billing/settings",
		     api_format("{\"note\":\"%s\"}", note)),
	    200);
	T_STATUS(api_send(api_token("student"), "PUT", "/billing/settings",
		     "{\"note\":\"Mine\"}"),
	    403);
	api_free();
}

/* ---- Raw events */

static const char *
event_of(const char *school)
{
	const char *id = api_format("evt_accounts%u", unique());

	psql(api_format("insert into billing.stripe_events (id, type, body, "
			"applied_at, outcome) select '%s', 'test.event', "
			"json_build_object('client_secret', 'pi_x_secret_y', "
			"'data', json_build_object('object', json_build_object("
			"'metadata', json_build_object('school_id', '%s')))), "
			"now(), 'ignored'",
	    id, school));
	return id;
}

static void
events_are_shown_without_secrets(void)
{
	const char *id = event_of(my_school());
	const char *path = api_format("/billing/events/%s", id);
	struct reply *r = api_get(admin(), path);

	T_STATUS(r, 200);
	T_TRUE(strstr(r->body, "pi_x_secret_y") == NULL);
	T_TRUE(strstr(r->body, "[hidden]") != NULL);
	T_STATUS(api_get(api_token("admin@other.example"), path), 404);
	T_STATUS(api_get(api_token("student"), path), 403);
	T_STATUS(api_get(admin(), "/billing/events/evt_none"), 404);
	r = api_get(admin(), api_format("/billing/events?object=%s&"
	    "outcome=ignored", id));
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.event"), id);
	r = api_get(api_token("admin@other.example"), api_format(
	    "/billing/events?object=%s", id));
	T_EQ(json_array_size(reply_at(r, "items")), 0);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "owed", what_is_owed_and_why },
		{ "currencies", currencies_and_credit },
		{ "instalments", an_instalment_is_next },
		{ "whose", whose_account_it_is },
		{ "who owes", who_owes },
		{ "ledger", the_ledger_is_filtered },
		{ "file", the_ledger_as_a_file },
		{ "board", the_board_adds_up },
		{ "settings", settings_are_checked },
		{ "events", events_are_shown_without_secrets },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("accounts", tests);
}
