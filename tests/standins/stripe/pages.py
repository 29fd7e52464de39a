"""Pages of the stand-in: Stripe.js, the bank's question, an invoice to pay."""

import html
import os
import re
from urllib.parse import urlencode

import cards
import control
import intents
from errors import Refused
from money import say

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "static")
TYPES = {"js": "text/javascript", "css": "text/css", "html": "text/html"}
STATIC = {"/v3": "v3.js", "/v3/": "v3.js", "/v3/elements.html": "elements.html",
          "/v3/elements.css": "elements.css", "/v3/elements.js": "elements.js"}
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>%s</title><style>
body { max-width: 34rem; margin: 2rem auto; padding: 0 1rem;
 font: 1rem/1.5 system-ui, sans-serif }
label { display: block; margin: .5rem 0 }
input { display: block; font: inherit; padding: .4rem }
button { font: inherit; padding: .5rem 1rem }
table { border-collapse: collapse; width: 100%% } td { padding: .25rem 0 }
td:last-child { text-align: right } .error { color: #b00020 }
.test { background: #fff3cd; padding: .25rem .5rem }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark }
 .error { color: #ff9aa8 } .test { background: #4a3a00 } }
</style></head><body><main>
<p class="test">Test mode: this is a stand-in of Stripe, and no money moves.</p>
<h1>%s</h1>%s</main></body></html>
"""


def answer(store, method, path, query, form):
    if path in STATIC and method == "GET":
        return static(STATIC[path])
    for pattern, then in PAGES:
        match = re.fullmatch(pattern, path)
        if match:
            return then(store, method, match[1], query, form)
    if path == "/":
        return page(200, "A stand-in of Stripe", "<p>It answers Stripe's API "
                    "under <code>/v1/</code>; tests drive it under <code>"
                    "/_standin/</code>.</p>")
    return page(404, "Nothing here", "")


def static(name):
    with open(os.path.join(HERE, name), "rb") as f:
        kind = TYPES[name.rsplit(".", 1)[1]]
        return 200, f.read(), {"Content-Type": kind + "; charset=utf-8",
                               "Cache-Control": "no-cache"}


def page(status, title, body, headers=None):
    text = PAGE % (html.escape(title), html.escape(title), body)
    return status, text.encode(), {"Content-Type": "text/html; charset=utf-8",
                                   **(headers or {})}


def gone_to(url):
    return 303, b"", {"Location": url}


# ---- The bank asks who pays

def bank(store, method, id_, query, form):
    obj = store.get(id_)
    if not obj or query.get("s") != obj.get("client_secret"):
        return page(404, "Nothing here", "")
    action = obj.get("next_action") or {}
    back = (action.get("redirect_to_url") or {}).get("return_url")
    if method == "POST":
        with store:
            obj = control.authenticated(store, id_, form.get("ok") == "yes")
        if back:
            return gone_to(with_result(back, obj))
    if obj["status"] != "requires_action":
        return page(200, "This is settled", f"<p>{obj['status']}</p>")
    return page(200, "Your bank asks: is it you?", '<form method="post">'
                '<button name="ok" value="yes">Complete authentication</button>'
                ' <button name="ok" value="no">Fail authentication</button>'
                "</form>")


def with_result(back, obj):
    kind = obj["object"]
    status = "succeeded" if obj["status"] in (
        "succeeded", "processing") else "failed"
    return back + ("&" if "?" in back else "?") + urlencode({
        kind: obj["id"], kind + "_client_secret": obj["client_secret"],
        "redirect_status": status})


# ---- An invoice that is paid without a script

def invoice(store, method, id_, query, form):
    obj = store.get(id_, "invoice")
    if not obj or query.get("s") != obj.get("_secret"):
        return page(404, "Nothing here", "")
    error = ""
    if method == "POST" and obj["status"] == "open":
        error = invoice_pay(store, obj, form)
        obj = store.get(id_)
        intent = store.get(obj["payment_intent"])
        if intent["status"] == "requires_action":
            return gone_to(f"/3ds/{intent['id']}?s={intent['client_secret']}")
    return page(402 if error else 200, "Invoice " + obj["number"],
                invoice_body(obj, error))


def invoice_pay(store, obj, form):
    try:
        with store:
            store.request = (None, None)
            pm = cards.from_params(store, {"card": {
                "number": form.get("number", ""),
                **dict(zip(("exp_month", "exp_year"),
                           re.split(r"\s*/\s*", form.get("expiry", ""))))}})
            intent = intents.find(store, obj["payment_intent"])
            intents.confirm(store, intent, {
                "payment_method": pm["id"],
                "return_url": obj["hosted_invoice_url"]})
        return ""
    except Refused as why:
        return why.error["message"]


def invoice_body(obj, error):
    rows = "".join(
        f"<tr><td>{html.escape(line['description'] or '')}</td>"
        f"<td>{say(line['amount'], line['currency'])}</td></tr>"
        for line in obj["lines"]["data"])
    due = say(obj["amount_due"], obj["currency"])
    text = f"<p>For {html.escape(obj['customer_name'] or obj['customer'])}</p>"
    text += f"<table>{rows}<tr><td>Total</td><td>{due}</td></tr></table>"
    if obj["status"] == "paid":
        return text + f'<p role="status">Paid: {due}.</p>'
    if obj["status"] != "open":
        return text + f"<p>This invoice is {obj['status']}.</p>"
    if error:
        text += f'<p class="error" role="alert">{html.escape(error)}</p>'
    return text + (
        '<form method="post"><label>Card number <input name="number" required'
        ' inputmode="numeric" autocomplete="cc-number"></label>'
        '<label>Expiration date <input name="expiry" required placeholder='
        '"MM / YY" autocomplete="cc-exp"></label>'
        '<label>Security code <input name="cvc" required inputmode="numeric"'
        ' autocomplete="cc-csc"></label>'
        f"<button>Pay {due}</button></form>")


def receipt(store, _method, id_, _query, _form):
    charge = store.get(id_, "charge")
    if not charge:
        return page(404, "Nothing here", "")
    return page(200, "Receipt", "<p>" + say(
        charge["amount"], charge["currency"]) + "</p>")


PAGES = [(r"/3ds/(\w+)", bank), (r"/i/(in_\w+)", invoice),
         (r"/receipts/(ch_\w+)", receipt)]
