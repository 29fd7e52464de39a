"""Stripe's test cards, and what each of them does."""

import datetime

from errors import Refused, invalid, missing
from store import new_id, now

# What comes of a charge: ok, or the code and the decline code of a refusal.
# auth: once (unless it was set up), always.  then: after the charge.
CARDS = {
    "4242424242424242": dict(brand="visa"),
    "4000056655665556": dict(brand="visa", funding="debit"),
    "5555555555554444": dict(brand="mastercard"),
    "5200828282828210": dict(brand="mastercard", funding="debit"),
    "378282246310005": dict(brand="amex"),
    "6011111111111117": dict(brand="discover"),
    "4000000000000077": dict(brand="visa"),
    "4000000000000002": dict(brand="visa", decline="generic_decline"),
    "4000000000009995": dict(brand="visa", decline="insufficient_funds"),
    "4000000000009987": dict(brand="visa", decline="lost_card"),
    "4000000000009979": dict(brand="visa", decline="stolen_card"),
    "4000000000000069": dict(brand="visa", code="expired_card"),
    "4000000000000127": dict(brand="visa", code="incorrect_cvc"),
    "4000000000000119": dict(brand="visa", code="processing_error"),
    "4000000000000341": dict(brand="visa", decline="generic_decline",
                             attaches=True),
    "4000002500003155": dict(brand="visa", auth="once"),
    "4000002760003184": dict(brand="visa", auth="always"),
    "4000008260003178": dict(brand="visa", auth="always",
                             decline="insufficient_funds"),
    "4000000000000259": dict(brand="visa", then="dispute"),
    "4000000000007726": dict(brand="visa", refund="pending"),
    "4000000000005126": dict(brand="visa", refund="fails"),
}

NAMED = {
    "pm_card_visa": "4242424242424242",
    "pm_card_visa_debit": "4000056655665556",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_amex": "378282246310005",
    "pm_card_discover": "6011111111111117",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_threeDSecure2Required": "4000002760003184",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
}
BANK = "pm_usBankAccount"       # is "processing" until the control API moves it

SAYS = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try "
                        "again in a little bit.",
    "incorrect_number": "Your card number is incorrect.",
}


def luhn(number):
    total = 0
    for i, digit in enumerate(reversed(number)):
        n = int(digit) * (1 + i % 2)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def card_error(message, code, decline=None, **more):
    if decline:
        more["decline_code"] = decline
    return Refused(402, message, "card_error", code=code, **more)


def number_of(card):
    number = str(card.get("number", "")).replace(" ", "")
    if not number:
        raise missing("card[number]")
    if not number.isdigit() or not 12 <= len(number) <= 19 or not luhn(number):
        raise card_error("Your card number is incorrect.", "incorrect_number",
                         param="number")
    if number not in CARDS:
        raise card_error(
            "Your card was declined. Your request was in test mode, but used "
            "a non test (live) card. For a list of valid test cards, visit: "
            "https://stripe.com/docs/testing.", "card_declined",
            "test_mode_live_card")
    return number


def expiry_of(card):
    try:
        month, year = int(card["exp_month"]), int(card["exp_year"])
    except (KeyError, ValueError) as why:
        raise missing("card[exp_month]") from why
    year += 2000 if year < 100 else 0
    if not 1 <= month <= 12:
        raise card_error("Your card's expiration month is invalid.",
                         "invalid_expiry_month", param="exp_month")
    today = datetime.date.today()
    if not (today.year, today.month) <= (year, month) <= (today.year + 50, 12):
        raise card_error("Your card's expiration year is invalid.",
                         "invalid_expiry_year", param="exp_year")
    return month, year


def make(store, number, month=12, year=None, billing=None):
    """A payment method of a card.  Its number is not kept: which card it is,
    the stand-in must know, so it keeps the last four and looks them up."""
    card = CARDS[number]
    pm = {
        "id": new_id("pm"), "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {"address": {
            "city": None, "country": None, "line1": None, "line2": None,
            "postal_code": None, "state": None},
            "email": None, "name": None, "phone": None, **(billing or {})},
        "card": {
            "brand": card["brand"], "checks": {
                "address_line1_check": None, "address_postal_code_check": None,
                "cvc_check": "pass"},
            "country": "US", "display_brand": card["brand"],
            "exp_month": month, "exp_year": year or now_year() + 5,
            "fingerprint": new_id("fp", 16)[3:],
            "funding": card.get("funding", "credit"), "generated_from": None,
            "last4": number[-4:], "networks": {
                "available": [card["brand"]], "preferred": None},
            "three_d_secure_usage": {"supported": True}, "wallet": None},
        "created": now(), "customer": None, "livemode": False, "metadata": {},
        "type": "card"}
    return store.add(pm)


def make_bank(store):
    return store.add({
        "id": new_id("pm"), "object": "payment_method",
        "billing_details": {"address": None, "email": None, "name": None,
                            "phone": None},
        "created": now(), "customer": None, "livemode": False, "metadata": {},
        "type": "us_bank_account", "us_bank_account": {
            "account_holder_type": "individual", "account_type": "checking",
            "bank_name": "STRIPE TEST BANK", "last4": "6789",
            "routing_number": "110000000"}})


def now_year():
    return datetime.date.today().year


def behaviour(pm):
    """What this payment method does when it is charged."""
    if pm["type"] != "card":
        return {"slow": True}
    for number, card in CARDS.items():
        if (number[-4:], card["brand"]) == (pm["card"]["last4"],
                                            pm["card"]["brand"]):
            return card
    return {}


def find(store, id_, param="payment_method"):
    """By id; pm_card_... makes a new one, as at Stripe."""
    if id_ in NAMED:
        return make(store, NAMED[id_])
    if id_ == BANK:
        return make_bank(store)
    pm = store.get(id_, "payment_method")
    if not pm:
        raise invalid(param, f"No such PaymentMethod: '{id_}'",
                      "resource_missing")
    return pm


def from_params(store, params):
    """payment_method_data or POST /v1/payment_methods."""
    if params.get("type", "card") == "us_bank_account":
        return make_bank(store)
    card = params.get("card") or {}
    if not isinstance(card, dict):
        raise missing("card")
    if card.get("token", "").startswith("tok_"):
        return find(store, "pm_card_" + card["token"][4:])
    number = number_of(card)
    month, year = expiry_of(card)
    return make(store, number, month, year, params.get("billing_details"))
