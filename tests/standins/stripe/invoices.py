"""Invoices and their items; one is paid by an intent or on its own page."""

import re

import intents
from charges import found
from errors import Refused, invalid, missing
from events import emit
from form import boolean, integer, metadata
from intents import customer_of
from money import currency, fits
from store import new_id, now


def hook(store):
    """What an intent's end means to the invoice it belongs to."""
    store.paid = lambda intent, charge: paid_by(store, intent, charge)
    store.failed = lambda intent: failed_by(store, intent)


def create(store, params):
    customer = customer_of(store, params)
    if not customer:
        raise missing("customer")
    method = params.get("collection_method", "charge_automatically")
    if method not in ("charge_automatically", "send_invoice"):
        raise invalid("collection_method", "Invalid collection_method")
    due = integer(params, "due_date")
    days = integer(params, "days_until_due")
    if method == "send_invoice" and due is None and days is None:
        raise Refused(400, "If invoice collection method is 'send_invoice', you"
                      " must specify 'due_date' or 'days_until_due'.")
    who = store.get(customer)
    code = currency(params) if params.get("currency") else "usd"
    invoice = blank(who, code)
    invoice.update(
        collection_method=method, description=params.get("description") or None,
        auto_advance=boolean(params, "auto_advance"), footer=params.get(
            "footer"), metadata=metadata(params),
        due_date=due or (now() + days * 86400 if days is not None else None),
        default_payment_method=params.get("default_payment_method"))
    store.add(invoice)
    if params.get("pending_invoice_items_behavior") == "include":
        for item in store.all("invoiceitem", "customer = ? and json_extract("
                              "body, '$.invoice') is null", customer):
            item["invoice"] = invoice["id"]
            store.save(item)
    total(store, invoice)
    emit(store, "invoice.created", dict(invoice))
    return invoice


def blank(who, code):
    id_ = new_id("in")
    return {
        "id": id_, "object": "invoice", "account_country": "US",
        "account_name": "Lyceum", "amount_due": 0, "amount_paid": 0,
        "amount_remaining": 0, "amount_shipping": 0, "attempt_count": 0,
        "attempted": False, "auto_advance": False, "billing_reason": "manual",
        "charge": None, "collection_method": "charge_automatically",
        "created": now(), "currency": code, "customer": who["id"],
        "customer_email": who["email"], "customer_name": who["name"],
        "default_payment_method": None, "description": None, "due_date": None,
        "effective_at": None, "ending_balance": None, "footer": None,
        "hosted_invoice_url": None, "invoice_pdf": None,
        "lines": {"object": "list", "data": [], "has_more": False,
                  "total_count": 0, "url": f"/v1/invoices/{id_}/lines"},
        "livemode": False, "metadata": {}, "next_payment_attempt": None,
        "number": None, "paid": False, "paid_out_of_band": False,
        "payment_intent": None, "period_end": now(), "period_start": now(),
        "status": "draft", "status_transitions": {
            "finalized_at": None, "marked_uncollectible_at": None,
            "paid_at": None, "voided_at": None},
        "subscription": None, "subtotal": 0, "tax": None, "total": 0,
        "total_tax_amounts": [], "webhooks_delivered_at": None}


def total(store, invoice):
    items = store.all("invoiceitem", "json_extract(body, '$.invoice') = ?",
                      invoice["id"])
    invoice["lines"].update(
        data=[line(i) for i in items], total_count=len(items))
    if items:
        invoice["currency"] = items[0]["currency"]
    summed = sum(i["amount"] for i in items)
    invoice.update(subtotal=summed, total=summed, amount_due=max(0, summed),
                   amount_remaining=max(0, summed) - invoice["amount_paid"])
    return store.save(invoice)


def line(item):
    return {"id": "il_" + item["id"][3:], "object": "line_item",
            "amount": item["amount"], "currency": item["currency"],
            "description": item["description"], "invoice_item": item["id"],
            "livemode": False, "metadata": item["metadata"],
            "period": item["period"], "price": None, "proration": False,
            "quantity": item["quantity"], "type": "invoiceitem"}


# ---- Items

def item_create(store, params):
    customer = customer_of(store, params)
    if not customer:
        raise missing("customer")
    quantity = integer(params, "quantity", 1)
    amount = integer(params, "amount")
    if amount is None:
        unit = integer(params, "unit_amount")
        if unit is None:
            raise missing("amount")
        amount = unit * quantity
    code = currency(params)
    fits(abs(amount), code)
    item = {
        "id": new_id("ii"), "object": "invoiceitem", "amount": amount,
        "currency": code, "customer": customer, "date": now(),
        "description": params.get("description") or None, "discountable": True,
        "invoice": params.get("invoice") or None, "livemode": False,
        "metadata": metadata(params), "period": {"start": now(), "end": now()},
        "price": None, "proration": False, "quantity": quantity,
        "subscription": None, "tax_rates": [], "unit_amount": amount}
    invoice = item_home(store, item)
    store.add(item)
    if invoice:
        total(store, invoice)
    emit(store, "invoiceitem.created", dict(item))
    return item


def item_home(store, item):
    if not item["invoice"]:
        return None
    invoice = found(store, "invoice", item["invoice"])
    state(invoice, ("draft",), "add items to")
    if invoice["lines"]["data"] and invoice["currency"] != item["currency"]:
        raise Refused(400, "You cannot combine currencies on a single invoice.",
                      param="currency")
    if invoice["customer"] != item["customer"]:
        raise Refused(400, "The customer of the invoice item is another one.",
                      param="customer")
    return invoice


def item_delete(store, item, _params):
    if item["invoice"]:
        state(store.get(item["invoice"]), ("draft",), "delete items of")
    store.remove(item["id"])
    if item["invoice"]:
        total(store, store.get(item["invoice"]))
    return {"id": item["id"], "object": "invoiceitem", "deleted": True}


# ---- From draft to paid or void

def state(invoice, allowed, verb):
    if invoice["status"] not in allowed:
        raise Refused(400, f"You can't {verb} an invoice that is "
                      f"{invoice['status']}.", code=(
                          "invoice_not_editable" if verb != "pay"
                          else "invoice_already_paid"
                          if invoice["status"] == "paid" else
                          "invoice_not_payable"))


def update(store, invoice, params):
    for name in ("description", "footer", "default_payment_method"):
        if name in params:
            invoice[name] = params[name] or None
    invoice["metadata"] = metadata(params, invoice["metadata"])
    store.save(invoice)
    emit(store, "invoice.updated", dict(invoice), {})
    return invoice


def finalize(store, invoice, params=None):
    state(invoice, ("draft",), "finalize")
    total(store, invoice)
    n = store.setting("invoice_number", 0) + 1
    store.set("invoice_number", n)
    secret = new_id("live", 20)[5:]
    invoice.update(
        status="open", number=f"STANDIN-{n:04d}", effective_at=now(),
        hosted_invoice_url=f"{store.origin}/i/{invoice['id']}?s={secret}",
        _secret=secret)
    invoice["status_transitions"]["finalized_at"] = now()
    if invoice["total"] > 0:
        own_intent(store, invoice)
    store.save(invoice)
    emit(store, "invoice.finalized", dict(invoice))
    if invoice["total"] <= 0:
        return close(store, invoice)
    return invoice


def own_intent(store, invoice):
    intent = intents.blank(invoice["total"], invoice["currency"])
    intent.update(customer=invoice["customer"], invoice=invoice["id"],
                  description="Payment for Invoice")
    store.add(intent)
    invoice["payment_intent"] = intent["id"]
    emit(store, "payment_intent.created", dict(intent))


def send(store, invoice, params):
    if invoice["status"] == "draft":
        finalize(store, invoice)
    state(invoice, ("open",), "send")
    emit(store, "invoice.sent", dict(invoice))
    return invoice


def pay(store, invoice, params):
    if invoice["status"] == "draft":
        finalize(store, invoice)
    state(invoice, ("open", "uncollectible"), "pay")
    if boolean(params, "paid_out_of_band"):
        invoice["paid_out_of_band"] = True
        return close(store, invoice)
    who = store.get(invoice["customer"], "customer")
    method = params.get("payment_method") or invoice[
        "default_payment_method"] or (who and who["invoice_settings"][
            "default_payment_method"])
    if not method:
        raise Refused(400, "This customer has no attached payment source or "
                      "default payment method. Please consider adding a "
                      "default payment method.",
                      code="resource_missing")
    intent = intents.find(store, invoice["payment_intent"])
    invoice["attempt_count"] += 1
    invoice["attempted"] = True
    store.save(invoice)
    intents.confirm(store, intent, {
        "payment_method": method,
        "off_session": "true" if boolean(params, "off_session", True)
        else "false"})
    return store.get(invoice["id"])


def paid_by(store, intent, charge):
    if not intent["invoice"]:
        return
    invoice = store.get(intent["invoice"])
    invoice["charge"] = charge["id"]
    close(store, invoice)


def close(store, invoice):
    invoice.update(status="paid", paid=True, amount_paid=invoice["amount_due"],
                   amount_remaining=0, attempted=True,
                   next_payment_attempt=None)
    invoice["status_transitions"]["paid_at"] = now()
    store.save(invoice)
    emit(store, "invoice.paid", dict(invoice))
    emit(store, "invoice.payment_succeeded", dict(invoice))
    store.subscription_paid(invoice)
    return invoice


def failed_by(store, intent):
    if not intent["invoice"]:
        return
    invoice = store.get(intent["invoice"])
    emit(store, "invoice.payment_failed", dict(invoice))
    store.subscription_failed(invoice)


def void(store, invoice, _params):
    state(invoice, ("open", "uncollectible"), "void")
    return ended(store, invoice, "void", "voided_at", "invoice.voided")


def uncollectible(store, invoice, _params):
    state(invoice, ("open",), "mark uncollectible")
    return ended(store, invoice, "uncollectible", "marked_uncollectible_at",
                 "invoice.marked_uncollectible")


def ended(store, invoice, status, at, event):
    invoice["status"] = status
    invoice["status_transitions"][at] = now()
    store.save(invoice)
    if status == "void" and invoice["payment_intent"]:
        intents.cancel(store, store.get(invoice["payment_intent"]), {
            "cancellation_reason": ""})
    emit(store, event, dict(invoice))
    return invoice


def delete(store, invoice, _params):
    state(invoice, ("draft",), "delete")
    store.remove(invoice["id"])
    emit(store, "invoice.deleted", dict(invoice))
    return {"id": invoice["id"], "object": "invoice", "deleted": True}


# ---- Which call does what

FIELDS = set("""auto_advance collection_method currency customer days_until_due
default_payment_method description due_date footer metadata number
pending_invoice_items_behavior payment_settings custom_fields
automatic_tax""".split())
ITEM = set("""amount currency customer description invoice metadata quantity
unit_amount period discountable tax_rates""".split())


def routes():
    def on(kind, then):
        return lambda s, p, i: then(s, found(s, kind, i), p)

    one, item = r"/v1/invoices/(in_\w+)", r"/v1/invoiceitems/(ii_\w+)"
    return [
        ("POST", re.compile(r"/v1/invoices"), create, FIELDS),
        ("POST", re.compile(one), on("invoice", update), FIELDS),
        ("DELETE", re.compile(one), on("invoice", delete), set()),
        ("POST", re.compile(one + "/finalize"), on("invoice", finalize),
         {"auto_advance"}),
        ("POST", re.compile(one + "/send"), on("invoice", send), set()),
        ("POST", re.compile(one + "/pay"), on("invoice", pay),
         {"payment_method", "off_session", "paid_out_of_band"}),
        ("POST", re.compile(one + "/void"), on("invoice", void), set()),
        ("POST", re.compile(one + "/mark_uncollectible"),
         on("invoice", uncollectible), set()),
        ("POST", re.compile(r"/v1/invoiceitems"), item_create, ITEM),
        ("DELETE", re.compile(item), on("invoiceitem", item_delete), set()),
    ]
