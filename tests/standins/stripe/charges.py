"""Charges, refunds and disputes: what follows from an intent."""

import re

import cards
from errors import Refused, invalid, missing, no_such
from events import emit
from form import integer, metadata
from money import positive
from store import new_id, now


def of_intent(store, intent, pm, refusal=None, **known):
    """The charge of an intent, paid or failed."""
    card = pm.get("card")
    details = {"type": pm["type"], pm["type"]: {
        k: v for k, v in pm[pm["type"]].items() if k not in (
            "display_brand", "networks", "generated_from")}}
    charge = {
        "id": new_id("ch"), "object": "charge", "amount": intent["amount"],
        "amount_captured": 0 if refusal else intent["amount"],
        "amount_refunded": 0, "balance_transaction": None,
        "billing_details": pm["billing_details"],
        "calculated_statement_descriptor": "LYCEUM", "captured": not refusal,
        "created": now(), "currency": intent["currency"],
        "customer": intent["customer"], "description": intent["description"],
        "disputed": False, "dispute": None,
        "failure_code": None, "failure_message": None, "fraud_details": {},
        "invoice": intent["invoice"], "livemode": False,
        "metadata": intent["metadata"], "outcome": outcome(refusal),
        "paid": not refusal, "payment_intent": intent["id"],
        "payment_method": pm["id"], "payment_method_details": details,
        "receipt_email": intent["receipt_email"], "receipt_number": None,
        "receipt_url": None, "refunded": False,
        "status": "failed" if refusal else "succeeded", **known}
    if refusal:
        charge["failure_code"] = refusal.error["code"]
        charge["failure_message"] = refusal.error["message"]
    elif card:
        charge["receipt_url"] = (store.origin + "/receipts/" + charge["id"])
    if not refusal:
        charge["balance_transaction"] = balance(
            store, charge, "charge", charge["amount"])
    return store.add(charge)


def outcome(refusal):
    if not refusal:
        return {"network_status": "approved_by_network", "reason": None,
                "risk_level": "normal", "seller_message": "Payment complete.",
                "type": "authorized"}
    return {"network_status": "declined_by_network",
            "reason": refusal.error.get("decline_code"),
            "risk_level": "normal",
            "seller_message": "The bank did not return any further details "
                              "with this decline.",
            "type": "issuer_declined"}


def balance(store, source, type_, amount):
    at = source["created"] if type_ == "charge" else now()
    fee = round(amount * 0.029) + 30 if type_ == "charge" else 0
    return store.add({
        "id": new_id("txn"), "object": "balance_transaction",
        "amount": amount, "available_on": at, "created": at,
        "currency": source["currency"], "description": None,
        "exchange_rate": None, "fee": fee, "fee_details": [],
        "net": amount - fee, "reporting_category": type_,
        "source": source["id"], "status": "available", "type": type_})["id"]


def dispute(store, charge):
    """The cardholder says no: the money goes back at once."""
    made = dispute_of(store, charge)
    emit(store, "charge.dispute.created", made)
    emit(store, "charge.dispute.funds_withdrawn", made)
    return made


def dispute_of(store, charge, **known):
    made = {
        "id": new_id("dp"), "object": "dispute", "amount": charge["amount"],
        "balance_transactions": [], "charge": charge["id"], "created": now(),
        "currency": charge["currency"], "evidence": {},
        "evidence_details": {"due_by": now() + 7 * 86400,
                             "has_evidence": False, "past_due": False,
                             "submission_count": 0},
        "is_charge_refundable": False, "livemode": False, "metadata": {},
        "payment_intent": charge["payment_intent"], "reason": "fraudulent",
        "status": "needs_response", **known}
    charge["disputed"], charge["dispute"] = True, made["id"]
    store.save(charge)
    balance(store, made, "adjustment", -made["amount"])
    return store.add(made, parent=charge["id"])


def end_dispute(store, made, status):
    """won, lost or warning_closed; under_review and back on the way."""
    before = {"status": made["status"]}
    made["status"] = status
    store.save(made)
    if status not in ("won", "lost", "warning_closed"):
        emit(store, "charge.dispute.updated", made, before)
        return made
    if status == "won":
        balance(store, made, "adjustment", made["amount"])
        emit(store, "charge.dispute.funds_reinstated", made)
    emit(store, "charge.dispute.closed", made, before)
    return made


# ---- Refunds

def charge_to_refund(store, params):
    if params.get("charge"):
        charge = store.get(params["charge"], "charge")
        if not charge:
            raise no_such("charge", params["charge"], "charge")
        return charge
    if not params.get("payment_intent"):
        raise missing("payment_intent")
    intent = store.get(params["payment_intent"], "payment_intent")
    if not intent:
        raise no_such("payment_intent", params["payment_intent"],
                      "payment_intent")
    if intent["status"] != "succeeded":
        raise Refused(400, "This PaymentIntent (%s) does not have a "
                      "successful charge to refund." % intent["id"],
                      code="payment_intent_unexpected_state")
    return store.get(intent["latest_charge"], "charge")


def refund(store, params):
    charge = charge_to_refund(store, params)
    left = charge["amount"] - charge["amount_refunded"]
    if not charge["paid"]:
        raise Refused(400, f"Charge {charge['id']} has not been paid.",
                      code="charge_not_paid")
    if charge["disputed"]:
        raise Refused(400, f"Charge {charge['id']} has been charged back; "
                      "cannot issue a refund.", code="charge_disputed")
    if left == 0:
        raise Refused(400, f"Charge {charge['id']} has already been refunded.",
                      code="charge_already_refunded")
    amount = positive(integer(params, "amount", left))
    if amount > left:
        raise Refused(400, f"Refund amount ({amount}) is greater than "
                      f"unrefunded amount on charge ({left})", param="amount")
    reason = params.get("reason") or None
    if reason not in (None, "duplicate", "fraudulent",
                      "requested_by_customer"):
        raise invalid("reason", "Invalid reason: must be one of duplicate, "
                      "fraudulent, or requested_by_customer")
    return refund_make(store, charge, amount, reason, metadata(params))


def refund_make(store, charge, amount, reason, meta):
    pm = store.get(charge["payment_method"])
    does = cards.behaviour(pm).get("refund") if pm else None
    made = refund_of(store, charge, amount, reason=reason, metadata=meta,
                     status="pending" if does == "pending" else "succeeded")
    emit(store, "refund.created", made)
    emit(store, "charge.refunded", charge, {
        "amount_refunded": charge["amount_refunded"] - amount})
    if does == "fails":
        refund_end(store, dict(made), "failed")
    elif does == "pending":
        refund_end(store, dict(made), "succeeded")
    return made


def refund_of(store, charge, amount, **known):
    made = {
        "id": new_id("re"), "object": "refund", "amount": amount,
        "balance_transaction": None, "charge": charge["id"],
        "created": now(), "currency": charge["currency"],
        "destination_details": {"type": "card", "card": {
            "reference_status": "pending", "reference_type":
            "acquirer_reference_number", "type": "refund"}},
        "metadata": {}, "payment_intent": charge["payment_intent"],
        "reason": None, "receipt_number": None, "source_transfer_reversal":
        None, "status": "succeeded", "transfer_reversal": None, **known}
    made["balance_transaction"] = balance(store, made, "refund", -amount)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.save(charge)
    return store.add(made, parent=charge["id"])


def refund_end(store, made, status, why="expired_or_canceled_card"):
    """A refund may fail when it had succeeded: the bank sent it back."""
    before = {"status": made["status"]}
    given_back = made["status"] not in ("failed", "canceled")
    made["status"] = status
    if status in ("failed", "canceled"):
        made["failure_reason"] = why if status == "failed" else None
        if given_back:
            charge = store.get(made["charge"])
            charge["amount_refunded"] -= made["amount"]
            charge["refunded"] = False
            store.save(charge)
            made["failure_balance_transaction"] = balance(
                store, made, "refund_failure", made["amount"])
    store.save(made)
    emit(store, "refund.updated", made, before)
    emit(store, "charge.refund.updated", made, before)
    if status == "failed":
        emit(store, "refund.failed", made)
    return made


def refund_update(store, made, params):
    made["metadata"] = metadata(params, made["metadata"])
    emit(store, "refund.updated", made)
    return store.save(made)


def refund_cancel(store, made):
    if made["status"] != "requires_action":
        raise Refused(400, "Only refunds in requires_action can be canceled.")
    return refund_end(store, made, "canceled")


# ---- What hangs together

def routes():
    one = lambda kind, then: lambda store, params, id_: then(  # noqa: E731
        store, found(store, kind, id_), params)
    return [
        ("POST", re.compile(r"/v1/refunds"),
         lambda s, p: refund(s, p), {"payment_intent", "charge", "amount",
                                     "reason", "metadata", "instructions_email",
                                     "reverse_transfer",
                                     "refund_application_fee"}),
        ("POST", re.compile(r"/v1/refunds/(re_\w+)"),
         one("refund", refund_update), {"metadata"}),
        ("POST", re.compile(r"/v1/refunds/(re_\w+)/cancel"),
         one("refund", lambda s, r, p: refund_cancel(s, r)), set()),
        ("POST", re.compile(r"/v1/disputes/(dp_\w+)/close"),
         one("dispute", lambda s, d, p: end_dispute(s, d, "lost")), set()),
    ]


def found(store, kind, id_):
    obj = store.get(id_, kind)
    if not obj:
        raise no_such(kind, id_)
    return obj
