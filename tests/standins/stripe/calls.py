"""One call: who asks, on-purpose faults, Idempotency-Key, the answer."""

import base64
import fnmatch
import hmac
import json
import time

import api
import form
from errors import Cut, Refused
from store import new_id

ON_PURPOSE = {
    "500": (500, "api_error", "An unknown error occurred.", None),
    "500_kept": (500, "api_error", "An unknown error occurred.", None),
    "503": (503, "api_error", "Stripe is unavailable.", None),
    "409": (409, "invalid_request_error", "This object cannot be accessed "
            "right now because another API request or Stripe process is "
            "currently accessing it.", "lock_timeout"),
    "401": (401, "invalid_request_error", "Invalid API Key provided.", None),
    "404": (404, "invalid_request_error", "No such object.",
            "resource_missing"),
    "429": (429, "invalid_request_error", "Request rate limit exceeded.",
            "rate_limit"),
    "402": (402, "card_error", "Your card was declined.", "card_declined"),
}
PUBLIC = ("/v1/payment_methods",)       # what a page may ask
SECRET = ("POST /confirm", "GET ")      # with the object's client_secret


class Calls:
    def __init__(self, store, key_file):
        self.store, self.key_file = store, key_file
        self.running = set()            # keys whose first answer is on its way

    def answer(self, method, path, query, body, headers):
        """(status, body, headers); raises Cut."""
        request_id = new_id("req", 14)
        key = headers.get("Idempotency-Key")
        try:
            params = form.decode(query if method != "POST" else body)
            self.allowed(method, path, params, headers)
        except Refused as why:
            return self.refused(why, request_id)
        fault = self.fault(method, path)
        log = [method, path, key, masked(params), fault, request_id]
        if key is None or method != "POST":
            return self.faulty(log, lambda: self.do(log, params, None))
        return self.once(log, params, key)

    @staticmethod
    def refused(why, request_id):
        return why.status, dump(why.body()), {"Request-Id": request_id}

    # ---- Who asks

    def allowed(self, method, path, params, headers):
        given = bearer(headers.get("Authorization", ""))
        given = given or params.pop("key", "")
        for name in ("_stripe_account", "_stripe_version"):
            params.pop(name, None)
        if not given:
            raise Refused(401, "You did not provide an API key. You need to "
                          "provide your API key in the Authorization header, "
                          "using Bearer auth (e.g. 'Authorization: Bearer "
                          "YOUR_SECRET_KEY').")
        if given.startswith("pk_"):
            self.page_may(method, path, params)
        elif not self.valid(given):
            raise Refused(401, "Invalid API Key provided: " + given[:8] + "*" *
                          8 + given[-4:])

    def valid(self, given):
        keys = self.store.setting("keys")
        if keys is None:
            try:
                with open(self.key_file, encoding="ascii") as f:
                    keys = [f.read().strip()]
            except OSError:
                keys = ["sk_test_standin"]
        return any(hmac.compare_digest(given.encode(), k.encode())
                   for k in keys)

    def page_may(self, method, path, params):
        if method == "POST" and path in PUBLIC:
            return
        secret = params.get("client_secret", "")
        id_ = secret.split("_secret_")[0]
        obj = self.store.get(id_) if id_ else None
        if (obj and hmac.compare_digest(obj.get("client_secret", ""), secret)
                and path.split("/")[3:4] == [id_]
                and (method == "GET" or path.endswith("/confirm"))):
            params.pop("client_secret")
            return
        raise Refused(401 if not obj else 403, "This API call cannot be made "
                      "with a publishable API key. Please use a secret API "
                      "key.", code="secret_key_required")

    # ---- Faults

    def fault(self, method, path):
        with self.store as store:
            for row in store.rows("select * from faults order by seq"):
                if not any(fnmatch.fnmatchcase(text, row["path"]) for text in (
                        path, f"{method} {path}")):
                    continue
                if row["n"] <= 1:
                    store.run("delete from faults where seq = ?", row["seq"])
                else:
                    store.run("update faults set n = n - 1 where seq = ?",
                              row["seq"])
                return row["kind"]
        return None

    def faulty(self, log, then):
        """The fault before, the call, the fault after."""
        word, _, rest = (log[4] or "").partition(" ")
        if word == "slow_before":
            time.sleep(int(rest or 1000) / 1000)
        if word == "reset_before":
            self.note(log, None)
            raise Cut()
        if word in ON_PURPOSE and word != "500_kept":
            self.note(log, ON_PURPOSE[word][0])
            return self.refused(on_purpose(word), log[5])
        said = then()
        if word == "slow":
            time.sleep(int(rest or 1000) / 1000)
        if word == "reset_after":
            raise Cut()
        if word == "half":
            raise Cut(said[1][:len(said[1]) // 2])
        return said

    # ---- The same key, the same answer

    def once(self, log, params, key):
        asked = dump([log[0], log[1], params]).decode()
        with self.store as store:
            before = store.rows("select * from keys where key = ?", key)
            if key in self.running:
                return self.refused(Refused(
                    409, "There is currently another in-progress request using "
                    "this Idempotent Key (that probably means you submitted "
                    "twice, and the other request is still going through): "
                    f"{key}. Please try again later.", "idempotency_error",
                    code="idempotency_key_in_use"), log[5])
            if not before:
                self.running.add(key)
        if before:
            return self.faulty(log, lambda: self.again(log, before[0], asked))
        try:
            return self.faulty(log, lambda: self.do(log, params, asked))
        finally:
            self.running.discard(key)

    def again(self, log, before, asked):
        if before["asked"] != asked:
            self.note(log, 400)
            return self.refused(Refused(
                400, "Keys for idempotent requests can only be used with the "
                "same parameters they were first used with. Try using a key "
                f"other than '{before['key']}' if you meant to execute a "
                "different request.", "idempotency_error"), log[5])
        self.note(log, before["status"], True)
        return before["status"], before["body"].encode(), {
            "Request-Id": log[5], "Idempotency-Key": before["key"],
            "Idempotent-Replayed": "true",
            "Original-Request": before["request_id"]}

    def do(self, log, params, asked):
        """The effect, its events and its answer are one transaction."""
        method, path, key, _, fault, request_id = log
        with self.store as store:
            store.request = (request_id, key)
            try:
                with Savepoint(store):
                    status, said = 200, api.answer(store, method, path, params)
            except Refused as why:
                status, said = why.status, why.body()
            if fault == "500_kept":
                status, said = 500, on_purpose(fault).body()
            body = dump(said)
            if asked is not None and kept(status, said):
                store.run("insert into keys values (?,?,?,?,?)", key, asked,
                          status, body.decode(), request_id)
            self.note(log, status)
            headers = {"Request-Id": request_id}
            if key:
                headers["Idempotency-Key"] = key
                headers["Original-Request"] = request_id
            return status, body, headers

    def note(self, log, status, replayed=False):
        method, path, key, params, fault, request_id = log
        self.store.run("insert into calls (at, method, path, key, params,"
                       " status, fault, request_id, replayed)"
                       " values (?,?,?,?,?,?,?,?,?)", time.time(), method,
                       path, key, json.dumps(params), status, fault,
                       request_id, int(replayed))


class Savepoint:
    """What a refusal had begun is undone, except a declined card's."""

    def __init__(self, store):
        self.store = store

    def __enter__(self):
        self.store.db.execute("savepoint call")

    def __exit__(self, kind, why, trace):
        if kind is not None and not getattr(why, "kept", False):
            self.store.db.execute("rollback to call")
        self.store.db.execute("release call")
        return False


def kept(status, said):
    """What was refused before anything ran is not replayed."""
    return status < 400 or status == 500 or (
        said["error"]["type"] == "card_error")


def on_purpose(word):
    status, type_, message, code = ON_PURPOSE[word]
    more = {"code": code} if code else {}
    if status == 402:
        more["decline_code"] = "generic_decline"
    return Refused(status, message, type_, **more)


def bearer(text):
    word, _, rest = text.partition(" ")
    if word.lower() == "bearer":
        return rest.strip()
    if word.lower() == "basic":
        try:
            return base64.b64decode(rest).decode().split(":")[0]
        except ValueError:
            return ""
    return ""


def masked(value, name=""):
    """Parameters for the record: never a card."""
    if isinstance(value, dict):
        return {k: masked(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [masked(v, name) for v in value]
    return "*" if name in ("number", "cvc", "client_secret") else value


def dump(obj):
    return json.dumps(obj, indent=2).encode()
