"""Products, prices and subscriptions, as far as Lyceum needs them: it keeps
its own plans, and asks Stripe for no more than this."""

import calendar
import re
from datetime import datetime, timezone

import invoices
from charges import found
from errors import Refused, invalid, missing
from events import emit
from form import boolean, integer, metadata
from intents import customer_of
from money import currency
from store import new_id, now

STEP = {"day": 86400, "week": 7 * 86400}


def hook(store):
    store.subscription_paid = lambda inv: paid(store, inv)
    store.subscription_failed = lambda inv: failed(store, inv)


def product(store, params):
    if not params.get("name"):
        raise missing("name")
    made = {"id": new_id("prod", 14), "object": "product", "active": True,
            "created": now(), "default_price": None, "description":
            params.get("description"), "livemode": False,
            "metadata": metadata(params), "name": params["name"],
            "type": "service", "updated": now()}
    store.add(made)
    emit(store, "product.created", dict(made))
    return made


def price(store, params):
    code = currency(params)
    amount = integer(params, "unit_amount")
    if amount is None:
        raise missing("unit_amount")
    home = params.get("product")
    if not home:
        data = params.get("product_data") or {}
        home = product(store, data)["id"]
    found(store, "product", home)
    made = {"id": new_id("price"), "object": "price", "active": True,
            "billing_scheme": "per_unit", "created": now(), "currency": code,
            "livemode": False, "lookup_key": None, "metadata":
            metadata(params), "nickname": params.get("nickname"),
            "product": home, "recurring": recurring(params),
            "type": "recurring" if params.get("recurring") else "one_time",
            "unit_amount": amount, "unit_amount_decimal": str(amount)}
    store.add(made)
    emit(store, "price.created", dict(made))
    return made


def recurring(params):
    given = params.get("recurring")
    if not given:
        return None
    if given.get("interval") not in ("day", "week", "month", "year"):
        raise invalid("recurring[interval]", "Invalid recurring[interval]: must"
                      " be one of day, month, week, or year")
    return {"interval": given["interval"], "usage_type": "licensed",
            "interval_count": integer(given, "interval_count", 1),
            "aggregate_usage": None, "trial_period_days": None}


# ---- Subscriptions

def create(store, params):
    customer = customer_of(store, params)
    if not customer:
        raise missing("customer")
    items = [item(store, given) for given in params.get("items") or []]
    if not items:
        raise missing("items")
    start = now()
    trial = integer(params, "trial_end") or (
        start + 86400 * integer(params, "trial_period_days", 0))
    made = {
        "id": new_id("sub"), "object": "subscription",
        "billing_cycle_anchor": start, "cancel_at": None,
        "cancel_at_period_end": boolean(params, "cancel_at_period_end"),
        "canceled_at": None, "collection_method": "charge_automatically",
        "created": start, "currency": items[0]["price"]["currency"],
        "current_period_start": start, "current_period_end": max(
            trial, following(items[0]["price"], start, start)),
        "customer": customer, "days_until_due": None,
        "default_payment_method": params.get("default_payment_method"),
        "description": params.get("description"), "ended_at": None,
        "items": {"object": "list", "data": items, "has_more": False,
                  "url": "/v1/subscription_items"},
        "latest_invoice": None, "livemode": False,
        "metadata": metadata(params), "pause_collection": None,
        "start_date": start, "status": "incomplete",
        "trial_end": trial if trial > start else None,
        "trial_start": start if trial > start else None}
    if trial > start:
        made.update(status="trialing", current_period_end=trial)
    store.add(made)
    emit(store, "customer.subscription.created", dict(made))
    if made["status"] != "trialing":
        bill(store, made, "subscription_create",
             params.get("payment_behavior") == "default_incomplete")
    return store.get(made["id"])


def item(store, given):
    if not isinstance(given, dict) or not given.get("price"):
        raise missing("items[0][price]")
    of = found(store, "price", given["price"])
    if not of["recurring"]:
        raise Refused(400, "The price specified is set to `type=one_time` but "
                      "this field only accepts prices with `type=recurring`.",
                      param="items[0][price]")
    return {"id": new_id("si", 14), "object": "subscription_item",
            "created": now(), "metadata": {}, "price": of,
            "quantity": integer(given, "quantity", 1)}


def following(of, anchor, start):
    """The end of the period that begins at start: Stripe's months end with
    the anchor's day, or the last one."""
    every = of["recurring"]
    n = every["interval_count"]
    if every["interval"] in STEP:
        return start + n * STEP[every["interval"]]
    day = datetime.fromtimestamp(anchor, timezone.utc).day
    at = datetime.fromtimestamp(start, timezone.utc)
    months = at.month - 1 + n * (12 if every["interval"] == "year" else 1)
    year, month = at.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return int(at.replace(year=year, month=month,
                          day=min(day, last)).timestamp())


def bill(store, sub, reason, later=False):
    made = invoices.create(store, {"customer": sub["customer"]})
    for line in sub["items"]["data"]:
        invoices.item_create(store, {
            "customer": sub["customer"], "invoice": made["id"],
            "currency": line["price"]["currency"],
            "amount": str(line["price"]["unit_amount"] * line["quantity"])})
    made = store.get(made["id"])
    made.update(subscription=sub["id"], billing_reason=reason)
    store.save(made)
    sub["latest_invoice"] = made["id"]
    store.save(sub)
    made = invoices.finalize(store, made)
    if made["status"] == "open" and not later:
        pay(store, made, sub)


def pay(store, made, sub):
    try:
        invoices.pay(store, made, {
            "payment_method": sub["default_payment_method"]}
            if sub["default_payment_method"] else {})
    except Refused as why:
        if sub["status"] == "incomplete" and why.kept:
            return
        if not why.kept:
            failed(store, store.get(made["id"]))


def paid(store, invoice):
    move(store, invoice, ("incomplete", "past_due", "unpaid"), "active")


def failed(store, invoice):
    move(store, invoice, ("active", "trialing"), "past_due")


def move(store, invoice, before, after):
    if not invoice["subscription"]:
        return
    sub = store.get(invoice["subscription"])
    if sub["status"] in before:
        was, sub["status"] = sub["status"], after
        store.save(sub)
        emit(store, "customer.subscription.updated", dict(sub),
             {"status": was})


def period_ends(store, sub):
    """As if time had passed: billed for the next one, or ended."""
    if sub["cancel_at_period_end"]:
        return cancel(store, sub, {})
    start = sub["current_period_end"]
    was = sub["status"]
    sub.update(current_period_start=start, current_period_end=following(
        sub["items"]["data"][0]["price"], sub["billing_cycle_anchor"], start),
        status="active" if was == "trialing" else was)
    store.save(sub)
    emit(store, "customer.subscription.updated", dict(sub), {"status": was})
    bill(store, sub, "subscription_cycle")
    return store.get(sub["id"])


def update(store, sub, params):
    if sub["status"] == "canceled":
        raise Refused(400, "A canceled subscription can only update its "
                      "cancellation_details and metadata.")
    before = {"cancel_at_period_end": sub["cancel_at_period_end"]}
    sub["cancel_at_period_end"] = boolean(
        params, "cancel_at_period_end", sub["cancel_at_period_end"])
    sub["cancel_at"] = (sub["current_period_end"]
                        if sub["cancel_at_period_end"] else None)
    if "default_payment_method" in params:
        sub["default_payment_method"] = params["default_payment_method"]
    sub["metadata"] = metadata(params, sub["metadata"])
    if isinstance(params.get("items"), list):
        sub["items"]["data"] = [item(store, g) for g in params["items"]]
    store.save(sub)
    emit(store, "customer.subscription.updated", dict(sub), before)
    return sub


def cancel(store, sub, _params):
    if sub["status"] == "canceled":
        raise Refused(404, f"No such subscription: '{sub['id']}'",
                      code="resource_missing", param="id")
    sub.update(status="canceled", canceled_at=now(), ended_at=now())
    store.save(sub)
    emit(store, "customer.subscription.deleted", dict(sub))
    return sub


def routes():
    def on(then):
        return lambda s, p, i: then(s, found(s, "subscription", i), p)

    one = re.compile(r"/v1/subscriptions/(sub_\w+)")
    fields = set("""customer items default_payment_method metadata description
    trial_end trial_period_days payment_behavior cancel_at_period_end
    collection_method off_session proration_behavior payment_settings""".split())
    return [
        ("POST", re.compile(r"/v1/products"), product,
         {"name", "description", "metadata", "active", "id"}),
        ("POST", re.compile(r"/v1/prices"), price,
         {"currency", "unit_amount", "recurring", "product", "product_data",
          "nickname", "metadata", "active"}),
        ("POST", re.compile(r"/v1/subscriptions"), create, fields),
        ("POST", one, on(update), fields),
        ("DELETE", one, on(cancel), {"invoice_now", "prorate",
                                     "cancellation_details"}),
    ]
