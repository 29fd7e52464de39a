"""Customers, their payment methods, and setup intents."""

import re

import cards
from charges import found
from errors import Refused, invalid, missing
from events import emit
from form import boolean, metadata
from intents import customer_of
from store import new_id, now

FIELDS = set("""address description email invoice_settings metadata name
payment_method phone preferred_locales shipping tax_exempt""".split())


def create(store, params):
    customer = {
        "id": new_id("cus", 14), "object": "customer", "address": None,
        "balance": 0, "created": now(), "currency": None,
        "default_source": None, "delinquent": False, "description": None,
        "discount": None, "email": None,
        "invoice_prefix": new_id("x", 8)[2:].upper(),
        "invoice_settings": {"custom_fields": None, "footer": None,
                             "default_payment_method": None,
                             "rendering_options": None},
        "livemode": False, "metadata": {}, "name": None, "phone": None,
        "preferred_locales": [], "shipping": None, "tax_exempt": "none",
        "test_clock": None}
    store.add(customer)
    change(store, customer, params)
    if params.get("payment_method"):
        attach(store, cards.find(store, params["payment_method"]),
               {"customer": customer["id"]})
    emit(store, "customer.created", dict(customer))
    return customer


def change(store, customer, params):
    for name in ("address", "description", "email", "name", "phone",
                 "shipping"):
        if name in params:
            customer[name] = params[name] or None
    customer["metadata"] = metadata(params, customer["metadata"])
    settings = params.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        id_ = settings["default_payment_method"] or None
        pm = cards.find(store, id_) if id_ else None
        if pm and pm["customer"] != customer["id"]:
            raise Refused(400, f"The customer does not have a payment method "
                          f"with the ID {id_}. The payment method must be "
                          "attached to the customer.",
                          code="resource_missing",
                          param="invoice_settings[default_payment_method]")
        customer["invoice_settings"]["default_payment_method"] = id_
    store.save(customer)


def update(store, params, id_):
    customer = found(store, "customer", id_)
    change(store, customer, params)
    emit(store, "customer.updated", dict(customer), {})
    return customer


def delete(store, _params, id_):
    customer = found(store, "customer", id_)
    for pm in store.all("payment_method", "customer = ?", id_):
        detach(store, pm)
    for sub in store.all("subscription", "customer = ?", id_):
        if sub["status"] != "canceled":
            sub.update(status="canceled", canceled_at=now(), ended_at=now())
            store.save(sub)
            emit(store, "customer.subscription.deleted", sub)
    store.remove(id_)
    emit(store, "customer.deleted", customer)
    return {"id": id_, "object": "customer", "deleted": True}


# ---- Payment methods

def attach(store, pm, params):
    if not params.get("customer"):
        raise missing("customer")
    if pm["customer"] and pm["customer"] != params["customer"]:
        raise Refused(400, "This PaymentMethod is already attached to another "
                      "customer.")
    does = cards.behaviour(pm)
    if (does.get("decline") or does.get("code")) and not does.get("attaches"):
        code = does.get("code", "card_declined")
        raise cards.card_error(
            cards.SAYS.get(does.get("decline")) or cards.SAYS[code], code,
            does.get("decline"))
    pm["customer"] = customer_of(store, params)
    store.save(pm)
    emit(store, "payment_method.attached", dict(pm))
    return pm


def detach(store, pm, _params=None):
    if not pm["customer"]:
        raise Refused(400, "The payment method you provided is not attached to "
                      "a customer so detachment is impossible.",
                      code="payment_method_unexpected_state")
    before, pm["customer"] = pm["customer"], None
    store.save(pm)
    store.run("update objects set customer = null where id = ?", pm["id"])
    customer = store.get(before, "customer")
    if customer and customer["invoice_settings"][
            "default_payment_method"] == pm["id"]:
        customer["invoice_settings"]["default_payment_method"] = None
        store.save(customer)
    emit(store, "payment_method.detached", dict(pm), {"customer": before})
    return pm


def pm_create(store, params):
    if not params.get("type"):
        raise missing("type")
    pm = cards.from_params(store, params)
    pm["metadata"] = metadata(params)
    return store.save(pm)


def pm_update(store, pm, params):
    pm["metadata"] = metadata(params, pm["metadata"])
    store.save(pm)
    emit(store, "payment_method.updated", dict(pm), {})
    return pm


# ---- Setup intents

def setup_create(store, params):
    id_ = new_id("seti")
    setup = {
        "id": id_, "object": "setup_intent", "application": None,
        "automatic_payment_methods": None, "cancellation_reason": None,
        "client_secret": id_ + "_secret_" + new_id("x", 25)[2:],
        "created": now(), "customer": customer_of(store, params),
        "description": params.get("description"), "last_setup_error": None,
        "latest_attempt": None, "livemode": False, "mandate": None,
        "metadata": metadata(params), "next_action": None,
        "payment_method": None, "payment_method_options": {},
        "payment_method_types": ["card"], "status": "requires_payment_method",
        "usage": params.get("usage", "off_session")}
    if params.get("automatic_payment_methods"):
        setup["automatic_payment_methods"] = {
            "enabled": True, "allow_redirects": "always"}
    if setup["usage"] not in ("off_session", "on_session"):
        raise invalid("usage", "Invalid usage")
    store.add(setup)
    emit(store, "setup_intent.created", dict(setup))
    if params.get("payment_method"):
        setup["payment_method"] = cards.find(
            store, params["payment_method"])["id"]
        setup["status"] = "requires_confirmation"
        store.save(setup)
    if boolean(params, "confirm"):
        return setup_confirm(store, setup, params)
    return setup


def setup_confirm(store, setup, params):
    if setup["status"] in ("succeeded", "canceled"):
        raise Refused(400, "You cannot confirm this SetupIntent because it has "
                      f"already {setup['status']}.", setup_intent=setup,
                      code="setup_intent_unexpected_state")
    if params.get("payment_method"):
        pm = cards.find(store, params["payment_method"])
    elif params.get("payment_method_data"):
        pm = cards.from_params(store, params["payment_method_data"])
    elif setup["payment_method"]:
        pm = store.get(setup["payment_method"])
    else:
        raise missing("payment_method")
    setup["payment_method"] = pm["id"]
    if cards.behaviour(pm).get("auth"):
        url = f"{store.origin}/3ds/{setup['id']}?s={setup['client_secret']}"
        setup.update(status="requires_action", next_action={
            "type": "redirect_to_url", "redirect_to_url": {
                "return_url": params.get("return_url"), "url": url}})
        store.save(setup)
        emit(store, "setup_intent.requires_action", dict(setup))
        return setup
    return setup_finish(store, setup, pm)


def setup_authenticated(store, setup, ok):
    if setup["status"] != "requires_action":
        return setup
    setup["next_action"] = None
    if ok:
        return setup_finish(store, setup, store.get(setup["payment_method"]))
    setup.update(status="requires_payment_method", payment_method=None,
                 last_setup_error={
                     "code": "setup_intent_authentication_failure",
                     "message": "We are unable to authenticate your payment "
                     "method.", "type": "invalid_request_error"})
    store.save(setup)
    emit(store, "setup_intent.setup_failed", dict(setup))
    return setup


def setup_finish(store, setup, pm):
    try:
        if setup["customer"] and not pm["customer"]:
            attach(store, pm, {"customer": setup["customer"]})
    except Refused as why:
        setup.update(status="requires_payment_method", payment_method=None,
                     last_setup_error=dict(why.error))
        store.save(setup)
        emit(store, "setup_intent.setup_failed", dict(setup))
        why.error["setup_intent"] = setup
        raise
    pm["_set_up"] = True
    store.save(pm)
    setup["status"] = "succeeded"
    store.save(setup)
    emit(store, "setup_intent.succeeded", dict(setup))
    return setup


def setup_cancel(store, setup, params):
    if setup["status"] in ("succeeded", "canceled"):
        raise Refused(400, "You cannot cancel this SetupIntent because it has "
                      f"a status of {setup['status']}.",
                      code="setup_intent_unexpected_state")
    setup.update(status="canceled", next_action=None,
                 cancellation_reason=params.get("cancellation_reason"))
    store.save(setup)
    emit(store, "setup_intent.canceled", dict(setup))
    return setup


def routes():
    def on(kind, then):
        return lambda s, p, i: then(s, found(s, kind, i), p)

    cus, pm = r"/v1/customers/(cus_\w+)", r"/v1/payment_methods/(pm_\w+)"
    seti = r"/v1/setup_intents/(seti_\w+)"
    given = {"payment_method", "payment_method_data", "return_url",
             "client_secret", "use_stripe_sdk", "expected_payment_method_type",
             "mandate_data"}
    return [
        ("POST", re.compile(r"/v1/customers"), create, FIELDS),
        ("POST", re.compile(cus), update, FIELDS),
        ("DELETE", re.compile(cus), delete, set()),
        ("POST", re.compile(r"/v1/payment_methods"), pm_create,
         {"type", "card", "billing_details", "metadata", "us_bank_account"}),
        ("POST", re.compile(pm), on("payment_method", pm_update),
         {"metadata", "billing_details", "card"}),
        # pm_card_visa may be attached by its name.
        ("POST", re.compile(pm + "/attach"),
         lambda s, p, i: attach(s, cards.find(s, i), p), {"customer"}),
        ("POST", re.compile(pm + "/detach"), on("payment_method", detach),
         set()),
        ("POST", re.compile(r"/v1/setup_intents"), setup_create,
         {"customer", "usage", "metadata", "description", "payment_method",
          "confirm", "automatic_payment_methods", "payment_method_types",
          "return_url"}),
        ("POST", re.compile(seti + "/confirm"),
         on("setup_intent", setup_confirm), given),
        ("POST", re.compile(seti + "/cancel"),
         on("setup_intent", setup_cancel), {"cancellation_reason"}),
    ]
