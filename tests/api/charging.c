#include "core.h"
#include "api/charging.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "arena.h"
#include "stripe.h"

struct reply *
fee_try(const char *members)
{
	return api_send(api_token("admin"), "POST", "/fees",
	    api_format("{\"name\":\"Fee %u\",%s}", unique(), members));
}

static void
give_up(const char *what, const struct reply *r)
{
	fprintf(stderr, "%s could not be made: %s\n", what, r->body);
	exit(1);
}

const char *
fee_made(const char *members)
{
	struct reply *r = fee_try(members);

	if (r->status != 201)
		give_up("a fee", r);
	return reply_text(r, "id");
}

const char *
group_with(const char *const *students, size_t n)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/groups",
	    api_format("{\"name\":\"Program %u\"}", unique()));
	const char *id = reply_text(r, "id");

	if (r->status != 201)
		give_up("a group", r);
	for (size_t i = 0; i < n; i++)
		T_STATUS(
		    api_send(api_token("admin"), "POST",
			api_format("/groups/%s/members", id),
			api_format("{\"student_id\":\"%s\"}", students[i])),
		    201);
	return id;
}

const char *
course_priced(int seats, int waitlist, const char *price, bool holds)
{
	const char *c = api_course(seats, waitlist, "{}");

	fee_made(
	    api_format("\"scope\":\"course\",\"course_id\":\"%s\","
		       "\"amount\":%s,\"holds_seat\":%s,\"currency\":\"USD\"",
		c, price, holds ? "true" : "false"));
	return c;
}

const char *
seat_taken(const struct somebody *s, const char *course)
{
	return reply_text(api_send(s->token, "POST",
			      api_format("/courses/%s/enroll", course), "{}"),
	    "id");
}

const char *
seat_status(const char *enrollment)
{
	return psql(api_format("select status from academics.enrollments "
			       "where id = '%s'",
	    enrollment));
}

const char *
hold_of(const char *enrollment, const char *column)
{
	return psql(api_format("select %s from billing.holds where "
			       "enrollment_id = '%s' order by id desc limit 1",
	    column, enrollment));
}

const char *
bill_of(const char *enrollment, const char *column)
{
	return psql(api_format("select %s from billing.invoices where "
			       "enrollment_id = '%s' order by id desc limit 1",
	    column, enrollment));
}

void
hold_ends(const char *enrollment)
{
	psql(api_format("update billing.holds set expires_at = now() - "
			"interval '1 second' where enrollment_id = '%s' and "
			"status = 'held'",
	    enrollment));
}

const char *
billing_run(const char *options, int at_once)
{
	const char *cmd =
	    api_format("%s billing run %s", getenv("LYCEUMCTL"), options);
	const char *all = "";
	char out[1024];
	FILE *p;
	size_t n;

	for (int i = 1; i < at_once; i++)
		all = api_format("%s %s > /dev/null &", all, cmd);
	p = popen(api_format("{ %s %s; wait; } 2>&1", all, cmd), "re");
	if (p == NULL)
		abort();
	n = fread(out, 1, sizeof(out) - 1, p);
	out[n] = '\0';
	pclose(p);
	return api_format("%s", out);
}

void
card_default(const struct somebody *s, const char *card)
{
	static struct arena memory;
	struct param form = { "customer", NULL };
	struct stripe_said said;

	T_STATUS(
	    api_send(s->token, "POST", "/payments/methods/setup", "{}"), 200);
	form.value = psql(api_format("select stripe_customer_id from "
				     "billing.customers where user_id = '%s'",
	    s->id));
	said = stripe_post(&memory,
	    api_format("/v1/payment_methods/%s/attach", card), &form, 1, NULL);
	T_EQ(said.outcome, STRIPE_DONE);
	if (said.outcome == STRIPE_DONE)
		T_STATUS(api_send(s->token, "POST",
			     api_format("/payments/methods/%s/default",
				 stripe_text(said.json, "id")),
			     "{}"),
		    200);
	arena_free(&memory);
	memory = (struct arena){ 0 };
}

bool
ledger_fits(const char *invoice)
{
	return strcmp(psql(api_format("select count(*) from billing.damage() d "
				      "where d.object_id = '%s'",
			  invoice)),
		   "0") == 0;
}
