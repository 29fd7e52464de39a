#include "core.h"
#include <jansson.h>
#include "asking.h"
#include "crypto.h"
#include "db.h"
#include "fcgi.h"
#include "gen/billing.h"
#include "log.h"
#include "payments.h"
#include "req.h"
#include "webhook.h"
#include "worker.h"

#define KEY_MAX 255u

bool
payments_start(const struct config *conf)
{
	char why[256];

	if (stripe_start(conf, why, sizeof(why)))
		return true;
	log_critical("stripe", why);
	return false;
}

static const char *
hex_of(struct req *r, const void *p, size_t n)
{
	uint8_t sha[SHA256_LEN];
	char *hex = arena_alloc(r->arena, HEX_SIZE(SHA256_LEN));

	crypto_sha256(p, n, sha);
	hex_encode(hex, sha, sizeof(sha));
	return hex;
}

/* A key is its owner's, at this path. */
struct request_key
request_key(struct req *r)
{
	const char *key = req_param(r, "HTTP_IDEMPOTENCY_KEY"), *whole;
	struct request_key k = { 0 };

	if (key == NULL)
		key = form_get(&r->form, "_key");
	if (key == NULL || *key == '\0')
		return k;
	if (strlen(key) > KEY_MAX) {
		req_fail(r, ERR_MALFORMED,
		    "An Idempotency-Key has at most 255 characters.");
		return k;
	}
	whole =
	    arena_printf(r->arena, "%s\n%s\n%s", r->user.id.s, r->path, key);
	k.key = hex_of(r, whole, strlen(whole));
	k.digest = hex_of(r, r->call->body, r->call->body_len);
	return k;
}

void
asking_begin(struct req *r)
{
	if (r->err == OK)
		worker_more(STRIPE_WAIT_S);
}

bool
asking_is_mixed_up(const struct stripe_said *s)
{
	return s->outcome == STRIPE_REFUSED && s->code != NULL &&
	    (strcmp(s->code, "idempotency_error") == 0 ||
		strcmp(s->code, "idempotency_key_in_use") == 0);
}

bool
asking_lacks(const struct stripe_said *s, const char *param)
{
	const char *named = stripe_text(s->json, "error.param");

	return s->outcome == STRIPE_REFUSED && s->code != NULL &&
	    strcmp(s->code, "resource_missing") == 0 && named != NULL &&
	    strcmp(named, param) == 0;
}

static bool
is_about_amount(const struct stripe_said *s)
{
	return s->code != NULL &&
	    (strcmp(s->code, "amount_too_small") == 0 ||
		strcmp(s->code, "amount_too_large") == 0);
}

void
asking_failed(struct req *r, const struct stripe_said *s)
{
	if (s->outcome == STRIPE_BUSY || s->outcome == STRIPE_UNKNOWN ||
	    asking_is_mixed_up(s)) {
		r->retry_after = 2;
		req_fail(r, ERR_STRIPE_AWAY, NULL);
	} else if (s->status == 402)
		req_fail(r, ERR_CARD_DECLINED, "%s", s->message);
	else if (is_about_amount(s))
		req_fault(r, "amount", "%s", s->message);
	else if (s->code != NULL && strcmp(s->code, "no_key") == 0)
		req_fail(r, ERR_STRIPE_REFUSED, "%s", s->message);
	else
		req_fail(r, ERR_STRIPE_REFUSED, "Stripe says: %s.",
		    s->code == NULL ? "no reason" : s->code);
}

void
asking_take(struct req *r, const struct stripe_said *s, const char *kind,
    const char *type, int64_t created)
{
	char *text = json_dumps(s->json, JSON_COMPACT);

	if (text == NULL)
		abort();
	apply_tell(sql_payment_said(r, kind, arena_strdup(r->arena, text), type,
	    arena_printf(r->arena, "%" PRId64, created)));
	free(text);
}

bool
asking_is_final(const struct stripe_said *s)
{
	return s->outcome == STRIPE_REFUSED && !asking_is_mixed_up(s) &&
	    (s->status == 400 || s->status == 402);
}

bool
asking_refused(
    struct req *r, const char *payment, const struct stripe_said *s)
{
	bool lost = asking_lacks(s, "customer");

	if (asking_is_final(s))
		sql_payment_refused(r, payment, s->code, s->message);
	if (lost)
		sql_customer_lost(r, payment);
	else
		asking_failed(r, s);
	return lost;
}
