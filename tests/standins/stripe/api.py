"""Which call does what: reading, lists, expand, and the tables of the rest."""

import re

import charges
import customers
import intents
import invoices
import subscriptions
from errors import Refused, no_such, unknown
from events import shown
from form import integer

# path of the list: (kind, prefix of ids, filters that are columns or fields)
LISTS = {
    "payment_intents": ("payment_intent", ("customer",)),
    "charges": ("charge", ("customer", "payment_intent")),
    "refunds": ("refund", ("charge", "payment_intent")),
    "disputes": ("dispute", ("charge", "payment_intent")),
    "customers": ("customer", ("email",)),
    "setup_intents": ("setup_intent", ("customer", "payment_method")),
    "payment_methods": ("payment_method", ("customer", "type")),
    "invoices": ("invoice", ("customer", "status", "subscription",
                             "collection_method")),
    "invoiceitems": ("invoiceitem", ("customer", "invoice")),
    "subscriptions": ("subscription", ("customer", "status")),
    "products": ("product", ("active",)),
    "prices": ("price", ("product", "active")),
    "events": ("event", ("type",)),
    "balance_transactions": ("balance_transaction", ("source", "type",
                                                     "currency")),
}
COMMON = {"expand"}
PAGING = {"limit", "starting_after", "ending_before", "created"}

ROUTES = (intents.routes() + charges.routes() + customers.routes()
          + invoices.routes() + subscriptions.routes())
ONE = re.compile(r"/v1/(\w+)/([A-Za-z0-9_]+)")
METHODS_OF = re.compile(r"/v1/customers/(cus_\w+)/payment_methods(?:/(pm_\w+))?")
LINES_OF = re.compile(r"/v1/invoices/(in_\w+)/lines")


def answer(store, method, path, params):
    """What Stripe would say to this call, as an object."""
    for verb, pattern, then, fields in ROUTES:
        match = pattern.fullmatch(path)
        if match and verb == method:
            known(params, fields | COMMON)
            return expand(store, shown(then(store, params, *match.groups())),
                          params)
    if method == "GET":
        got = read(store, path, params)
        if got is not None:
            return expand(store, shown(got), params)
    raise Refused(404, f"Unrecognized request URL ({method}: {path}). Please "
                  "see https://stripe.com/docs or we can help at "
                  "https://support.stripe.com/.")


def known(params, fields):
    for name in params:
        if name not in fields:
            raise unknown(name)


def read(store, path, params):
    match = METHODS_OF.fullmatch(path)
    if match:
        return methods_of(store, params, *match.groups())
    match = LINES_OF.fullmatch(path)
    if match:
        return charges.found(store, "invoice", match[1])["lines"]
    if path == "/v1/balance":
        return {"object": "balance", "available": [], "pending": [],
                "livemode": False}
    match = ONE.fullmatch(path)
    if match and match[1] in LISTS:
        known(params, COMMON | {"client_secret"})
        return one(store, LISTS[match[1]][0], match[2])
    name = path[len("/v1/"):]
    return listed(store, params, name) if name in LISTS else None


def one(store, kind, id_):
    obj = store.get(id_, kind)
    if obj:
        return obj
    if kind == "customer" and store.was(id_):
        return {"id": id_, "object": "customer", "deleted": True}
    raise no_such(kind, id_, {"payment_intent": "intent"}.get(kind, "id"))


def methods_of(store, params, customer, id_):
    charges.found(store, "customer", customer)
    if id_:
        pm = store.get(id_, "payment_method")
        if not pm or pm["customer"] != customer:
            raise no_such("payment_method", id_)
        return pm
    return listed(store, {**params, "customer": customer}, "payment_methods",
                  f"/v1/customers/{customer}/payment_methods")


# ---- Lists: newest first, starting_after is the last one of the page before

def listed(store, params, name, url=None):
    kind, filters = LISTS[name]
    known(params, COMMON | PAGING | set(filters) | {
        "types", "delivery_success", "due_date", "ids"})
    limit = integer(params, "limit", 10)
    if not 1 <= limit <= 100:
        raise Refused(400, "This value must be between 1 and 100.",
                      param="limit", code="parameter_invalid_integer")
    where, args = ["1"], []
    for field in filters:
        narrow(where, args, field, params.get(field), kind)
    if isinstance(params.get("types"), list):
        marks = ",".join("?" * len(params["types"]))
        where.append(f"json_extract(body, '$.type') in ({marks})")
        args += params["types"]
    when(where, args, params.get("created"))
    back = after(store, where, args, params)
    order = " order by created, seq" if back else \
        " order by created desc, seq desc"
    rows = store.page(kind, " and ".join(where) + order, args, limit)
    data = rows[:limit]
    return {"object": "list", "url": url or "/v1/" + name,
            "has_more": len(rows) > limit,
            "data": data[::-1] if back else data}


def narrow(where, args, field, value, kind):
    if value is None or (field == "status" and value == "all"):
        if kind == "subscription" and field == "status" and value is None:
            where.append("json_extract(body, '$.status') <> 'canceled'")
        return
    if field == "type" and value.endswith(".*"):
        where.append("json_extract(body, '$.type') glob ?")
    elif field == "customer":
        where.append("customer = ?")
    elif field == "payment_intent":
        where.append("intent = ?")
    else:
        where.append(f"json_extract(body, '$.{field}') = ?")
    args.append({"true": 1, "false": 0}.get(value, value)
                if field == "active" else value)


def when(where, args, created):
    if created is None:
        return
    if isinstance(created, str):
        created = {"is": created}
    for word, value in created.items():
        sign = {"is": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
        if word not in sign:
            raise unknown(f"created[{word}]")
        where.append(f"created {sign[word]} ?")
        args.append(integer({"created": value}, "created"))


def after(store, where, args, params):
    """Narrows to what comes after the cursor; true when it goes backwards."""
    for name, sign in (("starting_after", "<"), ("ending_before", ">")):
        id_ = params.get(name)
        if not id_:
            continue
        place = store.place(id_)
        if not place:
            raise Refused(400, f"No such object: '{id_}'", param=name,
                          code="resource_missing")
        where.append(f"(created, seq) {sign} (?, ?)")
        args += place
        return name == "ending_before"
    return False


# ---- expand[]=latest_charge, expand[]=data.payment_intent

def expand(store, obj, params):
    paths = params.get("expand") or []
    if isinstance(paths, str):
        raise Refused(400, "Invalid array", param="expand")
    for path in paths:
        opened(store, obj, path.split("."), path)
    return obj


def opened(store, obj, parts, path):
    if isinstance(obj, list):
        for item in obj:
            opened(store, item, parts, path)
        return
    if not isinstance(obj, dict) or not parts:
        return
    if parts[0] not in obj:
        raise Refused(400, f"This property cannot be expanded ({path}).",
                      param="expand[0]")
    value = obj[parts[0]]
    if isinstance(value, str):
        value = obj[parts[0]] = shown(store.get(value)) or value
    opened(store, value, parts[1:], path)
