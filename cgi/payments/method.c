/* Cards and accounts that somebody keeps at Stripe; none of it is kept here. */
#include "core.h"
#include <ctype.h>
#include <jansson.h>
#include "asking.h"
#include "db.h"
#include "gen/billing.h"
#include "payments.h"
#include "req.h"
#include "rows.h"

#define METHODS_MAX "50"

static void
decref(void *json)
{
	json_decref(json);
}

static json_t *
shown(const json_t *m, const char *chosen)
{
	const char *id = stripe_text(m, "id");

	return json_pack("{s:s*, s:s*, s:s*, s:s*, s:I, s:I, s:b}", "id", id,
	    "type", stripe_text(m, "type"), "brand",
	    stripe_text(m, "card.brand"), "last4", stripe_text(m, "card.last4"),
	    "exp_month", (json_int_t)stripe_int(m, "card.exp_month"),
	    "exp_year", (json_int_t)stripe_int(m, "card.exp_year"),
	    "is_default",
	    id != NULL && chosen != NULL && strcmp(id, chosen) == 0);
}

static void
add_items(struct req *r, const json_t *data, const char *chosen)
{
	json_t *items = json_array(), *m;
	size_t i;

	arena_defer(r->arena, decref, items);
	json_array_foreach(data, i, m)
		json_array_append_new(items, shown(m, chosen));
	req_add_json(r, "items", items);
	req_add_text(r, "publishable_key", stripe_publishable_key());
}

static struct rows *
customer(struct req *r)
{
	return sql_customer_get(
	    r, req_value(r, "me"), req_value(r, "school_id"));
}

/* One's own, as Stripe has them now. */
enum err
methods(struct req *r)
{
	struct rows *c = customer(r);
	const char *id = rows_get(c, 0, "stripe_customer_id");
	struct stripe_said s;

	if (r->err != OK)
		return r->err;
	if (id == NULL || rows_is(c, 0, "is_deleted")) {
		add_items(r, NULL, NULL);
		return r->err;
	}
	asking_begin(r);
	s = stripe_get(r->arena,
	    arena_printf(r->arena,
		"/v1/customers/%s/payment_methods?limit=" METHODS_MAX, id));
	if (s.outcome == STRIPE_DONE)
		add_items(r, json_object_get(s.json, "data"),
		    rows_get(c, 0, "default_method"));
	else if (s.status == 404)
		add_items(r, NULL, NULL);
	else
		asking_failed(r, &s);
	return r->err;
}

static struct stripe_said
setup(struct req *r, bool anew)
{
	const char *id = customer_id(r, anew);
	const struct param form[] = {
		{ "customer", id },
		{ "usage", "off_session" },
		{ "automatic_payment_methods[enabled]", "true" },
		{ "metadata[user_id]", req_value(r, "me") },
	};

	if (r->err != OK)
		return (struct stripe_said){ .outcome = STRIPE_REFUSED };
	return stripe_post(
	    r->arena, "/v1/setup_intents", form, NITEMS(form), NULL);
}

enum err
method_setup(struct req *r)
{
	struct stripe_said s;

	asking_begin(r);
	s = setup(r, false);
	if (r->err == OK && asking_lacks(&s, "customer"))
		s = setup(r, true);
	if (r->err != OK)
		return r->err;
	if (s.outcome != STRIPE_DONE) {
		asking_failed(r, &s);
		return r->err;
	}
	db_begin(r);
	req_add_text(r, "id", stripe_text(s.json, "id"));
	req_add_text(r, "client_secret", stripe_text(s.json, "client_secret"));
	req_add_text(r, "publishable_key", stripe_publishable_key());
	return r->err;
}

static bool
is_id(const char *s)
{
	for (; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s) && *s != '_')
			return false;
	return true;
}

/* The id, if it is one of the caller's own. */
static const char *
own_method(struct req *r, const char **customer_out)
{
	const char *id = req_var(r, "method");
	const char *mine = rows_get(customer(r), 0, "stripe_customer_id");
	const char *theirs;
	struct stripe_said s;

	*customer_out = mine;
	if (r->err == OK && (mine == NULL || !is_id(id)))
		req_fail(r, ERR_NOT_FOUND, NULL);
	if (r->err != OK || mine == NULL)
		return NULL;
	asking_begin(r);
	s = stripe_get(
	    r->arena, arena_printf(r->arena, "/v1/payment_methods/%s", id));
	theirs = stripe_id(s.json, "customer");
	if (s.status == 404 ||
	    (s.outcome == STRIPE_DONE &&
		(theirs == NULL || strcmp(theirs, mine) != 0)))
		req_fail(r, ERR_NOT_FOUND, NULL);
	else if (s.outcome != STRIPE_DONE)
		asking_failed(r, &s);
	return r->err == OK ? id : NULL;
}

static void
keep_default(struct req *r, const char *id)
{
	db_begin(r);
	req_add_one(r, "",
	    sql_customer_default(
		r, req_value(r, "me"), req_value(r, "school_id"), id));
}

enum err
method_default(struct req *r)
{
	const char *of, *id = own_method(r, &of);
	struct param form = { "invoice_settings[default_payment_method]", id };
	struct stripe_said s;

	if (id == NULL)
		return r->err;
	s = stripe_post(r->arena,
	    arena_printf(r->arena, "/v1/customers/%s", of), &form, 1, NULL);
	if (s.outcome == STRIPE_DONE)
		keep_default(r, id);
	else
		asking_failed(r, &s);
	return r->err;
}

enum err
method_remove(struct req *r)
{
	const char *of, *id = own_method(r, &of), *chosen;
	struct stripe_said s;

	if (id == NULL)
		return r->err;
	s = stripe_post(r->arena,
	    arena_printf(r->arena, "/v1/payment_methods/%s/detach", id), NULL,
	    0, NULL);
	if (s.outcome != STRIPE_DONE) {
		asking_failed(r, &s);
		return r->err;
	}
	chosen = rows_get(customer(r), 0, "default_method");
	if (chosen != NULL && strcmp(chosen, id) == 0)
		keep_default(r, NULL);
	else
		db_begin(r);
	r->status = r->api ? 204 : 303;
	return r->err;
}
