/*
 * standin.h - the stand-in of Stripe, as a test drives it, and payments made
 * through it.  LYCEUM_CONF says where it is.  Texts and JSON last until
 * api_free().
 */
#ifndef STANDIN_H
#define STANDIN_H

#include "api/api.h"

#define CARD_FINE	"pm_card_visa"
#define CARD_POOR	"pm_card_chargeDeclinedInsufficientFunds"
#define CARD_NO		"pm_card_chargeDeclined"
#define CARD_DISPUTED	"pm_card_createDispute"
#define CARD_SLOW	"pm_usBankAccount"

struct paying {
	const char	*id, *intent, *secret;	/* "" if there is none */
};

/* After api_start(); aborts where there is no stand-in.  No faults, and
 * events are delivered as they come. */
void	standin_start(void);
void	standin_calm(void);		/* so again */

/* The control API: "/faults", a body or NULL.  Aborts when it is refused. */
json_t	*standin(const char *method, const char *path, const char *body);
void	standin_fault(const char *path, int n, const char *kind);
/* What was asked: "path=/v1/refunds&method=POST".  All that was, ever. */
long	standin_calls(const char *query);

/* An object at Stripe, or a list of them. */
json_t	*standin_get(const char *path_and_query);
/* How many intents Stripe has of a payment of ours, and refunds of one. */
long	standin_intents(const char *payment);
long	standin_refunds(const char *intent);
/* Status of the intent once the card said yes or no; "" if it was refused. */
const char *standin_confirm(const char *intent, const char *card);

/* POST /payments/create-intent; key NULL: without an Idempotency-Key. */
struct reply	*pay_ask(const char *token, const char *body, const char *key);
struct paying	 paying_of(const struct reply *);
/* A sum that nobody else pays, "12.34" US dollars for books. */
struct paying	 paying_made(const char *token, const char *amount);
/* The same, paid by a card, and known to be. */
struct paying	 paid_made(const char *token, const char *amount);

/* Until the payment (or what a path shows) is so; false after ten seconds. */
bool	becomes(const char *token, const char *path, const char *member,
	    const char *value);
bool	payment_becomes(const char *payment, const char *status);
/* Until psql prints this. */
bool	psql_becomes(const char *sql, const char *value);

#endif
