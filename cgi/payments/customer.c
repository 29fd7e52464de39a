/* Who pays, as Stripe knows them. */
#include "core.h"
#include <jansson.h>
#include "asking.h"
#include "gen/billing.h"
#include "log.h"
#include "req.h"
#include "rows.h"

static struct stripe_said
create_at_stripe(struct req *r, const struct rows *c)
{
	const struct param form[] = {
		{ "name", rows_get(c, 0, "full_name") },
		{ "email", rows_get(c, 0, "email") },
		{ "metadata[user_id]", req_value(r, "me") },
		{ "metadata[school_id]", req_value(r, "school_id") },
	};

	asking_begin(r);
	return stripe_post(r->arena, "/v1/customers", form, NITEMS(form),
	    rows_get(c, 0, "stripe_key"));
}

static struct rows *
ask(struct req *r, bool anew)
{
	return sql_customer_ask(r, req_value(r, "me"),
	    req_value(r, "school_id"), anew ? "true" : "false");
}

/*
 * A name or an address that changed since makes the same key another
 * question: a customer that nobody knows costs nothing, so another is made.
 */
const char *
customer_id(struct req *r, bool anew)
{
	struct rows *c = ask(r, anew);
	const char *id = rows_get(c, 0, "stripe_customer_id");
	struct stripe_said s;

	if (r->err != OK || id != NULL)
		return id;
	s = create_at_stripe(r, c);
	if (asking_is_mixed_up(&s)) {
		c = ask(r, true);
		s = create_at_stripe(r, c);
	}
	if (s.outcome != STRIPE_DONE) {
		asking_failed(r, &s);
		return NULL;
	}
	c = sql_customer_keep(r, req_value(r, "me"),
	    rows_get(c, 0, "stripe_key"), stripe_text(s.json, "id"));
	id = rows_get(c, 0, "stripe_customer_id");
	if (r->err == OK && id == NULL)
		req_fail(r, ERR_STRIPE_AWAY, NULL);
	log_info("customer_created", "Customer created at Stripe",
	    KV("stripe_customer_id", id));
	return id;
}
