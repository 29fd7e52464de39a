/* Fees: who owes them, billed once, late once, and in parts. */
#include "core.h"
#include "api/billing.h"
#include "api/charging.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define RACERS 6u

static const char *
billed(const char *student, const char *column)
{
	return psql(api_format("select coalesce(%s, '0') from billing.invoices "
			       "where user_id = '%s'",
	    column, student));
}

static struct reply *
charge(const char *fee, const char *body)
{
	return api_send(api_token("admin"), "POST",
	    api_format("/fees/%s/charge", fee), body);
}

static void
what_is_no_fee(void)
{
	static const char *const wrong[][2] = {
		{ "\"scope\":\"school\",\"amount\":0", "amount" },
		{ "\"scope\":\"school\",\"amount\":-1", "amount" },
		{ "\"scope\":\"school\",\"amount\":0.001", "amount" },
		{ "\"scope\":\"school\",\"amount\":1e18", "amount" },
		{ "\"scope\":\"school\",\"amount\":\"12,50\"", "amount" },
		{ "\"scope\":\"school\",\"amount\":1.5,\"currency\":\"JPY\"",
		    "amount" },
		{ "\"scope\":\"school\",\"amount\":1,\"currency\":\"XXX\"",
		    "currency" },
		{ "\"scope\":\"town\",\"amount\":1", "scope" },
		{ "\"scope\":\"program\",\"amount\":1", "group_id" },
		{ "\"scope\":\"course\",\"amount\":1", "course_id" },
		{ "\"scope\":\"school\",\"amount\":1,\"holds_seat\":true",
		    "holds_seat" },
		{ "\"scope\":\"school\",\"amount\":1,\"due_on\":\"2027-02-30\"",
		    "due_on" },
		{ "\"scope\":\"school\",\"amount\":1,\"late_amount\":1,"
		  "\"late_percent\":2",
		    "late_percent" },
		{ "\"scope\":\"school\",\"amount\":1,\"instalments\":25",
		    "instalments" },
	};

	for (size_t i = 0; i < NITEMS(wrong); i++) {
		struct reply *r = fee_try(wrong[i][0]);

		T_STATUS(r, 422);
		T_SAY(reply_names(r, wrong[i][1]), "%s: %s", wrong[i][0],
		    r->body);
	}
	api_free();
}

static void
a_fee_and_its_life(void)
{
	const char *admin = api_token("admin"), *c = api_course(3, 0, "{}");
	const char *price = api_format("\"scope\":\"course\",\"course_id\":"
				       "\"%s\",\"amount\":120.5",
	    c);
	const char *id = fee_made(price), *path = api_format("/fees/%s", id);
	struct reply *r = api_get(api_token("student"), path);

	T_STATUS(r, 200);
	T_EQ(reply_int(r, "amount_minor"), 12050);
	T_PROBLEM(fee_try(price), 409, "price_taken");
	r = api_get(api_token("student"), api_format("/courses/%s", c));
	T_EQ(reply_int(r, "price_minor"), 12050);
	T_STATUS(api_send(admin, "PUT", path, "{\"currency\":\"JPY\"}"), 422);
	T_STATUS(send_if(admin, "PUT", path,
		     "{\"amount\":99,"
		     "\"late_percent\":1.5}",
		     "1"),
	    200);
	r = send_if(admin, "PUT", path, "{\"amount\":98}", "1");
	T_PROBLEM(r, 412, "stale");
	r = api_send(admin, "PUT", path, "{\"late_amount\":5}");
	T_EQ(reply_int(r, "late_amount_minor"), 500);
	T_TRUE(json_is_null(reply_at(r, "late_percent")));
	r = api_get(api_token("student"), api_format("/courses/%s", c));
	T_EQ(reply_int(r, "price_minor"), 9900);
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	T_STATUS(api_get(api_token("student"), path), 404);
	T_PROBLEM(charge(id, "{}"), 409, "conflict");
	T_STATUS(fee_try(price), 201);
	T_PROBLEM(api_send(admin, "PUT", path, "{\"is_active\":true}"), 409,
	    "price_taken");
	api_free();
}

/* However often, and however many ask at once. */
static void
each_is_billed_once(void)
{
	struct somebody s[3];
	const char *ids[2], *fee, *path;
	struct ask asks[RACERS];
	struct reply *r, *raced[RACERS];
	long sum = 0;

	for (size_t i = 0; i < NITEMS(s); i++)
		s[i] = made_person("student");
	ids[0] = s[0].id;
	ids[1] = s[1].id;
	fee = fee_made(api_format("\"scope\":\"program\",\"group_id\":\"%s\","
				  "\"amount\":40,\"currency\":\"USD\"",
	    group_with(ids, 2)));
	path = api_format("/api/v1/fees/%s/charge", fee);
	r = api_get(api_token("admin"), api_format("/fees/%s/preview", fee));
	T_EQ(reply_int(r, "people"), 2);
	T_EQ(reply_int(r, "total_minor"), 8000);
	r = charge(fee, api_format("{\"user_id\":\"%s\"}", s[2].id));
	T_EQ(reply_int(r, "charged"), 0);
	for (size_t i = 0; i < RACERS; i++)
		asks[i] = (struct ask){ .method = "POST",
			.path = path,
			.token = api_token("admin"),
			.body = i % 2 == 0 ? "{}" :
					     api_format("{\"user_id\":\"%s\"}",
						 s[i % 4 / 2].id) };
	api_race(asks, RACERS, raced);
	for (size_t i = 0; i < RACERS; i++) {
		T_STATUS(raced[i], 200);
		sum += reply_int(raced[i], "charged");
	}
	T_EQ(sum, 2);
	T_SAME(billed(s[0].id,
		   "count(*)::text || ' ' || min(status) || ' ' "
		   "|| sum(total_minor)"),
	    "1 open 4000");
	T_SAME(billed(s[1].id, "count(*)::text"), "1");
	T_SAME(billed(s[2].id, "count(*)::text"), "0");
	T_EQ(reply_int(charge(fee, "{}"), "charged"), 0);
	r = api_get(api_token("admin"), api_format("/fees/%s/charge", fee));
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "billed"), 2);
	T_EQ(reply_int(r, "left"), 0);
	T_STATUS(api_send(api_token("student"), "POST",
		     api_format("/fees/%s/charge", fee), "{}"),
	    403);
	api_free();
}

/* ---- Late */

static const char *
overdue(const struct somebody *s, const char *members)
{
	const char *fee =
	    fee_made(api_format("\"scope\":\"program\","
				"\"group_id\":\"%s\",\"currency\":\"USD\",%s",
		group_with(&s->id, 1), members));

	T_EQ(reply_int(charge(fee, "{}"), "charged"), 1);
	psql(api_format(
	    "update billing.invoices set due_on = current_date - 10 "
	    "where user_id = '%s'; update billing.instalments set due_on = "
	    "due_on - 24 where invoice_id in (select id from "
	    "billing.invoices where user_id = '%s')",
	    s->id, s->id));
	return fee;
}

static void
late_is_charged_once(void)
{
	struct somebody fixed = made_person("student");
	struct somebody share = made_person("student");
	struct somebody soon = made_person("student");
	struct somebody paid = made_person("student");

	overdue(&fixed, "\"amount\":100,\"late_amount\":7.5");
	overdue(&share,
	    "\"amount\":33.33,\"late_percent\":1.5,"
	    "\"late_after_days\":9");
	overdue(&soon,
	    "\"amount\":100,\"late_amount\":7.5,"
	    "\"late_after_days\":10");
	overdue(&paid, "\"amount\":100,\"late_amount\":7.5");
	T_STATUS(
	    api_send(api_token("admin"), "POST", "/payments",
		api_format("{\"method\":\"cash\",\"invoice_id\":\"%s\"}",
		    psql(api_format(
			"select id from billing.invoices where user_id = '%s'",
			paid.id)))),
	    201);
	for (int i = 0; i < 3; i++)
		billing_run("", 3);
	T_SAME(billed(fixed.id,
		   "string_agg(total_minor::text, ' ' "
		   "order by id)"),
	    "10000 750");
	T_SAME(billed(share.id,
		   "string_agg(total_minor::text, ' ' "
		   "order by id)"),
	    "3333 50");
	T_SAME(billed(soon.id, "count(*)::text"), "1");
	T_SAME(billed(paid.id, "count(*)::text"), "1");
	/* The late fee itself, when it is late, costs nothing more. */
	psql(api_format("update billing.invoices set due_on = current_date - 9 "
			"where user_id = '%s'",
	    fixed.id));
	billing_run("", 1);
	T_SAME(billed(fixed.id, "count(*)::text"), "2");
	api_free();
}

static void
in_parts(void)
{
	struct somebody s = made_person("student");
	const char *id;

	overdue(&s, "\"amount\":100,\"late_amount\":5,\"instalments\":3");
	id = psql(api_format("select id from billing.invoices where user_id = "
			     "'%s'",
	    s.id));
	T_SAME(psql(api_format(
		   "select string_agg(amount_minor::text, ' ' order "
		   "by no) from billing.instalments where invoice_id = '%s'",
		   id)),
	    "3334 3333 3333");
	/* The first was due ten days ago; paid, nothing is late. */
	T_STATUS(api_send(api_token("admin"), "POST", "/payments",
		     api_format("{\"method\":\"bank\",\"invoice_id\":\"%s\","
				"\"amount\":33.34}",
			 id)),
	    201);
	billing_run("", 1);
	T_SAME(billed(s.id, "count(*)::text"), "1");
	psql(
	    api_format("update billing.instalments set due_on = current_date - "
		       "1 where invoice_id = '%s' and no = 2",
		id));
	billing_run("", 1);
	T_SAME(billed(s.id, "count(*)::text"), "2");
	T_TRUE(ledger_fits(id));
	api_free();
}

/* ---- The price of a seat that is theirs at once */

static void
a_seat_has_its_price(void)
{
	const char *c = course_priced(2, 0, "250", false), *e, *first;
	struct somebody s = made_person("student");

	e = seat_taken(&s, c);
	first = bill_of(e, "id");
	T_SAME(bill_of(e, "status || ' ' || total_minor"), "open 25000");
	T_SAME(hold_of(e, "status"), "");
	T_STATUS(api_send(s.token, "DELETE",
		     api_format("/courses/%s/enroll/%s", c, e), NULL),
	    204);
	T_SAME(bill_of(e, "status"), "void");
	T_SAME(seat_taken(&s, c), e);
	T_TRUE(strcmp(bill_of(e, "id"), first) != 0);
	T_SAME(bill_of(e, "status"), "open");
	T_STATUS(api_send(api_token("admin"), "POST", "/payments",
		     api_format("{\"method\":\"cash\",\"invoice_id\":\"%s\"}",
			 bill_of(e, "id"))),
	    201);
	T_STATUS(api_send(s.token, "DELETE",
		     api_format("/courses/%s/enroll/%s", c, e), NULL),
	    204);
	T_SAME(bill_of(e, "status"), "paid");
	T_SAME(seat_taken(&s, c), e);
	T_SAME(bill_of(e, "count(*) over ()"), "2");
	T_TRUE(ledger_fits(first));
	api_free();
}

/* Whoever sat there before the course had a price is billed by hand. */
static void
a_price_that_comes_later(void)
{
	const char *c = api_course(2, 0, "{}"), *e, *fee;
	struct somebody s = made_person("student");

	e = seat_taken(&s, c);
	T_SAME(bill_of(e, "id"), "");
	fee = fee_made(api_format("\"scope\":\"course\",\"course_id\":\"%s\","
				  "\"amount\":10,\"holds_seat\":true",
	    c));
	T_EQ(reply_int(charge(fee, "{}"), "charged"), 1);
	T_SAME(bill_of(e, "status"), "open");
	T_SAME(hold_of(e, "status"), "");
	T_EQ(reply_int(charge(fee, "{}"), "charged"), 0);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "wrong", what_is_no_fee },
		{ "life", a_fee_and_its_life },
		{ "once", each_is_billed_once },
		{ "late", late_is_charged_once },
		{ "parts", in_parts },
		{ "seat", a_seat_has_its_price },
		{ "later", a_price_that_comes_later },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("fees", tests);
}
