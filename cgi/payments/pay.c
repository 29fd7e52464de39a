/*
 * The pages on which a card is typed.  They are the only ones that take a
 * script from elsewhere: Stripe's, whose frame the card is typed into, so that
 * it never comes near us.  What is paid is asked for by the page's script
 * (templates/assets/js/pay.js) from POST /payments/create-intent, so that none
 * of Stripe's secrets stands in a page.
 */
#include "core.h"
#include "conf.h"
#include "db.h"
#include "form.h"
#include "gen/billing.h"
#include "payments.h"
#include "req.h"
#include "rows.h"
#include "site.h"
#include "stripe.h"

#define HOOKS "https://hooks.stripe.com"
#define HOSTED "https://invoice.stripe.com"

struct part_in {
	int64_t instalment;
	bool whole;
};

SHAPE(part_shape, struct part_in,
    FIELD(struct part_in, instalment, .label = "Instalment", .min = 1,
	.max = 24, .doc = "Of the invoice; the next one if not said"),
    FIELD(struct part_in, whole, .label = "All that is left",
	.doc = "Of an invoice that is paid in parts"));

/* "https://js.stripe.com" of "https://js.stripe.com/v3/" */
static const char *
origin(struct req *r, const char *url)
{
	const char *host = strstr(url, "://");

	host = host == NULL ? url : host + 3;
	host += strcspn(host, "/");
	return arena_strndup(r->arena, url, (size_t)(host - url));
}

/* Stripe's frames and scripts have more than one host. */
static const char *
policy(struct req *r)
{
	const char *js = origin(r, site.conf->stripe_js);
	const char *api = origin(r, site.conf->stripe_api);
	bool standin = stripe_is_standin();
	const char *more = standin ? "" : " https://*.js.stripe.com";

	return arena_printf(r->arena,
	    "default-src 'none'; script-src 'self' %s%s; style-src 'self'; "
	    "img-src 'self' data:; connect-src 'self' %s; "
	    "frame-src %s%s " HOOKS "; form-action 'self' %s; "
	    "base-uri 'none'; frame-ancestors 'none'",
	    js, more, api, js, more, standin ? api : HOSTED);
}

static void
with_stripe(struct req *r)
{
	r->policy = policy(r);
	req_add_text(r, "stripe_js", site.conf->stripe_js);
	req_add_text(r, "publishable_key", stripe_publishable_key());
	if (stripe_is_test())
		req_add_text(r, "is_test", "yes");
	if (stripe_is_standin())
		req_add_text(r, "is_standin", "yes");
}

/* Nothing to see there is 404. */
static enum err
page_of(struct req *r, struct rows *rs)
{
	if (r->err == OK && rows_count(rs) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", rs);
	with_stripe(r);
	return r->err;
}

enum err
pay_invoice(struct req *r)
{
	const char *const *with = req_bind(r, &q_pay_invoice);

	return page_of(r, db_rows(r, &q_pay_invoice, with));
}

static struct rows *
payment(struct req *r, const char *said)
{
	return sql_pay_payment(r, req_var(r, "id"), req_value(r, "school_id"),
	    req_value(r, "me"), req_value(r, "my_role"), said);
}

enum err
pay_payment(struct req *r)
{
	return page_of(r, payment(r, NULL));
}

/*
 * Where Stripe sends whoever has paid.  What it says in the address is not
 * believed: that it was paid is known when its webhook says so.
 */
enum err
pay_done(struct req *r)
{
	const char *said = form_get(&r->query, "redirect_status");
	struct rows *p = payment(r, said);

	if (r->err == OK && rows_count(p) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", p);
	if (rows_is(p, 0, "is_waiting"))
		req_add_text(r, "_refresh", "3");
	return r->err;
}

enum err
method_new(struct req *r)
{
	with_stripe(r);
	return r->err;
}
