"""Payment intents, from requires_payment_method to the end."""

import re

import cards
import charges
from errors import Refused, invalid, no_such
from events import emit
from form import boolean, metadata
from money import charged, currency
from store import new_id, now

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")


def customer_of(store, params):
    id_ = params.get("customer")
    if not id_:
        return None
    customer = store.get(id_, "customer")
    if not customer or customer.get("deleted"):
        raise invalid("customer", f"No such customer: '{id_}'",
                      "resource_missing")
    return id_


def blank(amount, code):
    id_ = new_id("pi")
    return {
        "id": id_, "object": "payment_intent", "amount": amount,
        "amount_capturable": 0, "amount_details": {"tip": {}},
        "amount_received": 0, "application": None,
        "automatic_payment_methods": None, "canceled_at": None,
        "cancellation_reason": None, "capture_method": "automatic_async",
        "client_secret": id_ + "_secret_" + new_id("x", 25)[2:],
        "confirmation_method": "automatic", "created": now(),
        "currency": code, "customer": None, "description": None,
        "invoice": None, "last_payment_error": None, "latest_charge": None,
        "livemode": False, "metadata": {}, "next_action": None,
        "payment_method": None, "payment_method_options": {},
        "payment_method_types": ["card"], "processing": None,
        "receipt_email": None, "review": None, "setup_future_usage": None,
        "shipping": None, "source": None, "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "requires_payment_method", "transfer_data": None}


def create(store, params):
    code = currency(params)
    intent = blank(charged(params, code), code)
    change(store, intent, params)
    automatic = params.get("automatic_payment_methods")
    if automatic is not None:
        intent["automatic_payment_methods"] = {
            "enabled": boolean(automatic, "enabled"),
            "allow_redirects": automatic.get("allow_redirects", "always")}
    store.add(intent)
    emit(store, "payment_intent.created", dict(intent))
    if boolean(params, "confirm"):
        return confirm(store, intent, params)
    if boolean(params, "off_session"):
        raise Refused(400, "You cannot set `off_session` without `confirm`.",
                      param="off_session")
    return intent


def change(store, intent, params):
    for name in ("description", "receipt_email", "setup_future_usage",
                 "statement_descriptor", "statement_descriptor_suffix"):
        if name in params:
            intent[name] = params[name] or None
    usage = intent["setup_future_usage"]
    if usage not in (None, "on_session", "off_session"):
        raise invalid("setup_future_usage",
                      f"Invalid setup_future_usage: {usage}")
    if "customer" in params:
        intent["customer"] = customer_of(store, params)
    if "payment_method_types" in params:
        intent["payment_method_types"] = params["payment_method_types"]
    intent["metadata"] = metadata(params, intent["metadata"])
    if params.get("payment_method"):
        use(intent, cards.find(store, params["payment_method"]))
    elif params.get("payment_method_data"):
        use(intent, cards.from_params(store, params["payment_method_data"]))


def use(intent, pm):
    if pm["customer"] and pm["customer"] != intent["customer"]:
        raise Refused(400, "The provided PaymentMethod is attached to another "
                      "customer.", param="payment_method")
    intent["payment_method"] = pm["id"]
    if intent["status"] == "requires_payment_method":
        intent["status"] = "requires_confirmation"


def update(store, intent, params):
    wrong_state(intent, OPEN, "update")
    if "currency" in params:
        intent["currency"] = currency(params)
    if "amount" in params:
        intent["amount"] = charged(params, intent["currency"])
    change(store, intent, params)
    return store.save(intent)


def wrong_state(intent, allowed, verb):
    if intent["status"] in allowed:
        return
    raise Refused(
        400, f"You cannot {verb} this PaymentIntent because it has a status "
        f"of {intent['status']}.", code="payment_intent_unexpected_state",
        payment_intent=intent)


# ---- Confirm

def confirm(store, intent, params):
    wrong_state(intent, OPEN, "confirm")
    change(store, intent, {k: v for k, v in params.items() if k in (
        "payment_method", "payment_method_data", "receipt_email",
        "setup_future_usage")})
    if not intent["payment_method"]:
        raise Refused(400, "You cannot confirm this PaymentIntent because it's "
                      "missing a payment method. You can either update the "
                      "PaymentIntent with a payment method and then confirm it "
                      "again, or confirm it again directly with a payment "
                      "method or ConfirmationToken.", payment_intent=intent,
                      code="payment_intent_unexpected_state")
    pm = cards.find(store, intent["payment_method"])
    does = cards.behaviour(pm)
    off = params.get("off_session") not in (None, "", "false")
    needs = does.get("auth") == "always" or (
        does.get("auth") == "once" and not pm.get("_set_up"))
    if needs and off:
        return refuse(store, intent, pm, cards.card_error(
            "Your card was declined. This transaction requires "
            "authentication.", "authentication_required",
            "authentication_required"))
    if needs:
        return ask(store, intent, params)
    return finish(store, intent, pm, does)


def ask(store, intent, params):
    """The bank wants to see who pays: a page of ours stands for it."""
    url = f"{store.origin}/3ds/{intent['id']}?s={intent['client_secret']}"
    intent["status"] = "requires_action"
    intent["last_payment_error"] = None
    if params.get("return_url"):
        intent["next_action"] = {"type": "redirect_to_url", "redirect_to_url": {
            "return_url": params["return_url"], "url": url}}
    else:
        intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {
            "type": "three_d_secure_redirect", "stripe_js": url,
            "source": "src_" + intent["id"][3:]}}
    store.save(intent)
    emit(store, "payment_intent.requires_action", dict(intent))
    return intent


def authenticated(store, intent, ok):
    """What became of the question to the cardholder."""
    if intent["status"] != "requires_action":
        return intent
    pm = cards.find(store, intent["payment_method"])
    intent["next_action"] = None
    if ok:
        return finish(store, intent, pm, cards.behaviour(pm))
    intent["status"] = "requires_payment_method"
    why = Refused(402, "We are unable to authenticate your payment method. "
                  "Please choose a different payment method and try again.",
                  code="payment_intent_authentication_failure")
    intent["last_payment_error"] = {**why.error, "payment_method": pm}
    intent["payment_method"] = None
    store.save(intent)
    emit(store, "payment_intent.payment_failed", dict(intent))
    return intent


def finish(store, intent, pm, does):
    if does.get("decline") or does.get("code"):
        code = does.get("code", "card_declined")
        decline = does.get("decline") or (
            code if code == "expired_card" else None)
        message = cards.SAYS.get(decline) or cards.SAYS[code]
        return refuse(store, intent, pm,
                      cards.card_error(message, code, decline))
    if does.get("slow"):
        intent["status"] = "processing"
        store.save(intent)
        emit(store, "payment_intent.processing", dict(intent))
        return intent
    return succeed(store, intent, pm, does)


def succeed(store, intent, pm, does=None):
    does = does or {}
    keep(store, intent, pm)
    charge = charges.of_intent(store, intent, pm)
    intent.update(status="succeeded", amount_received=intent["amount"],
                  latest_charge=charge["id"], last_payment_error=None,
                  next_action=None)
    store.save(intent)
    emit(store, "charge.succeeded", dict(charge))
    emit(store, "payment_intent.succeeded", dict(intent))
    if does.get("then") == "dispute":
        charges.dispute(store, charge)
    store.paid(intent, charge)
    return intent


def keep(store, intent, pm):
    """setup_future_usage: the method becomes the customer's."""
    if not intent["setup_future_usage"]:
        return
    if intent["customer"] and not pm["customer"]:
        pm["customer"] = intent["customer"]
        emit(store, "payment_method.attached", dict(pm))
    pm["_set_up"] = True
    store.save(pm)


def refuse(store, intent, pm, why):
    charge = charges.of_intent(store, intent, pm, why)
    why.error["charge"] = charge["id"]
    intent.update(status="requires_payment_method", payment_method=None,
                  latest_charge=charge["id"], next_action=None,
                  last_payment_error={**why.error, "payment_method": pm})
    store.save(intent)
    emit(store, "charge.failed", dict(charge))
    emit(store, "payment_intent.payment_failed", dict(intent))
    why.error["payment_intent"] = intent
    why.error["payment_method"] = pm
    store.failed(intent)
    raise why


def settle_slow(store, intent, ok):
    """A bank debit comes through, or comes back."""
    wrong_state(intent, ("processing",), "settle")
    pm = store.get(intent["payment_method"])
    if ok:
        return succeed(store, intent, pm)
    try:
        return refuse(store, intent, pm, cards.card_error(
            "The customer's account has insufficient funds to cover this "
            "payment.", "insufficient_funds"))
    except Refused:
        return store.get(intent["id"])


def cancel(store, intent, params):
    wrong_state(intent, OPEN + ("processing", "requires_capture"), "cancel")
    reason = params.get("cancellation_reason") or None
    if reason and reason not in REASONS:
        raise invalid("cancellation_reason", "Invalid cancellation_reason: "
                      "must be one of " + ", ".join(REASONS))
    intent.update(status="canceled", canceled_at=now(), next_action=None,
                  cancellation_reason=reason)
    store.save(intent)
    emit(store, "payment_intent.canceled", dict(intent))
    return intent


def cancel_alone(store, intent, params):
    if intent["invoice"] and intent["status"] in OPEN:
        raise Refused(400, "You cannot cancel this PaymentIntent because it "
                      "was created by an invoice. Void the invoice instead.",
                      code="payment_intent_unexpected_state")
    return cancel(store, intent, params)


# ---- Which call does what

FIELDS = set("""amount currency automatic_payment_methods confirm customer
description metadata off_session payment_method payment_method_data
payment_method_options payment_method_types receipt_email return_url
setup_future_usage shipping statement_descriptor statement_descriptor_suffix
capture_method confirmation_method use_stripe_sdk error_on_requires_action
client_secret mandate mandate_data expected_payment_method_type""".split())


def find(store, id_):
    intent = store.get(id_, "payment_intent")
    if not intent:
        raise no_such("payment_intent", id_, "intent")
    return intent


def routes():
    one = r"/v1/payment_intents/(pi_\w+)"
    return [
        ("POST", re.compile(r"/v1/payment_intents"), create, FIELDS),
        ("POST", re.compile(one),
         lambda s, p, i: update(s, find(s, i), p), FIELDS),
        ("POST", re.compile(one + "/confirm"),
         lambda s, p, i: confirm(s, find(s, i), p), FIELDS),
        ("POST", re.compile(one + "/cancel"),
         lambda s, p, i: cancel_alone(s, find(s, i), p),
         {"cancellation_reason"}),
    ]
