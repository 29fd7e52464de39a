"""Payments that were made before the stand-in began, as those of a demo are.

They come as Lyceum has them (known.sql) and are from then on like any other:
they can be refunded and disputed, and lists show them.  No event is sent, for
whoever tells of them knows.  Run as a program it takes them to a stand-in:

    psql ... -f known.sql | python3 known.py http://127.0.0.1:PORT
"""

import json
import sys
import urllib.request

import cards
import charges
import intents

PART = 500


def know(store, given, _query):
    """{payments: [...]}: how many of them are new."""
    pms = {}
    news = [p for p in given["payments"] or () if not store.get(p["intent"])]
    for paid in news:
        payment(store, paid, pms)
    return {"known": len(news)}


def payment(store, paid, pms):
    intent = intents.blank(paid["amount"], paid["currency"])
    secret = intent["client_secret"].replace(intent["id"], paid["intent"])
    intent.update(
        id=paid["intent"], client_secret=secret, created=paid["created"],
        description=paid["description"], metadata=paid["metadata"])
    pm = method(store, paid["method"], pms)
    charge = charges.of_intent(
        store, intent, pm, id=paid["charge"], created=paid["paid"])
    intent.update(status="succeeded", amount_received=paid["amount"],
                  latest_charge=charge["id"], payment_method=pm["id"])
    store.add(intent)
    for refund in paid["refunds"] or ():
        charges.refund_of(store, charge, **refund)
    for dispute in paid["disputes"] or ():
        due_by = {"due_by": dispute.pop("due_by"), "has_evidence": False,
                  "past_due": False, "submission_count": 0}
        charges.dispute_of(store, charge, evidence_details=due_by, **dispute)


def method(store, name, pms):
    """The test card of which \"visa 4242\" is the brand and the end."""
    if name not in pms:
        brand, last4 = name.split(" ")
        pms[name] = cards.make(store, next(
            number for number, card in cards.CARDS.items()
            if card["brand"] == brand and number.endswith(last4)))
    return pms[name]


def tell(url, payments):
    """A part at a time: no call is longer than a megabyte."""
    for i in range(0, len(payments), PART):
        with urllib.request.urlopen(
                url + "/_standin/known",
                json.dumps({"payments": payments[i:i + PART]}).encode()):
            pass


if __name__ == "__main__":
    tell(sys.argv[1], json.load(sys.stdin)["payments"] or [])
