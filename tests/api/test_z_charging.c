/*
 * A fee that is billed to many: in steps that a browser shows, by several at
 * once, past those whom it cannot be billed to, and after a worker died.
 */
#include "core.h"
#include <unistd.h>
#include "api/charging.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "api/standin.h"
#include "unit/suite.h"

#define MANY 170 /* more than six batches */
#define BATCH 25 /* of fee_charge.sql */
#define RACERS 4u

/* Nobody who can sign in: their rows alone. */
struct crowd {
	const char *fee, *group, *name;
};

static struct crowd
crowd_made(void)
{
	struct crowd c = { .name = api_format("crowd%u-%ld", unique(),
			       (long)getpid()) };

	c.group = group_with(NULL, 0);
	psql(api_format("with s as (insert into identity.users (school_id, "
			"email, role, full_name) select '%s', '%s-' || n || "
			"'@lyceum.example', 'student', 'Crowd ' || n from "
			"generate_series(1, %d) n returning id) insert into "
			"academics.group_members select '%s', id from s",
	    my_school(), c.name, MANY, c.group));
	c.fee = fee_made(api_format("\"scope\":\"program\",\"group_id\":\"%s\""
				    ",\"amount\":2.5,\"currency\":\"USD\"",
	    c.group));
	return c;
}

/* What happens to each line of the fee, until it is let go. */
static void
hindered(const struct crowd *c, const char *body)
{
	psql(api_format("create function billing.hinder() returns trigger "
			"language plpgsql as \\$f\\$ begin %s return new; end "
			"\\$f\\$; "
			"create trigger hinder before insert on "
			"billing.invoice_lines for each row when "
			"(new.fee_id = '%s') execute function billing.hinder()",
	    body, c->fee));
}

static void
let_go(void)
{
	psql("drop function if exists billing.hinder() cascade");
}

static void
crowd_ends(const struct crowd *c)
{
	let_go();
	psql(api_format("update identity.users set is_active = false where "
			"email like '%s-%%'",
	    c->name));
	api_free();
}

static struct reply *
charge(const struct crowd *c, const char *body)
{
	return api_send(api_token("admin"), "POST",
	    api_format("/fees/%s/charge", c->fee), body);
}

static struct reply *
progress(const struct crowd *c)
{
	return api_get(api_token("admin"),
	    api_format("/fees/%s/charge", c->fee));
}

/* How many invoices of the fee, of how many people. */
static const char *
invoices_of(const struct crowd *c)
{
	return psql(api_format(
	    "select count(*) || ' ' || count(distinct i.user_id) from "
	    "billing.invoices i where i.status = 'open' and exists (select "
	    "from billing.invoice_lines l where l.invoice_id = i.id and "
	    "l.fee_id = '%s')",
	    c->fee));
}

static const char *
everybody(void)
{
	return api_format("%d %d", MANY, MANY);
}

/* ---- In a browser */

/* Each step ends soon, and its page has the form of the next. */
static void
a_page_goes_on(void)
{
	struct crowd c = crowd_made();
	const char *action = api_format("/fees/%s/charge", c.fee);
	const char *page = api_format("/fees/%s/preview", c.fee), *first;
	long steps = 0, billed = 0;
	struct reply *r;

	hindered(&c, "perform pg_sleep(0.02);");
	first = form_of("admin", page, action);
	do {
		const char *form = steps == 0 ? first :
						form_of("admin", page, action);

		T_STATUS(form_send("admin", action, form, ""), 303);
		r = progress(&c);
		T_TRUE(reply_int(r, "billed") > billed);
		billed = reply_int(r, "billed");
		T_EQ(billed + reply_int(r, "left"), MANY);
		T_EQ(reply_int(r, "total_minor"), 250 * billed);
		page = action;
		if (steps++ > 0)
			continue;
		/* Sent again, as by a reload, it does nothing more. */
		T_STATUS(form_send("admin", action, first, ""), 303);
		T_EQ(reply_int(progress(&c), "billed"), billed);
		T_TRUE(strstr(page_of("admin", page)->body, "<progress") !=
		    NULL);
	} while (reply_int(r, "left") > 0 && steps < MANY / BATCH + 1);
	T_TRUE(steps > 1);
	T_SAME(invoices_of(&c), everybody());
	T_TRUE(strstr(page_of("admin", page)->body, "action=\"/fees") == NULL);
	r = api_get(api_token("admin"),
	    api_format("/invoices?limit=200&fee_id=%s", c.fee));
	T_EQ(json_array_size(reply_at(r, "items")), MANY);
	crowd_ends(&c);
}

/* ---- At once */

static void
several_at_once(void)
{
	struct crowd c = crowd_made();
	const char *action = api_format("/fees/%s/charge", c.fee);
	struct ask asks[RACERS];
	struct reply *raced[RACERS];
	long sum = 0;

	for (size_t i = 0; i < RACERS; i++)
		asks[i] = (struct ask){ .method = "POST",
			.path = api_format("/api/v1%s", action),
			.token = api_token("admin"),
			.body = "{}" };
	api_race(asks, RACERS, raced);
	for (size_t i = 0; i < RACERS; i++) {
		T_STATUS(raced[i], 200);
		T_EQ(reply_int(raced[i], "left"), 0);
		sum += reply_int(raced[i], "charged");
	}
	T_EQ(sum, MANY);
	T_SAME(invoices_of(&c), everybody());
	crowd_ends(&c);
}

/* ---- Whom it cannot be billed to */

static const char *
someone_of(const struct crowd *c)
{
	return psql(api_format("select student_id from academics.group_members"
			       " where group_id = '%s' order by student_id "
			       "offset 60 limit 1",
	    c->group));
}

static void
who_fails_is_named(void)
{
	struct crowd c = crowd_made();
	const char *who = someone_of(&c), *action, *past;
	struct reply *r;

	hindered(&c,
	    api_format("if exists (select from billing.invoices i where "
		       "i.id = new.invoice_id and i.user_id = '%s') "
		       "then raise 'not this one'; end if;",
		who));
	action = api_format("/fees/%s/charge", c.fee);
	r = charge(&c, "{}");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "charged"), MANY - 1);
	T_EQ(reply_int(r, "left"), 0);
	T_EQ(reply_int(r, "failed"), 1);
	T_TRUE(json_is_false(reply_at(r, "more")));
	T_SAME(reply_text(r, "failed_first.0.user_id"), who);
	T_SAME(invoices_of(&c), api_format("%d %d", MANY - 1, MANY - 1));
	past = api_format("%s?past=%s", action, reply_text(r, "past"));
	r = page_of("admin", past);
	T_STATUS(r, 200);
	T_TRUE(strstr(r->body, api_format("/accounts/%s", who)) != NULL);
	T_TRUE(strstr(r->body, "Try them again") != NULL);
	/* Behind them nobody is left; nor is anybody billed by asking on. */
	r = charge(&c, api_format("{\"user_id\":\"%s\"}", who));
	T_EQ(reply_int(r, "failed"), 1);
	T_EQ(reply_int(r, "charged"), 0);
	T_TRUE(json_is_false(reply_at(r, "more")));
	let_go();
	T_STATUS(form_send("admin", action, form_of("admin", past, action), ""),
	    303);
	T_SAME(invoices_of(&c), everybody());
	crowd_ends(&c);
}

/* ---- A worker that dies */

static FILE *
begun(const struct crowd *c)
{
	FILE *f = popen(api_format("curl -s -o /dev/null -w '%%{http_code}' "
				   "-H 'Authorization: Bearer %s' "
				   "-H 'Content-Type: application/json' "
				   "-d '{}' '%s/api/v1/fees/%s/charge'",
			    api_token("admin"), getenv("LYCEUM_URL"), c->fee),
	    "r");

	if (f == NULL)
		abort();
	return f;
}

static void
workers_killed(void)
{
	if (system(api_format("m=$(cat '%s/payments.pid'); "
			      "kill -9 $(cat /proc/$m/task/$m/children)",
		getenv("LYCEUM_RUN"))) != 0)
		abort();
}

static void
what_was_billed_stands(void)
{
	struct crowd c = crowd_made();
	const char *count = api_format("select count(*) from billing.charges "
				       "where fee_id = '%s'",
	    c.fee);
	char status[8] = "";
	struct reply *r;
	FILE *f;

	hindered(&c, "perform pg_sleep(0.02);");
	f = begun(&c);
	T_TRUE(psql_becomes(api_format("select (%s) >= %d", count, BATCH),
	    "t"));
	workers_killed();
	T_TRUE(fgets(status, sizeof(status), f) != NULL);
	pclose(f);
	T_TRUE(strtol(status, NULL, 10) >= 500);
	let_go(); /* waits for what still runs in the database */
	T_TRUE(strtol(psql(count), NULL, 10) < MANY);
	r = charge(&c, "{}");
	for (int tries = 0; r->status >= 500 && tries < 100; tries++)
		r = charge(&c, "{}");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "left"), 0);
	T_SAME(invoices_of(&c), everybody());
	T_EQ(reply_int(progress(&c), "billed"), MANY);
	T_TRUE(ledger_fits(psql(api_format("select invoice_id from "
					   "billing.charges where fee_id = "
					   "'%s' order by invoice_id limit 1 "
					   "offset %d",
	    c.fee, BATCH))));
	crowd_ends(&c);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "page", a_page_goes_on },
		{ "at once", several_at_once },
		{ "fails", who_fails_is_named },
		{ "dies", what_was_billed_stands },
		CU_TEST_INFO_NULL,
	};

	api_start();
	let_go();
	return suite_run("z_charging", tests);
}
