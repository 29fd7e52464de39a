"""/_standin/: what a test may do with the stand-in.  See README.md."""

import json

import charges
import customers
import events
import intents
import known
import subscriptions
from errors import Refused


def answer(store, method, path, query, body):
    """(status, object)"""
    then = CALLS.get((method, path[len("/_standin"):]))
    if not then:
        return 404, {"error": f"there is no {method} {path}"}
    try:
        given = json.loads(body) if body else {}
        with store:
            return 200, then(store, given, query)
    except Refused as why:
        return why.status, why.body()
    except (KeyError, ValueError, TypeError) as why:
        return 400, {"error": f"{type(why).__name__}: {why}"}


def settings(store, given, _query):
    """{deliver, webhook_url, secrets, skew, keys}: null is the start's."""
    if "deliver" in given:
        store.set("deliver", events.parse_deliver(given["deliver"] or ""))
    for name, kept in (("webhook_url", "webhook_url"), ("secrets", "secrets"),
                       ("keys", "keys")):
        if name in given:
            store.set(kept, given[name])
    if "skew" in given:
        store.set("signature_skew", int(given["skew"] or 0))
    return state(store, {}, {})


def state(store, _given, _query):
    left = store.rows("select count(*) n from deliveries where not done")
    return {"deliver": store.setting("deliver", {}),
            "webhook_url": store.setting("webhook_url"),
            "secrets_set": store.setting("secrets") is not None,
            "waiting": left[0]["n"],
            "faults": [dict(r) for r in store.rows("select * from faults")]}


def fault(store, given, _query):
    kind = str(given["kind"])
    if kind.split()[0] not in ("500", "500_kept", "503", "409", "402", "401",
                               "404", "429", "slow", "slow_before",
                               "reset_before", "reset_after", "half"):
        raise ValueError(f"there is no fault {kind}")
    store.run("insert into faults (path, n, kind) values (?, ?, ?)",
              str(given["path"]), int(given.get("n", 1)), kind)
    return state(store, {}, {})


def no_faults(store, _given, _query):
    store.run("delete from faults")
    return state(store, {}, {})


def calls(store, _given, query):
    where, args = ["1"], []
    for name, sign in (("path", "glob"), ("method", "="), ("key", "="),
                       ("since", "<"), ("status", "=")):
        if query.get(name):
            where.append(f"? {sign} seq" if name == "since"
                         else f"{name} {sign} ?")
            args.append(query[name])
    rows = store.rows("select * from calls where " + " and ".join(where)
                      + " order by seq", *args)
    out = [dict(r, params=json.loads(r["params"] or "{}")) for r in rows]
    return {"count": len(out), "calls": out}


def no_calls(store, _given, _query):
    store.run("delete from calls")
    return {}


def deliveries(store, _given, query):
    rows = store.rows(
        "select d.seq, d.event, d.tries, d.status, d.done,"
        " json_extract(o.body, '$.type') type from deliveries d"
        " join objects o on o.id = d.event"
        " where ? in ('', o.id, json_extract(o.body, '$.data.object.id'))"
        " order by d.seq", query.get("of", ""))
    return {"deliveries": [dict(r) for r in rows]}


def send_again(store, given, _query):
    event = charges.found(store, "event", given["event"])
    for _ in range(int(given.get("n", 1))):
        events.plan(store, event["id"])
    return {}


def dispute(store, given, _query):
    """{dispute | charge | payment_intent, status}; a new one when needed."""
    if "dispute" in given:
        made = charges.found(store, "dispute", given["dispute"])
    else:
        if "payment_intent" in given:
            given["charge"] = intents.find(
                store, given["payment_intent"])["latest_charge"]
        charge = charges.found(store, "charge", given["charge"])
        old = store.all("dispute", "parent = ?", charge["id"])
        made = old[0] if old else charges.dispute(store, charge)
    status = given.get("status")
    return charges.end_dispute(store, made, status) if status else made


def refund(store, given, _query):
    """{refund, status: succeeded | failed | canceled, reason}"""
    made = charges.found(store, "refund", given["refund"])
    return charges.refund_end(store, made, given.get("status", "failed"),
                              given.get("reason", "expired_or_canceled_card"))


def authenticate(store, given, _query):
    """{intent, ok}: what the cardholder said to the bank."""
    return authenticated(store, given["intent"], given.get("ok", True))


def authenticated(store, id_, ok):
    try:
        if id_.startswith("seti_"):
            return customers.setup_authenticated(
                store, charges.found(store, "setup_intent", id_), ok)
        return intents.authenticated(store, intents.find(store, id_), ok)
    except Refused as why:
        if not why.kept:
            raise
        return store.get(id_)


def settle(store, given, _query):
    """{payment_intent, ok}: of one that is processing."""
    return intents.settle_slow(
        store, intents.find(store, given["payment_intent"]),
        given.get("ok", True))


def event(store, given, _query):
    """{type, object}: an event as if it had happened."""
    return events.emit(store, given["type"], given["object"],
                       given.get("previous_attributes"))


def period(store, given, _query):
    return subscriptions.period_ends(
        store, charges.found(store, "subscription", given["subscription"]))


def reset(store, _given, _query):
    store.wipe()
    return {}


CALLS = {
    ("GET", ""): state, ("POST", ""): settings,
    ("POST", "/flush"): lambda s, g, q: {"sent": events.flush(s)},
    ("POST", "/faults"): fault, ("DELETE", "/faults"): no_faults,
    ("GET", "/calls"): calls, ("DELETE", "/calls"): no_calls,
    ("GET", "/deliveries"): deliveries, ("POST", "/resend"): send_again,
    ("POST", "/dispute"): dispute, ("POST", "/refund"): refund,
    ("POST", "/authenticate"): authenticate, ("POST", "/settle"): settle,
    ("POST", "/event"): event, ("POST", "/period"): period,
    ("POST", "/reset"): reset, ("POST", "/known"): known.know,
}
