/*
 * stripe.h - Stripe, asked with a key of idempotency, and what it said.
 *
 * A question that changes something is asked up to three times with the same
 * key within STRIPE_WAIT_MS in all, as long as nothing is known or Stripe is
 * busy; what stands then is the outcome.  After STRIPE_UNKNOWN and STRIPE_BUSY
 * the same question may be asked again with the same key, by whoever comes
 * next: Stripe does it once.
 *
 * The keys are files in stripe_dir, looked at again when they change.  No
 * secret, no body and no parameter is ever logged from here.  Of an answer,
 * texts live in the arena.  A handler lets worker_more(STRIPE_WAIT_S) know.
 */
#ifndef STRIPE_H
#define STRIPE_H

#include "shape.h"

#define STRIPE_API "https://api.stripe.com"
#define STRIPE_VERSION "2024-06-20"
#define STRIPE_WAIT_MS 8000
#define STRIPE_WAIT_S 20 /* for worker_more(): two of them, and ours */

struct arena;
struct config;
struct json_t;

enum stripe_outcome {
	STRIPE_DONE,
	STRIPE_REFUSED, /* it will not: code and message say why */
	STRIPE_BUSY,    /* not now: may be asked again, same key */
	STRIPE_UNKNOWN  /* no whole answer: may have been done */
};

struct stripe_said {
	enum stripe_outcome outcome;
	int status;               /* of HTTP; 0: none */
	struct json_t *json;      /* the object when DONE */
	const char *code;         /* NULL: none was given */
	const char *decline_code; /* why the bank said no */
	const char *message;      /* never NULL unless DONE */
	const char *request_id;   /* Stripe's, for its support */
};

/* False: `why`.  Keys that are missing are no failure here: each question is
 * then refused with the code "no_key". */
bool stripe_start(const struct config *, char *why, size_t) MUST_CHECK;
void stripe_stop(void);
bool stripe_is_standin(void);             /* stripe_api is not Stripe's */
bool stripe_is_test(void);                /* the stand-in, or a test key */
const char *stripe_publishable_key(void); /* "" when there is none */

/* "/v1/refunds"; a parameter whose value is NULL is left out. */
struct stripe_said stripe_post(struct arena *, const char *path,
    const struct param *, size_t n, const char *idempotency_key);
struct stripe_said stripe_get(struct arena *, const char *path_and_query);
struct stripe_said stripe_delete(struct arena *, const char *path);

/* Member of an answer, also "a.b.c"; NULL: none, or no text. */
const char *stripe_text(const struct json_t *, const char *member);
int64_t stripe_int(const struct json_t *, const char *member); /* 0: none */
/* The id of what is given as an id or, expanded, as the object itself. */
const char *stripe_id(const struct json_t *, const char *member);

#endif
