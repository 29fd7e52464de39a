#include "core.h"
#include <time.h>
#include "api/fixtures.h"
#include "api/standin.h"
#include "arena.h"
#include "clock.h"
#include "conf.h"
#include "fetch.h"
#include "stripe.h"

#define PATIENCE_US 10000000
#define LOOK_MS 20

static struct arena kept, now;
static struct fetch *control;
static struct fetch_want want;

/* ---- The control API */

static void
give_up(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why == NULL ? "?" : why);
	exit(2);
}

void
standin_start(void)
{
	static struct config conf;
	const char *file = getenv("LYCEUM_CONF");
	char why[256] = "no LYCEUM_CONF";

	if (file == NULL ||
	    !conf_load(&conf, &kept, file, "payments", why, sizeof(why)) ||
	    !stripe_start(&conf, why, sizeof(why)))
		give_up("the stand-in of Stripe", why);
	if (!stripe_is_standin())
		give_up("the stand-in of Stripe", "this is Stripe itself");
	want.base = arena_printf(&kept, "%s/_standin", conf.stripe_api);
	want.wait_ms = 20000;
	control = fetch_open(&want);
	if (control == NULL)
		abort();
	standin_calm();
}

json_t *
standin(const char *method, const char *path, const char *body)
{
	struct fetch_ask ask = { .method = method,
		.path = path,
		.body = body == NULL ? NULL : json_loads(body, 0, NULL) };
	struct fetched got = fetch_json(control, &now, &ask);

	if (got.status != 200)
		give_up(path, got.status == 0 ? got.why : body);
	return got.json;
}

void
standin_fault(const char *path, int n, const char *kind)
{
	standin("POST", "/faults",
	    api_format("{\"path\":\"%s\",\"n\":%d,"
		       "\"kind\":\"%s\"}",
		path, n, kind));
}

void
standin_calm(void)
{
	standin("DELETE", "/faults", NULL);
	standin("POST", "", "{\"deliver\":null}");
	standin("POST", "/flush", "{}");
}

long
standin_calls(const char *query)
{
	json_t *said = standin("GET", api_format("/calls?%s", query), NULL);

	return (long)stripe_int(said, "count");
}

/* ---- What Stripe has */

json_t *
standin_get(const char *path)
{
	struct stripe_said s = stripe_get(&now, path);

	if (s.outcome != STRIPE_DONE)
		give_up(path, s.message);
	return s.json;
}

/* Of the newest hundred: what a test makes is among them. */
long
standin_intents(const char *payment)
{
	json_t *one,
	    *list = json_object_get(
		standin_get("/v1/payment_intents?limit=100"), "data");
	long n = 0;
	size_t i;

	json_array_foreach(list, i, one) {
		const char *of = stripe_text(one, "metadata.payment_id");

		n += of != NULL && strcmp(of, payment) == 0;
	}
	return n;
}

long
standin_refunds(const char *intent)
{
	return (long)json_array_size(json_object_get(
	    standin_get(
		api_format("/v1/refunds?limit=100&payment_intent=%s", intent)),
	    "data"));
}

const char *
standin_confirm(const char *intent, const char *card)
{
	struct param form[] = { { "payment_method", card },
		{ "return_url", "http://127.0.0.1/" } };
	struct stripe_said s = stripe_post(&now,
	    api_format("/v1/payment_intents/%s/confirm", intent), form,
	    NITEMS(form), NULL);
	const char *status = stripe_text(s.json, "status");

	return status == NULL ? "" : status;
}

/* ---- Payments */

struct reply *
pay_ask(const char *token, const char *body, const char *key)
{
	if (key == NULL)
		return api_send(token, "POST", "/payments/create-intent", body);
	return send_with(token, "POST", "/payments/create-intent", body,
	    api_format("Idempotency-Key: %s", key));
}

struct paying
paying_of(const struct reply *r)
{
	return (struct paying){ .id = reply_text(r, "payment_id"),
		.intent = reply_text(r, "stripe_payment_intent_id"),
		.secret = reply_text(r, "client_secret") };
}

struct paying
paying_made(const char *token, const char *amount)
{
	struct reply *r = pay_ask(token,
	    api_format("{\"amount\":\"%s\","
		       "\"currency\":\"USD\",\"payment_type\":\"books\","
		       "\"description\":\"Number %u\"}",
		amount, unique()),
	    NULL);

	if (r->status != 201)
		give_up("a payment", r->body);
	return paying_of(r);
}

struct paying
paid_made(const char *token, const char *amount)
{
	struct paying p = paying_made(token, amount);

	if (strcmp(standin_confirm(p.intent, CARD_FINE), "succeeded") != 0 ||
	    !payment_becomes(p.id, "succeeded"))
		give_up("a payment", "it was not paid");
	return p;
}

/* ---- Waiting */

static bool
too_late(int64_t since)
{
	struct timespec t = { .tv_nsec = LOOK_MS * 1000000 };

	nanosleep(&t, NULL);
	return clock_us() - since > PATIENCE_US;
}

bool
becomes(
    const char *token, const char *path, const char *member, const char *value)
{
	int64_t since = clock_us();

	do {
		if (strcmp(reply_text(api_get(token, path), member), value) ==
		    0)
			return true;
	} while (!too_late(since));
	return false;
}

bool
payment_becomes(const char *payment, const char *status)
{
	return becomes(api_token("admin"), api_format("/payments/%s", payment),
	    "status", status);
}

bool
psql_becomes(const char *sql, const char *value)
{
	int64_t since = clock_us();

	do {
		if (strcmp(psql(sql), value) == 0)
			return true;
	} while (!too_late(since));
	return false;
}
