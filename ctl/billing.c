/* lyceumctl billing run: what falls due, whoever is or is not looking. */
#include "core.h"

#include <jansson.h>
#include "billing.h"
#include "copy.h"
#include "ctl.h"
#include "stripe.h"

#define MOST "500"       /* of each kind in a run; the next goes on */
#define BATCHES_MOST 200 /* of events */

void
billing_failed(struct billing *b, const char *what, const char *id)
{
	fprintf(stderr, "lyceumctl billing run: %s %s: %s\n", what, id,
	    copy_error(b->db));
	copy_forgive(b->db);
	b->failed++;
}

void
billing_unanswered(
    struct billing *b, const char *id, const struct stripe_said *said)
{
	fprintf(stderr, "lyceumctl billing run: %s: Stripe: %s\n", id,
	    said->message);
	b->failed++;
}

bool
billing_take(struct billing *b, const struct stripe_said *said)
{
	const char *p[2];
	char *text = json_dumps(said->json, JSON_COMPACT);
	bool ok;

	p[0] = text;
	p[1] = stripe_text(said->json, "status");
	ok = text != NULL &&
	    copy_ask(b->db,
		"select count(*) from "
		"billing.apply_object('payment_intent', $1::jsonb, "
		"'payment_intent.' || $2::text, now())",
		p, 2);
	free(text);
	return ok;
}

/* The first column of what is asked, kept: answers last until the next. */
static size_t
list(struct billing *b, const char *sql, const char *const **ids, int columns)
{
	const char *const p[] = { b->at, MOST };
	const char **v;
	size_t n;

	if (!copy_ask(b->db, sql, p, 2)) {
		billing_failed(b, "what is due", "");
		return 0;
	}
	n = (size_t)copy_rows(b->db);
	v = arena_alloc(b->arena, (n * (size_t)columns + 1) * sizeof(*v));
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < columns; k++)
			v[i * (size_t)columns + (size_t)k] =
			    arena_strdup(b->arena, copy_at(b->db, (int)i, k));
	*ids = v;
	return n;
}

/* ---- What Stripe sent */

static void
apply_events(struct billing *b)
{
	for (int i = 0; i < BATCHES_MOST; i++) {
		if (!copy_ask(b->db,
			"select coalesce(sum(n) filter (where "
			"what = 'event'), 0), coalesce(bool_or(what = 'more'), "
			"false)::int from billing.apply_waiting(500)",
			NULL, 0)) {
			billing_failed(b, "events", "");
			return;
		}
		b->events += copy_number(b->db, 0, 0);
		if (copy_number(b->db, 0, 1) == 0)
			return;
	}
}

/* ---- Seats */

/*
 * An intent of a hold that is over is canceled at Stripe first: from then on
 * nobody can pay for the seat that is about to go.  Where Stripe says that it
 * was paid, that is what counts.
 */
static void
cancel_intent(struct billing *b, const char *key, const char *intent)
{
	const char *path =
	    arena_printf(b->arena, "/v1/payment_intents/%s", intent);
	struct stripe_said said =
	    stripe_post(b->arena, arena_printf(b->arena, "%s/cancel", path),
		NULL, 0, arena_printf(b->arena, "%s-over", key));

	if (said.outcome == STRIPE_REFUSED)
		said = stripe_get(b->arena, path);
	if (said.outcome != STRIPE_DONE)
		billing_unanswered(b, intent, &said);
	else if (!billing_take(b, &said))
		billing_failed(b, "intent", intent);
	else
		b->canceled++;
}

static void
cancel_intents(struct billing *b)
{
	const char *const *v;
	size_t n = list(b,
	    "select stripe_key, intent from "
	    "billing.intents_to_cancel($1::timestamptz, $2::int)",
	    &v, 2);

	for (size_t i = 0; i < n; i++)
		cancel_intent(b, v[2 * i], v[2 * i + 1]);
}

static void
expire_holds(struct billing *b)
{
	const char *const *v;
	size_t n = list(b,
	    "select id from billing.holds where status = 'held' "
	    "and expires_at <= $1::timestamptz order by expires_at, id "
	    "limit $2::int",
	    &v, 1);

	for (size_t i = 0; i < n; i++) {
		const char *const p[] = { v[i], b->at };

		if (!copy_ask(b->db,
			"select billing.expire_hold($1::uuid, "
			"$2::timestamptz)",
			p, 2))
			billing_failed(b, "hold", v[i]);
		else if (strcmp(copy_at(b->db, 0, 0), "expired") == 0)
			b->expired++;
		else
			b->kept++;
	}
	if (!copy_ask(b->db, "select billing.void_left(" MOST ")", NULL, 0))
		billing_failed(b, "invoices of seats", "");
}

/* ---- What is late, and what begins anew */

static void
late_fees(struct billing *b)
{
	const char *const p[] = { b->at, MOST };
	int64_t n;

	do {
		if (!copy_ask(b->db,
			"select billing.late_fees("
			"$1::timestamptz, $2::int)",
			p, 2)) {
			billing_failed(b, "late fees", "");
			return;
		}
		n = copy_number(b->db, 0, 0);
		b->late += n;
	} while (n == 500);
}

static void
renew(struct billing *b)
{
	const char *const *v;
	size_t n = list(b,
	    "select s from billing.subscriptions_due("
	    "$1::timestamptz, $2::int) s",
	    &v, 1);

	for (size_t i = 0; i < n; i++) {
		const char *const p[] = { v[i], b->at };

		if (copy_ask(b->db,
			"select billing.renew($1::uuid, "
			"$2::timestamptz)",
			p, 2))
			b->renewed += copy_number(b->db, 0, 0);
		else
			billing_failed(b, "subscription", v[i]);
	}
}

/* ---- The board */

/*
 * The end of the ledger is asked for in a transaction of its own: whoever
 * writes waits for that one, and not for the sums.  While somebody writes
 * there is no end, and the board reads what is not added up by row.
 */
static void
sum_months(struct billing *b)
{
	const char *end;

	if (!copy_ask(b->db, "select billing.ledger_end()", NULL, 0)) {
		billing_failed(b, "the ledger", "");
		return;
	}
	end = copy_at(b->db, 0, 0);
	if (end == NULL || *end == '\0')
		return;
	end = arena_strdup(b->arena, end);
	if (!copy_ask(b->db, "select billing.sum_months($1::bigint)", &end, 1))
		billing_failed(b, "the ledger until", end);
}

static bool
the_time(struct ctl *c, struct billing *b)
{
	const char *const p[] = { b->at };

	if (!copy_ask(b->db, "select coalesce($1::timestamptz, now())", p, 1)) {
		c->status = ctl_db_failed(c, b->db,
		    "--at takes a time such as "
		    "2027-01-31T09:00Z");
		return false;
	}
	b->at = arena_strdup(b->arena, copy_at(b->db, 0, 0));
	return true;
}

int
cmd_billing_run(struct ctl *c, char **argv)
{
	struct billing b = { .arena = &c->arena };
	const struct opt opts[] = {
		{ "at", "TIME", "as if it were then (now)", &b.at, NULL },
	};
	char why[256];

	if (!opt_read(c, argv, opts, NITEMS(opts)) || !ctl_conf(c))
		return c->status;
	if (!stripe_start(&c->conf, why, sizeof(why)))
		return ctl_fail(c, "%s", why);
	b.db = ctl_db(c);
	if (b.db == NULL || !the_time(c, &b))
		return c->status;
	apply_events(&b);
	cancel_intents(&b);
	expire_holds(&b);
	late_fees(&b);
	renew(&b);
	billing_cards(&b);
	sum_months(&b);
	if (!copy_ok(b.db))
		return ctl_db_failed(c, b.db, "not everything is billed");
	copy_close(b.db);
	stripe_stop();
	printf("%" PRId64 " events applied, %" PRId64
	       " seats given back, %" PRId64 " wait for a payment, %" PRId64
	       " late fees, %" PRId64 " periods billed, %" PRId64
	       " cards charged, %" PRId64 " declined\n",
	    b.events, b.expired, b.kept, b.late, b.renewed, b.charged,
	    b.declined);
	return b.failed == 0 ?
	    CTL_OK :
	    ctl_fail(c, "%" PRId64 " things have to be tried again", b.failed);
}
