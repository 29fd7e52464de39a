#include "core.h"
#include "clock.h"
#include "gen/billing.h"
#include "log.h"
#include "metric.h"
#include "req.h"
#include "rows.h"
#include "webhook.h"

/*
 * What follows from events is worked out in batches (billing.apply_waiting):
 * as soon as nobody waits for an answer, and a little of it now and then when
 * somebody always does.  Of all workers one is at it at a time.
 */

#define BATCH 500
#define BATCH_BUSY 64
#define LOOK_US 5000000 /* for what others left behind */
#define BUSY_US 5000000
#define AGAIN_MS 1000  /* after a failure of the database */
#define OTHER_MS 50    /* when another worker is at it */
#define FAILED_MS 5100 /* the first repetition of a failed one */

static struct {
	bool soon; /* this worker kept an event */
	int64_t looked;
	int batch; /* smaller after a failure */
} state = { .soon = true, .batch = BATCH };

void
apply_soon(void)
{
	state.soon = true;
}

/* ---- What came of them */

static void
tell_event(const struct rows *rs, int i)
{
	const char *type = rows_get(rs, i, "event_type");
	const char *outcome = rows_get(rs, i, "outcome");

	metric_add(metric_at(uems_stripe_webhook_events_total, type, outcome),
	    rows_int(rs, i, "n"));
	if (strcmp(outcome, "failed") == 0)
		log_warning("stripe_event_failed",
		    "An event could not be applied; it is tried again",
		    KV("event_id", rows_get(rs, i, "event_id")),
		    KV("event_type", type),
		    KV("error_type", rows_get(rs, i, "detail")));
}

static void
count_payment(const struct rows *rs, int i, const char *status)
{
	const char *type = rows_get(rs, i, "payment_type");
	const char *currency = rows_get(rs, i, "currency");

	metric_inc(uems_payments_total, status, type);
	if (strcmp(status, "succeeded") == 0 && currency != NULL &&
	    strcmp(currency, "USD") == 0)
		metric_add(metric_at(uems_payments_amount_usd_total, type),
		    rows_int(rs, i, "amount_minor"));
}

#define OF_PAYMENT(rs, i)                                \
	KV("payment_id", rows_get(rs, i, "payment_id")), \
	    KV("amount", rows_get(rs, i, "amount")),     \
	    KV("currency", rows_get(rs, i, "currency")), \
	    KV("event_id", rows_get(rs, i, "event_id"))

static void
tell_payment(const struct rows *rs, int i, const char *what)
{
	const char *detail = rows_get(rs, i, "detail");

	if (strcmp(what, "payment_succeeded") == 0) {
		count_payment(rs, i, "succeeded");
		log_info("payment_succeeded", "Payment succeeded",
		    OF_PAYMENT(rs, i), KV("stripe_intent_id", detail));
	} else if (strcmp(what, "payment_failed") == 0) {
		count_payment(rs, i, "failed");
		log_warning("payment_failed", "Payment failed",
		    OF_PAYMENT(rs, i), KV("reason", detail));
	} else if (strcmp(what, "payment_refunded") == 0) {
		count_payment(rs, i, "refunded");
		log_info("payment_refunded", "Payment refunded",
		    OF_PAYMENT(rs, i));
	} else if (strcmp(what, "refund_failed") == 0)
		log_warning("refund_failed", "A refund failed after all",
		    OF_PAYMENT(rs, i));
	else if (strcmp(what, "payment_disputed") == 0)
		log_warning("payment_disputed", "Payment disputed",
		    OF_PAYMENT(rs, i), KV("dispute_status", detail));
}

void
apply_tell(const struct rows *rs)
{
	for (int i = 0; i < rows_count(rs); i++) {
		const char *what = rows_get(rs, i, "what");

		if (strcmp(what, "event") == 0)
			tell_event(rs, i);
		else
			tell_payment(rs, i, what);
	}
}

/* ---- A batch */

static bool
said(const struct rows *rs, const char *what)
{
	for (int i = 0; i < rows_count(rs); i++)
		if (strcmp(rows_get(rs, i, "what"), what) == 0)
			return true;
	return false;
}

static bool
some_failed(const struct rows *rs)
{
	for (int i = 0; i < rows_count(rs); i++) {
		const char *outcome = rows_get(rs, i, "outcome");

		if (strcmp(rows_get(rs, i, "what"), "event") == 0 &&
		    strcmp(outcome, "failed") == 0)
			return true;
	}
	return false;
}

static int
next_look(const struct rows *rs)
{
	if (said(rs, "busy"))
		return OTHER_MS;
	if (said(rs, "more"))
		return 0;
	state.soon = false;
	return some_failed(rs) ? FAILED_MS : -1;
}

static int
apply(struct req *r, int n)
{
	struct rows *rs = sql_events_apply(r, arena_printf(r->arena, "%d", n));

	if (r->err != OK) { /* one that takes long, or locks */
		state.soon = true;
		state.batch = state.batch > 4 ? state.batch / 4 : 1;
		return AGAIN_MS;
	}
	apply_tell(rs);
	state.batch = BATCH;
	return next_look(rs);
}

int
apply_idle(struct req *r, bool busy)
{
	int64_t now = clock_us(), since = now - state.looked;
	int n = busy && state.batch > BATCH_BUSY ? BATCH_BUSY : state.batch;

	if (busy ? since < BUSY_US : !state.soon && since < LOOK_US)
		return -1;
	state.looked = now;
	return apply(r, n);
}
