#include "core.h"
#include <inttypes.h>
#include "api/story.h"

struct teller {
	const struct story *story;
	const char *tag, *payment;
	const char *dispute[OBJECTS_MAX]; /* its status now */
	int64_t began[OBJECTS_MAX];
};

static const char *const types[] = {
	[INTENT_CREATED] = "payment_intent.created",
	[INTENT_ACTION] = "payment_intent.requires_action",
	[INTENT_PROCESSING] = "payment_intent.processing",
	[INTENT_FAILED] = "payment_intent.payment_failed",
	[INTENT_CANCELED] = "payment_intent.canceled",
	[INTENT_SUCCEEDED] = "payment_intent.succeeded",
	[CHARGE_SUCCEEDED] = "charge.succeeded",
	[CHARGE_FAILED] = "charge.failed",
	[CHARGE_UPDATED] = "charge.updated",
	[REFUND_PENDING] = "refund.created",
	[REFUND_SUCCEEDED] = "refund.updated",
	[REFUND_FAILED] = "refund.failed",
	[REFUND_CANCELED] = "refund.updated",
	[DISPUTE_CREATED] = "charge.dispute.created",
	[DISPUTE_WITHDRAWN] = "charge.dispute.funds_withdrawn",
	[DISPUTE_REVIEW] = "charge.dispute.updated",
	[DISPUTE_REINSTATED] = "charge.dispute.funds_reinstated",
	[DISPUTE_WON] = "charge.dispute.closed",
	[DISPUTE_LOST] = "charge.dispute.closed",
};

static const char *const states[] = {
	[INTENT_CREATED] = "requires_payment_method",
	[INTENT_ACTION] = "requires_action",
	[INTENT_PROCESSING] = "processing",
	[INTENT_FAILED] = "requires_payment_method",
	[INTENT_CANCELED] = "canceled",
	[INTENT_SUCCEEDED] = "succeeded",
	[CHARGE_SUCCEEDED] = "succeeded",
	[CHARGE_FAILED] = "failed",
	[CHARGE_UPDATED] = "succeeded",
	[REFUND_PENDING] = "pending",
	[REFUND_SUCCEEDED] = "succeeded",
	[REFUND_FAILED] = "failed",
	[REFUND_CANCELED] = "canceled",
};

const char *
story_intent(const char *tag)
{
	static char name[64];

	snprintf(name, sizeof(name), "pi_%s", tag);
	return name;
}

/* ---- The objects */

static void
tell_intent(const struct teller *t, const struct step *s, char *o, size_t n)
{
	snprintf(o, n, "{\"object\":\"payment_intent\",\"id\":\"pi_%s\","
	    "\"amount\":%" PRId64 ",\"amount_received\":%" PRId64 ","
	    "\"currency\":\"usd\",\"status\":\"%s\",\"last_payment_error\":%s,"
	    "\"metadata\":{\"payment_id\":\"%s\"}}",
	    t->tag, t->story->amount,
	    s->kind == INTENT_SUCCEEDED ? t->story->amount : 0,
	    states[s->kind], s->kind == INTENT_FAILED ?
	    "{\"code\":\"card_declined\",\"decline_code\":"
	    "\"insufficient_funds\",\"message\":\"No money.\"}" :
	    "null",
	    t->payment);
}

static void
tell_charge(const struct teller *t, const struct step *s, char *o, size_t n)
{
	snprintf(o, n, "{\"object\":\"charge\",\"id\":\"ch_%s_%u\","
	    "\"payment_intent\":\"pi_%s\",\"amount\":%" PRId64 ","
	    "\"currency\":\"usd\",\"status\":\"%s\",\"payment_method_details\":"
	    "{\"type\":\"card\",\"card\":{\"brand\":\"visa\","
	    "\"last4\":\"4242\"}}}",
	    t->tag, s->object, t->tag, t->story->amount, states[s->kind]);
}

static void
tell_refund(const struct teller *t, const struct step *s, char *o, size_t n)
{
	snprintf(o, n, "{\"object\":\"refund\",\"id\":\"re_%s_%u\","
	    "\"payment_intent\":\"pi_%s\",\"charge\":\"ch_%s_0\","
	    "\"amount\":%" PRId64 ",\"currency\":\"usd\",\"status\":\"%s\","
	    "\"reason\":null,\"failure_reason\":%s}",
	    t->tag, s->object,
	    t->tag, t->tag, s->amount, states[s->kind],
	    s->kind == REFUND_FAILED ? "\"lost_or_stolen_card\"" : "null");
}

/* As before 2022: within the charge, by which its intent is known. */
static void
tell_nested(const struct teller *t, const struct step *s, char *o, size_t n)
{
	snprintf(o, n, "{\"object\":\"charge\",\"id\":\"ch_%s_0\","
	    "\"payment_intent\":\"pi_%s\",\"amount\":%" PRId64 ","
	    "\"currency\":\"usd\",\"status\":\"succeeded\","
	    "\"amount_refunded\":%" PRId64 ",\"refunds\":{\"object\":"
	    "\"list\",\"has_more\":false,\"data\":[{\"object\":\"refund\","
	    "\"id\":\"re_%s_%u\",\"charge\":\"ch_%s_0\",\"amount\":%" PRId64
	    ",\"currency\":\"usd\",\"status\":\"%s\",\"reason\":null,"
	    "\"failure_reason\":%s}]}}",
	    t->tag, t->tag, t->story->amount, s->amount, t->tag, s->object,
	    t->tag, s->amount, states[s->kind],
	    s->kind == REFUND_FAILED ? "\"lost_or_stolen_card\"" : "null");
}

static void
tell_dispute(struct teller *t, const struct step *s, char *o, size_t n)
{
	const char **now = &t->dispute[s->object];

	if (s->kind == DISPUTE_CREATED) {
		*now = "needs_response";
		t->began[s->object] = s->at;
	} else if (s->kind == DISPUTE_REVIEW)
		*now = "under_review";
	else if (s->kind == DISPUTE_WON)
		*now = "won";
	else if (s->kind == DISPUTE_LOST)
		*now = "lost";
	snprintf(o, n, "{\"object\":\"dispute\",\"id\":\"dp_%s_%u\","
	    "\"payment_intent\":\"pi_%s\",\"amount\":%" PRId64 ","
	    "\"currency\":\"usd\",\"status\":\"%s\",\"reason\":\"fraudulent\","
	    "\"created\":%" PRId64 "}",
	    t->tag, s->object, t->tag, s->amount,
	    *now, t->began[s->object]);
}

static const char *
type_of(const struct step *s)
{
	return s->by == BY_CHARGE_REFUND ? "charge.refund.updated" :
	    s->by == BY_CHARGE	       ? "charge.refunded" :
					 types[s->kind];
}

void
story_tell(const struct story *story, const char *tag, const char *payment,
    struct told *out)
{
	struct teller t = { .story = story, .tag = tag, .payment = payment };
	char o[1000];

	for (unsigned i = 0; i < story->n; i++) {
		const struct step *s = &story->steps[i];
		struct told *e = &out[i];

		if (s->kind <= INTENT_SUCCEEDED)
			tell_intent(&t, s, o, sizeof(o));
		else if (s->kind <= CHARGE_UPDATED)
			tell_charge(&t, s, o, sizeof(o));
		else if (s->kind <= REFUND_CANCELED && s->by == BY_CHARGE)
			tell_nested(&t, s, o, sizeof(o));
		else if (s->kind <= REFUND_CANCELED)
			tell_refund(&t, s, o, sizeof(o));
		else
			tell_dispute(&t, s, o, sizeof(o));
		snprintf(e->id, sizeof(e->id), "evt_%s_%u", tag, i);
		snprintf(e->type, sizeof(e->type), "%s", type_of(s));
		snprintf(e->body, sizeof(e->body), "{\"id\":\"%s\","
		    "\"object\":\"event\",\"type\":\"%s\",\"created\":%" PRId64
		    ",\"livemode\":false,\"data\":{\"object\":%s}}",
		    e->id,
		    e->type, s->at, o);
	}
}

/* ---- Stories at random */

struct maker {
	struct story *story;
	unsigned *seed;
	int64_t at;
	enum told_by by;
};

static unsigned
any(struct maker *m, unsigned below)
{
	*m->seed = *m->seed * 1103515245u + 12345u;
	return (*m->seed >> 16) % below;
}

static void
add(struct maker *m, enum step_kind kind, unsigned object, int64_t amount)
{
	m->at += any(m, 3);
	m->story->steps[m->story->n++] = (struct step){ .kind = kind,
		.object = object,
		.amount = amount,
		.by = m->by,
		.at = m->at };
}

/* What has the same second has the order of its states. */
static void
later(struct maker *m)
{
	m->at += 1 + any(m, 5);
}

static bool
make_intent(struct maker *m)
{
	add(m, INTENT_CREATED, 0, 0);
	for (unsigned i = any(m, 3); i > 0; i--) {
		add(m, INTENT_ACTION, 0, 0);
		if (any(m, 2) == 0)
			add(m, INTENT_FAILED, 0, 0);
		later(m);
	}
	if (any(m, 2) == 0)
		add(m, INTENT_PROCESSING, 0, 0);
	if (any(m, 6) == 0) {
		add(m, INTENT_CANCELED, 0, 0);
		return false;
	}
	add(m, INTENT_SUCCEEDED, 0, 0);
	add(m, CHARGE_SUCCEEDED, 0, 0);
	return true;
}

static int64_t
make_refund(struct maker *m, unsigned no, int64_t amount)
{
	static const enum step_kind ends[] = {
		REFUND_SUCCEEDED, REFUND_SUCCEEDED, REFUND_FAILED,
		REFUND_CANCELED
	};
	enum step_kind end = ends[any(m, 4)];

	later(m);
	m->by = any(m, 3);
	if (any(m, 2) == 0)
		add(m, REFUND_PENDING, no, amount);
	add(m, end, no, amount);
	if (end == REFUND_SUCCEEDED && any(m, 3) == 0) {
		add(m, REFUND_FAILED, no, amount);
		end = REFUND_FAILED;
	}
	m->by = BY_REFUND;
	return end == REFUND_SUCCEEDED ? amount : 0;
}

static bool
begin_dispute(struct maker *m, unsigned no, int64_t amount)
{
	later(m);
	add(m, DISPUTE_CREATED, no, amount);
	if (any(m, 4) == 0)
		return false; /* it was asked only */
	add(m, DISPUTE_WITHDRAWN, no, amount);
	return true;
}

static void
end_dispute(struct maker *m, unsigned no, int64_t amount)
{
	later(m);
	add(m, DISPUTE_REVIEW, no, amount);
	if (any(m, 3) == 0) {
		later(m);
		add(m, DISPUTE_LOST, no, amount);
	} else if (any(m, 2) == 0) {
		later(m);
		add(m, DISPUTE_WON, no, amount);
		if (any(m, 2) == 0)
			add(m, DISPUTE_REINSTATED, no, amount);
	}
}

/* One of all of it, or two of its parts, of which the first ends last. */
static void
make_disputes(struct maker *m, int64_t amount)
{
	int64_t part = any(m, 2) == 0 ? amount / 2 : 0;
	bool first = begin_dispute(m, 0, amount - part);

	if (part > 0 && begin_dispute(m, 1, part))
		end_dispute(m, 1, part);
	if (first)
		end_dispute(m, 0, amount - part);
}

void
story_make(struct story *story, unsigned *seed)
{
	struct maker m = { story, seed, 1700000000 };
	int64_t left;

	memset(story, 0, sizeof(*story));
	story->amount = left = 100 + any(&m, 100000);
	if (!make_intent(&m))
		return;
	if (any(&m, 3) == 0)
		add(&m, CHARGE_UPDATED, 0, 0);
	for (unsigned no = 0, n = any(&m, 3); no < n && left > 0; no++) {
		int64_t amount = any(&m, 3) == 0 ? left :
						   1 + (int64_t)any(&m,
						       (unsigned)left);

		left -= make_refund(&m, no, amount);
	}
	if (left > 0 && any(&m, 3) == 0)
		make_disputes(&m, left);
}

void
books_line(const struct books *b, char *out, unsigned long size)
{
	snprintf(out, size, "%s|%" PRId64 "|%" PRId64 "|%" PRId64 "|%s|%"
	    PRId64 "|%" PRId64 "|%" PRId64 "|%" PRId64 "|t", b->status,
	    b->received, b->refunded, b->reserved, b->dispute, b->stripe,
	    b->receivable, b->disputes, b->received - b->refunded - b->lost);
}
