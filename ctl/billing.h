/* billing.h - lyceumctl billing run: what its parts share. */
#ifndef CTL_BILLING_H
#define CTL_BILLING_H

#include "arena.h"

struct copy;
struct stripe_said;

struct billing {
	struct arena *arena;
	struct copy *db;
	const char *at; /* the time that it is */
	int64_t events, expired, kept, late, renewed, charged, declined,
	    canceled;
	int64_t failed; /* each was said on stderr */
};

/* Says what went wrong with one of many, and goes on with the next. */
void billing_failed(struct billing *, const char *what, const char *id);
/* What Stripe said of a PaymentIntent, taken as an event would be. */
bool billing_take(struct billing *, const struct stripe_said *);
/* Stripe gave no answer that stands: said, to be asked again. */
void billing_unanswered(
    struct billing *, const char *id, const struct stripe_said *);

/* Cards of those whose subscriptions have something to pay. */
void billing_cards(struct billing *);

#endif
