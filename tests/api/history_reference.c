#include "core.h"
#include "api/history_reference.h"

enum refund { R_NONE,
	R_PENDING,
	R_DONE,
	R_FAILED };
enum dispute { D_NONE,
	D_OPEN,
	D_WON,
	D_LOST };

struct clerk {
	struct books b;
	int64_t amount;
	const char *intent;
	bool ended;
	enum refund refund[OBJECTS_MAX];
	enum dispute dispute[OBJECTS_MAX];
	bool away[OBJECTS_MAX]; /* money with the bank */
	unsigned last;          /* dispute, by its start */
};

static void
intent(struct clerk *c, const struct step *s)
{
	static const char *const names[] = {
		[INTENT_CREATED] = "pending",
		[INTENT_ACTION] = "pending",
		[INTENT_PROCESSING] = "processing",
		[INTENT_FAILED] = "failed",
		[INTENT_CANCELED] = "failed",
		[INTENT_SUCCEEDED] = "succeeded",
	};

	if (c->ended)
		return;
	c->intent = names[s->kind];
	c->ended = s->kind == INTENT_CANCELED || s->kind == INTENT_SUCCEEDED;
	if (s->kind != INTENT_SUCCEEDED)
		return;
	c->b.received = c->amount;
	c->b.stripe += c->amount;
	c->b.receivable -= c->amount;
}

static void
give_back(struct clerk *c, int64_t amount)
{
	c->b.refunded += amount;
	c->b.stripe -= amount;
	c->b.receivable += amount;
}

static void
refund(struct clerk *c, const struct step *s)
{
	enum refund *was = &c->refund[s->object];

	if (*was == R_NONE) {
		c->b.reserved += s->amount;
		*was = R_PENDING;
	}
	if (s->kind == REFUND_SUCCEEDED && *was == R_PENDING) {
		give_back(c, s->amount);
		*was = R_DONE;
	} else if (s->kind == REFUND_FAILED || s->kind == REFUND_CANCELED) {
		if (*was == R_DONE)
			give_back(c, -s->amount);
		if (*was != R_FAILED)
			c->b.reserved -= s->amount;
		*was = R_FAILED;
	}
}

static void
goes_on(struct clerk *c, unsigned i, const char *status)
{
	if (c->last == i)
		c->b.dispute = status;
}

/* What the bank holds goes to one of both. */
static void
ends(struct clerk *c, const struct step *s, bool won)
{
	unsigned i = s->object;

	c->dispute[i] = won ? D_WON : D_LOST;
	goes_on(c, i, won ? "won" : "lost");
	if (!won)
		c->b.lost += s->amount;
	if (!c->away[i])
		return;
	c->away[i] = false;
	c->b.disputes -= s->amount;
	if (won)
		c->b.stripe += s->amount;
	else
		c->b.receivable += s->amount;
}

static void
dispute(struct clerk *c, const struct step *s)
{
	unsigned i = s->object;

	if (s->kind == DISPUTE_CREATED) {
		c->dispute[i] = D_OPEN;
		c->last = i;
		goes_on(c, i, "needs_response");
	} else if (s->kind == DISPUTE_REVIEW) {
		if (c->dispute[i] == D_OPEN)
			goes_on(c, i, "under_review");
	} else if (s->kind == DISPUTE_WITHDRAWN) {
		c->away[i] = true;
		c->b.stripe -= s->amount;
		c->b.disputes += s->amount;
	} else
		ends(c, s, s->kind != DISPUTE_LOST);
}

struct books
history_reference(const struct story *st)
{
	struct clerk c = { .amount = st->amount, .intent = "pending", .b = {
	    .dispute = "" } };

	for (unsigned i = 0; i < st->n; i++) {
		const struct step *s = &st->steps[i];

		if (s->kind <= INTENT_SUCCEEDED)
			intent(&c, s);
		else if (s->kind >= REFUND_PENDING &&
		    s->kind <= REFUND_CANCELED)
			refund(&c, s);
		else if (s->kind >= DISPUTE_CREATED)
			dispute(&c, s);
	}
	c.b.status = c.b.received > 0 && c.b.refunded >= c.b.received ?
	    "refunded" :
	    c.intent;
	return c.b;
}
