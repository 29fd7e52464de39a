/* Stripe's webhook: whose it is, kept to the byte, once, then applied. */
#include "core.h"
#include <time.h>
#include <unistd.h>
#include "api/api.h"
#include "api/fixtures.h"
#include "api/hook.h"
#include "crypto.h"
#include "unit/suite.h"

#define MAX_BODY (512 * 1024)

static const char nothing[] = "{\"object\":\"mandate\",\"id\":\"m_1\"}";

static const char *
plain_event(const char *id)
{
	return hook_event(id, "mandate.updated", 1700000000, nothing);
}

static const char *
kept(const char *id)
{
	return psql(api_format("select count(*) from billing.stripe_events "
	    "where id = '%s'",
	    id));
}

static long
metric_of(const char *type, const char *status)
{
	struct reply *r = api(&(struct ask){ .method = "GET",
	    .path = "/metrics" });
	const char *at = strstr(r->body, api_format(
	    "uems_stripe_webhook_events_total{event_type=\"%s\","
	    "status=\"%s\"} ", type, status));

	return at == NULL ? 0 : strtol(strchr(at, '}') + 2, NULL, 10);
}

/* ---- Whose it is */

static void
what_is_signed_is_taken(void)
{
	const char *id = hook_name("evt"), *body = plain_event(id);
	struct reply *r = hook_send(body);

	T_STATUS(r, 200);
	T_SAME(r->body, "{\"received\":true}");
	T_SAME(hook_outcome(id), "ignored");
	T_SAME(psql(api_format("select body from billing.stripe_events "
	    "where id = '%s'",
		   id)),
	    body);
	api_free();
}

static void
what_is_not_is_refused(void)
{
	const char *id = hook_name("evt"), *body = plain_event(id);
	long now = (long)time(NULL), failed = metric_of("unknown", "failed");
	const char *mac = hook_mac(hook_secret(), now, body);
	const char *bad[] = {
		NULL,
		"",
		"t=1",
		api_format("v1=%s", mac),
		api_format("t=%ld", now),
		api_format("t=%ld,v1=%s", now + 1, mac),
		api_format("t=%ld,v0=%s", now, mac),
		api_format("t=%ld,t=%ld,v1=%s", now, now, mac),
		api_format("t=%ld,v1=%.62s", now, mac),
		hook_header("whsec_of_somebody_else", now, body),
		hook_header("", now, body),
		hook_header(hook_secret(), now - 310, body),
		hook_header(hook_secret(), now + 310, body),
		hook_header(hook_secret(), 0, body),
	};

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_PROBLEM(hook_post(bad[i], body), 400, "signature");
	T_SAME(kept(id), "0");
	T_EQ(metric_of("unknown", "failed"), failed + (long)NITEMS(bad));
	T_STATUS(hook_post(hook_header(hook_secret(), now - 290, body), body),
	    200);
	T_STATUS(hook_post(hook_header(hook_secret(), now + 290, body), body),
	    200);
	api_free();
}

static void
one_byte_more_or_less(void)
{
	const char *id = hook_name("evt"), *body = plain_event(id);
	const char *header = hook_header(hook_secret(), (long)time(NULL), body);
	char *other = (char *)(uintptr_t)api_format("%s", body);

	T_PROBLEM(hook_post(header, api_format("%s ", body)), 400,
	    "signature");
	other[strlen(other) - 5] ^= 1;
	T_PROBLEM(hook_post(header, other), 400, "signature");
	T_SAME(kept(id), "0");
	T_STATUS(hook_post(header, body), 200);
	api_free();
}

/* ---- Secrets that are rolled */

static void
put_secrets(const char *text)
{
	const char *path = api_format("%s/webhook_secrets", hook_folder());
	const char *next = api_format("%s.next", path);
	FILE *f = fopen(next, "we");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0 ||
	    rename(next, path) != 0)
		abort();
}

/* Two are valid at once, the new one at once in every worker. */
static void
a_secret_is_rolled(void)
{
	const char *old = hook_secret(), *body = plain_event(hook_name("evt"));
	long now = (long)time(NULL);
	const char *by_old = hook_header(old, now, body);
	const char *by_new = hook_header("whsec_new", now, body);

	T_PROBLEM(hook_post(by_new, body), 400, "signature");
	put_secrets(api_format("whsec_new\n%s\n", old));
	for (int i = 0; i < 8; i++) {
		T_STATUS(hook_post(by_new, body), 200);
		T_STATUS(hook_post(by_old, body), 200);
	}
	T_STATUS(hook_post(api_format("%s,v1=%s", by_old,
			       hook_mac("whsec_new", now, body)),
		     body),
	    200);
	put_secrets("whsec_new\n");
	T_PROBLEM(hook_post(by_old, body), 400, "signature");
	put_secrets(api_format("%s\n", old));
	T_STATUS(hook_post(by_old, body), 200);
	api_free();
}

/* ---- What it is */

static void
what_is_no_event_is_refused(void)
{
	static const char *const bad[] = {
		"",
		"{}",
		"[]",
		"null",
		"\"evt_1\"",
		"{\"id\":\"evt_1\"}",
		"{\"id\":\"evt_1\",\"type\":\"x\"",
		"{\"id\":\"evt_1\",\"type\":\"x\"}",
		"{\"id\":1,\"type\":\"x\",\"data\":{}}",
		"{\"id\":\"evt 1\",\"type\":\"x\",\"data\":{}}",
		"{\"id\":\"evt_1\",\"type\":\"X\\n\",\"data\":{}}",
		"{\"id\":\"evt_1\\u0000\",\"type\":\"x\",\"data\":{}}",
		"{\"id\":\"evt_1\",\"type\":\"x\",\"data\":[]}",
		"{\"id\":\"evt_\xff\",\"type\":\"x\",\"data\":{}}",
	};

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_PROBLEM(hook_send(bad[i]), 400, "malformed");
	api_free();
}

static char *
long_event(const char *id, size_t n)
{
	const char *head = api_format("{\"id\":\"%s\",\"type\":"
	    "\"mandate.updated\",\"created\":1,\"data\":{\"object\":"
	    "{\"object\":\"mandate\",\"id\":\"m_1\",\"x\":\"",
	    id);
	char *s = malloc(n + 1);

	if (s == NULL)
		abort();
	memset(s, 'x', n);
	memcpy(s, head, strlen(head));
	memcpy(s + n - 4, "\"}}}", 5);
	return s;
}

static void
half_a_megabyte_is_the_most(void)
{
	const char *id = hook_name("evt");
	char *most = long_event(id, MAX_BODY);
	char *more = long_event(hook_name("evt"), MAX_BODY + 1);

	T_STATUS(hook_send(most), 200);
	T_SAME(kept(id), "1");
	T_PROBLEM(hook_send(more), 413, "too_large");
	free(most);
	free(more);
	api_free();
}

static void
the_same_is_kept_once(void)
{
	const char *id = hook_name("evt"), *body = plain_event(id);
	const char *header = hook_header(hook_secret(), (long)time(NULL), body);
	long twice = metric_of("mandate.updated", "duplicate");
	struct reply *r[8];
	struct ask asks[NITEMS(r)];

	for (size_t i = 0; i < NITEMS(r); i++)
		asks[i] = (struct ask){ .method = "POST", .body = body, .path =
		    "/api/v1/payments/webhook", .headers = {
		    api_format("Stripe-Signature: %s", header) } };
	api_race(asks, NITEMS(r), r);
	for (size_t i = 0; i < NITEMS(r); i++)
		T_STATUS(r[i], 200);
	T_SAME(kept(id), "1");
	T_EQ(metric_of("mandate.updated", "duplicate"),
	    twice + (long)NITEMS(r) - 1);
	api_free();
}

/*
 * More at once than there are workers, so that some are kept together.  The
 * database refuses two of them, by a constraint that says why: those alone are
 * not kept.
 */
static void
one_that_cannot_be_kept(void)
{
	const char *id[48], *bad = hook_name("evt_no");
	struct reply *r[NITEMS(id)];
	struct ask asks[NITEMS(id)];

	psql(api_format("alter table billing.stripe_events add constraint "
	    "too_large check (id not like '%s%%') not valid", bad));
	for (size_t i = 0; i < NITEMS(id); i++) {
		const char *body;

		id[i] = i % 24 == 7 ? api_format("%s%zu", bad, i) :
				      hook_name("evt");
		body = plain_event(id[i]);
		asks[i] = (struct ask){ .method = "POST", .body = body, .path =
		    "/api/v1/payments/webhook", .headers = {
		    api_format("Stripe-Signature: %s", hook_header(
			i % 24 == 9 ? "whsec_other" : hook_secret(),
			(long)time(NULL), body)) } };
	}
	api_race(asks, NITEMS(id), r);
	psql("alter table billing.stripe_events drop constraint too_large");
	for (size_t i = 0; i < NITEMS(id); i++) {
		bool refused = i % 24 == 7, forged = i % 24 == 9;

		T_EQ(r[i]->status, refused ? 413 : forged ? 400 : 200);
		T_SAME(kept(id[i]), refused || forged ? "0" : "1");
	}
	api_free();
}

/* What belongs to real money does not touch a school that tests. */
static void
another_mode_is_kept_and_ignored(void)
{
	const char *id = hook_name("evt");
	const char *pi = hook_name("pi");

	T_STATUS(hook_send(api_format("{\"id\":\"%s\",\"type\":"
	    "\"payment_intent.succeeded\",\"created\":1,\"livemode\":true,"
	    "\"data\":{\"object\":{\"object\":\"payment_intent\",\"id\":\"%s\","
	    "\"status\":\"succeeded\",\"amount\":1,\"currency\":\"usd\"}}}",
		     id,
		     pi)),
	    200);
	T_SAME(psql(api_format("select outcome, error, applied_at is not null "
	    "from billing.stripe_events where id = '%s'",
		   id)),
	    "ignored|livemode|t");
	T_SAME(psql(api_format("select count(*) from billing.stripe_objects "
	    "where id = '%s'",
		   pi)),
	    "0");
	api_free();
}

/* ---- One that fails does not stop the others */

static void
a_bad_one_is_kept_for_later(void)
{
	const char *bad = hook_name("evt"), *nul = hook_name("evt");
	const char *good = hook_name("evt");

	T_STATUS(hook_send(hook_event(bad, "payment_intent.created", 5,
	    "{\"object\":\"payment_intent\",\"status\":\"processing\"}")),
	    200);
	T_STATUS(hook_send(hook_event(nul, "payment_intent.created", 5,
	    "{\"object\":\"payment_intent\",\"id\":\"pi_\\u0000\"}")),
	    200);
	T_STATUS(hook_send(plain_event(good)), 200);
	T_SAME(hook_outcome(good), "ignored");
	T_SAME(hook_outcome(bad), "failed");
	T_SAME(hook_outcome(nul), "failed");
	T_SAME(psql(api_format("select applied_at is null, tries >= 1, error "
	    "<> '', try_at > received_at from billing.stripe_events where "
	    "id = '%s'",
		   bad)),
	    "t|t|t|t");
	T_SAME(psql(api_format("update billing.stripe_events set body = "
	    "replace(body, '\\\"status\\\"', '\\\"id\\\":\\\"pi_%s\\\","
	    "\\\"status\\\"'), outcome = null, try_at = null where id = '%s' "
	    "returning 1",
		   bad, bad)),
	    "1");
	T_STATUS(hook_send(plain_event(hook_name("evt"))), 200);
	T_SAME(hook_outcome(bad), "applied");
	psql(api_format("delete from billing.stripe_events where id = '%s'",
	    nul));
	api_free();
}

/* ---- Stripe leads a browser back */

/* The secret goes no further than nginx. */
static void
an_address_loses_its_secret(void)
{
	struct uuid uuid = uuid7();
	const char *id = uuid.s;
	struct reply *r = api(&(struct ask){ .method = "GET",
	    .path = api_format("/payments/%s/paid?payment_intent=pi_1&"
	    "payment_intent_client_secret=pi_1_secret_x&"
	    "redirect_status=failed%%0d%%0aX:y",
		id) });

	T_STATUS(r, 303);
	T_SAME(reply_header(r, "location"),
	    api_format("/payments/%s/paid?redirect_status=failed%%0d%%0aX:y",
		id));
	r = api(&(struct ask){ .method = "GET", .path =
	    "/payments/methods?setup_intent_client_secret=seti_1_secret_x" });
	T_STATUS(r, 303);
	T_SAME(reply_header(r, "location"),
	    "/payments/methods?redirect_status=");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "signed", what_is_signed_is_taken },
		{ "not signed", what_is_not_is_refused },
		{ "one byte", one_byte_more_or_less },
		{ "rolled", a_secret_is_rolled },
		{ "no event", what_is_no_event_is_refused },
		{ "size", half_a_megabyte_is_the_most },
		{ "once", the_same_is_kept_once },
		{ "one refused", one_that_cannot_be_kept },
		{ "mode", another_mode_is_kept_and_ignored },
		{ "bad ones", a_bad_one_is_kept_for_later },
		{ "address", an_address_loses_its_secret },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("webhook", tests);
}
