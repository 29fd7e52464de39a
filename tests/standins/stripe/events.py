"""Events, and the webhook they are sent to until it says 2xx."""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from urllib.parse import urlsplit

from store import new_id, now

VERSION = "2024-06-20"
BACKOFF = (0.2, 0.5, 1, 2, 5, 10, 20, 30)
WINDOW = 0.3        # what came together is put out of order together


def emit(store, type_, obj, previous=None):
    """The event is part of the call's transaction, and so is its delivery."""
    request, key = store.request
    event = {
        "id": new_id("evt"), "object": "event", "api_version": VERSION,
        "created": now(), "data": {"object": shown(obj)}, "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": request, "idempotency_key": key}, "type": type_}
    if previous is not None:
        event["data"]["previous_attributes"] = previous
    store.add(event)
    plan(store, event["id"])
    return event


def shown(value):
    """Without what only the stand-in is to know."""
    if isinstance(value, dict):
        return {k: shown(v) for k, v in value.items() if k[:1] != "_"}
    if isinstance(value, list):
        return [shown(v) for v in value]
    return value


def plan(store, event_id):
    deliver = store.setting("deliver", {})
    if deliver.get("drop"):
        return
    at = time.time()
    due = at + deliver.get("delay", 0) / 1000
    if deliver.get("hold"):
        due = 1e12
    elif deliver.get("order"):
        due = max(due, at + WINDOW)
    for _ in range(deliver.get("duplicate", 1)):
        place = {"shuffle": random.random(), "reverse": -time.time()}.get(
            deliver.get("order"), 0)
        store.run("insert into deliveries (event, place, due) values (?,?,?)",
                  event_id, place, due)


def flush(store):
    """What was held goes out now, in the order that was asked for."""
    with store:
        return store.run("update deliveries set due = 0 where not done"
                         ).rowcount


def parse_deliver(text):
    """"shuffle duplicate 3 delay 50" -> what plan() reads."""
    out, words = {}, str(text).split()
    while words:
        word = words.pop(0)
        if word in ("duplicate", "delay"):
            out[word] = max(0, int(words.pop(0)))
        elif word in ("hold", "drop"):
            out[word] = True
        elif word in ("shuffle", "reverse"):
            out["order"] = word
        elif word != "normal":
            raise ValueError(f"deliver: what is {word}?")
    return out


def sign(body, at, keys):
    """t=...,v1=...: one v1 for each secret that is valid."""
    signed = str(at).encode() + b"." + body
    parts = [f"t={at}"]
    for key in keys:
        mac = hmac.new(key.encode(), signed, hashlib.sha256)
        parts.append("v1=" + mac.hexdigest())
    return ",".join(parts)


def body_of(event):
    return json.dumps(event, indent=2).encode()


class Sender(threading.Thread):
    """One thread: what happened first is sent first."""

    def __init__(self, store, url, secrets_file):
        super().__init__(daemon=True)
        self.store, self.url, self.secrets_file = store, url, secrets_file
        self.wire = None
        self.on_wire = None

    def run(self):
        while True:
            self.store.changed.clear()
            wait = self.round()
            self.store.changed.wait(wait)

    def round(self):
        """Send what is due; says how long there is nothing to do."""
        while True:
            rows = self.store.rows(
                "select * from deliveries where not done and due <= ?"
                " order by due > 1, place, seq limit 1", time.time())
            if not rows:
                break
            self.send(rows[0])
        rows = self.store.rows("select min(due) d from deliveries"
                               " where not done")
        soonest = rows[0]["d"]
        return None if soonest is None else max(
            0.005, min(60, soonest - time.time()))

    def secrets(self):
        set_here = self.store.setting("secrets")
        if set_here is not None:
            return set_here
        try:
            with open(self.secrets_file, encoding="ascii") as f:
                return [s for s in (line.strip() for line in f) if s]
        except OSError:
            return []

    def send(self, row):
        event = self.store.get(row["event"])
        status = 0
        if event:
            body = body_of(event)
            at = now() + self.store.setting("signature_skew", 0)
            try:
                status = self.post(body, sign(body, at, self.secrets()))
            except (OSError, http.client.HTTPException):
                self.close()
        self.note(row, status, 200 <= status < 300 or not event)

    def note(self, row, status, done):
        """A reset meanwhile has taken the row away; then there is nothing."""
        pause = BACKOFF[min(row["tries"], len(BACKOFF) - 1)]
        with self.store:
            self.store.run("update deliveries set tries = tries + 1,"
                           " status = ?, done = ?, due = ? where seq = ?",
                           status, int(done), time.time() + pause, row["seq"])
        if done:
            event = self.store.get(row["event"])
            if event and event["pending_webhooks"]:
                event["pending_webhooks"] = 0
                self.store.save(event)

    def post(self, body, signature):
        target = urlsplit(self.store.setting("webhook_url") or self.url)
        if self.wire is None or self.on_wire != target.netloc:
            self.close()
            self.wire = http.client.HTTPConnection(target.netloc, timeout=30)
            self.on_wire = target.netloc
        headers = {"Content-Type": "application/json; charset=utf-8",
                   "Stripe-Signature": signature, "Accept": "*/*",
                   "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)"}
        self.wire.request("POST", target.path or "/", body, headers)
        answer = self.wire.getresponse()
        answer.read()
        if answer.will_close:
            self.close()
        return answer.status

    def close(self):
        if self.wire is not None:
            self.wire.close()
            self.wire = None
