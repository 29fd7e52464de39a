/*
 * A worker that dies after Stripe was asked and before it was told: whoever
 * asks again gets the same payment, and nothing is done twice.
 */
#include "core.h"
#include <unistd.h>
#include "api/fixtures.h"
#include "api/standin.h"
#include "unit/suite.h"

static const char *
env(const char *name)
{
	const char *s = getenv(name);

	if (s == NULL) {
		fprintf(stderr, "%s is not set\n", name);
		exit(2);
	}
	return s;
}

/* ---- A request on its way */

static FILE *
begun(const char *token, const char *path, const char *body)
{
	FILE *f =
	    popen(api_format("curl -s -o /dev/null -w '%%{http_code}' "
			     "-H 'Authorization: Bearer %s' -H 'Content-Type: "
			     "application/json' -d '%s' '%s/api/v1%s'",
		      token, body, env("LYCEUM_URL"), path),
		"r");

	if (f == NULL)
		abort();
	return f;
}

static int
ended(FILE *f)
{
	char line[16] = "";

	if (fgets(line, sizeof(line), f) == NULL)
		line[0] = '\0';
	pclose(f);
	return (int)strtol(line, NULL, 10);
}

/* Every worker of the pool: who serves it is among them. */
static void
workers_killed(void)
{
	const char *command =
	    api_format("m=$(cat '%s/payments.pid'); "
		       "kill -9 $(cat /proc/$m/task/$m/children)",
		env("LYCEUM_RUN"));

	if (system(command) != 0)
		abort();
}

static bool
asked(const char *key)
{
	for (int i = 0; i < 1000; i++) {
		if (standin_calls(api_format("key=%s", key)) > 0)
			return true;
		usleep(10000);
	}
	return false;
}

/* ---- Payments and refunds */

static void
a_payment_goes_on(void)
{
	struct somebody s = made_person("student");
	const char *body = "{\"amount\":88,\"payment_type\":\"tuition\"}";
	const char *of = api_format("from billing.payments where user_id = "
				    "'%s'",
		       s.id),
		   *id, *key;
	struct reply *r;
	FILE *f;

	/* No event says it, so that the key alone does. */
	standin("POST", "", "{\"deliver\":\"hold\"}");
	standin_fault("POST /v1/payment_intents", 1, "slow 2000");
	f = begun(s.token, "/payments/create-intent", body);
	T_TRUE(psql_becomes(api_format("select count(*) %s", of), "1"));
	id = psql(api_format("select id %s", of));
	key = psql(api_format("select stripe_key %s", of));
	T_TRUE(asked(key));
	T_SAME(psql(api_format("select coalesce(stripe_payment_intent_id, '') "
			       "%s",
		   of)),
	    "");
	workers_killed();
	T_TRUE(ended(f) >= 500);
	do
		r = pay_ask(s.token, body, NULL);
	while (r->status >= 500);
	T_STATUS(r, 201);
	T_SAME(paying_of(r).id, id);
	T_EQ(standin_intents(id), 1);
	T_SAME(psql(api_format("select count(*) %s", of)), "1");
	standin_calm();
	T_SAME(standin_confirm(paying_of(r).intent, CARD_FINE), "succeeded");
	T_TRUE(payment_becomes(id, "succeeded"));
	T_SAME(psql(api_format("select count(*) from billing.ledger where "
			       "payment_id = '%s'",
		   id)),
	    "1");
	api_free();
}

static void
a_refund_goes_on(void)
{
	struct paying p = paid_made(made_person("student").token, "89.00");
	const char *path = api_format("/payments/%s/refund", p.id);
	const char *of = api_format("from billing.refunds where payment_id = "
				    "'%s'",
	    p.id);
	struct reply *r;
	FILE *f;

	standin("POST", "", "{\"deliver\":\"hold\"}");
	standin_fault("POST /v1/refunds", 1, "slow 4000");
	f = begun(api_token("admin"), path, "{\"amount\":9}");
	T_TRUE(psql_becomes(api_format("select count(*) %s", of), "1"));
	T_TRUE(asked(psql(api_format("select stripe_key %s", of))));
	workers_killed();
	T_TRUE(ended(f) >= 500);
	T_SAME(psql(api_format("select status %s", of)), "pending");
	do
		r = api_send(
		    api_token("admin"), "POST", path, "{\"amount\":9}");
	while (r->status >= 500);
	T_STATUS(r, 201);
	standin_calm();
	T_TRUE(becomes(api_token("admin"), api_format("/payments/%s", p.id),
	    "refunded_minor", "900"));
	T_SAME(psql(api_format("select count(*) %s", of)), "1");
	T_EQ(standin_refunds(p.intent), 1);
	T_SAME(psql(api_format("select sum(amount_minor) from billing.ledger "
			       "where payment_id = '%s' and entry = 'refund'",
		   p.id)),
	    "900");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "payment", a_payment_goes_on },
		{ "refund", a_refund_goes_on },
		CU_TEST_INFO_NULL,
	};

	api_start();
	standin_start();
	return suite_run("z_payments", tests);
}
