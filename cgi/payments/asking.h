/*
 * asking.h - Stripe is asked on behalf of a request.
 *
 * The row that names what is wanted, with the key under which Stripe is asked,
 * is committed before Stripe is, and what Stripe said is kept in another
 * transaction.  Whoever comes in between, or after a worker that died there,
 * finds the row and goes on with the same key.  Routes that ask are
 * R_BEGINS | R_SECRET, as no transaction may be open meanwhile, and the answer
 * to a repetition is made anew.
 */
#ifndef ASKING_H
#define ASKING_H

#include "stripe.h"

struct req;
struct rows;

/* What the client's Idempotency-Key stands for; key is NULL without one. */
struct request_key {
	const char *key, *digest; /* hexadecimal */
};

#define DAY                                                                 \
	.pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", .example = "2026-09-01", \
	.hint = "a day such as 2026-09-01"

struct request_key request_key(struct req *);
void asking_begin(struct req *); /* it may take longer than usual */
/* Fails the request by what Stripe said; nothing is committed here. */
void asking_failed(struct req *, const struct stripe_said *);
bool asking_is_mixed_up(const struct stripe_said *); /* key, other question */
/* No such thing at Stripe: the parameter is named. */
bool asking_lacks(const struct stripe_said *, const char *param);
/* What is refused so was not made, and never will be under its key. */
bool asking_is_final(const struct stripe_said *);
/*
 * Stripe will not have a payment so: it is kept as failed, and the request
 * fails.  True: it lacked the customer, there may be another way.
 */
bool asking_refused(
    struct req *, const char *payment, const struct stripe_said *);
/* An object of Stripe's, taken as what an event of this type would say. */
void asking_take(struct req *, const struct stripe_said *, const char *kind,
    const char *type, int64_t created);

/*
 * Stripe's view of a payment: it is asked for if it has no name there yet,
 * else looked at.  `row` is of payment_asking.
 */
struct stripe_said intent_look(struct req *, const struct rows *row);
/* True: it is canceled, here and there.  False: the request failed. */
bool intent_cancel(struct req *, const char *payment_id);

/* The intent at this path, after the invoice of Stripe's that it is of, if it
 * is of one (send.c), was voided: so it is canceled, too. */
struct stripe_said send_void(struct req *, const char *path);

/* The caller's id at Stripe, made if need be; NULL: the request failed. */
const char *customer_id(struct req *, bool anew);

#endif
