"""histories.py - what Stripe tells of many payments, and what has to come of it.

Each payment has one of some stories, told in the order in which they happened;
what its accounts come to is added up from the story, apart from the events.
"""
import collections
import json
import random
import subprocess

SCHOOL, SCHOOL_ID = "MONEYBENCH", "00000000-0004-7000-8000-000000000000"
BEGUN = 1760000000
TABLES = ["ledger", "differences", "disputes", "refunds", "payments", "invoices", "counters"]
OF_PAYMENTS = ["payment_history", "stripe_objects"]
REFUSED = {"code": "card_declined", "decline_code": "insufficient_funds", "message": "Your card has insufficient funds."}


def uuid(kind, n):
    return f"00000000-000{kind}-7000-8000-{n:012x}"


class Histories:
    def __init__(self, events, seed=1):
        self.r = random.Random(seed)
        self.events, self.payments = [], []         # (id, type, body); (user, amount, invoice?, state)
        self.owed, self.sums = collections.Counter(), collections.Counter()
        while len(self.events) < events:
            self.payment(len(self.payments))
        self.accounts = len(self.owed) + len(self.sums)

    # ---- Stories

    def payment(self, n):
        self.n, self.at = n, BEGUN + n * 7
        self.user, self.amount = n // 3, self.r.randint(500, 500000)
        self.invoice = self.r.random() < 0.5
        if self.invoice:
            self.owes(self.amount, "income")
        story = self.r.choices([self.paid, self.second_try, self.given_up, self.refunded, self.refund_failed, self.disputed],
                               [55, 12, 8, 15, 4, 6])[0]
        self.intent("created", "requires_payment_method")
        state = story()
        self.payments.append((self.user, self.amount, self.invoice, state))

    def owes(self, amount, account):
        """Debits what the payer owes, credits another account."""
        self.owed[self.user] += amount
        self.sums[account] -= amount

    def paid(self):
        self.intent("succeeded", "succeeded", amount_received=self.amount)
        self.tell("charge.succeeded", id=f"ch_m{self.n}", object="charge", amount=self.amount, status="succeeded", paid=True, captured=True,
                  payment_intent=f"pi_m{self.n}", payment_method_details={"type": "card", "card": {"brand": "visa", "last4": "4242"}})
        self.owes(-self.amount, "stripe")
        return "succeeded"

    def second_try(self):
        self.intent("payment_failed", "requires_payment_method", last_payment_error=REFUSED)
        return self.paid()

    def given_up(self):
        self.intent("payment_failed", "requires_payment_method", last_payment_error=REFUSED)
        self.intent("canceled", "canceled")
        return "failed"

    def refunded(self):
        self.paid()
        back = 0
        for k in range(self.r.choice([1, 1, 2])):
            part = self.amount - back if self.r.random() < 0.3 else self.r.randint(1, (self.amount - back) // 2)
            self.refund("created", k, part, "pending")
            self.refund("updated", k, part, "succeeded")
            self.owes(part, "stripe")
            back += part
            if back == self.amount:
                return "refunded"
        return "succeeded"

    def refund_failed(self):
        self.paid()
        part = self.r.randint(1, self.amount)
        self.refund("created", 0, part, "succeeded")
        self.refund("failed", 0, part, "failed")
        return "succeeded"

    def disputed(self):
        self.paid()
        self.dispute("created", "needs_response")
        self.dispute("funds_withdrawn", "needs_response")
        if self.r.random() < 0.5:
            self.dispute("funds_reinstated", "won")
            self.dispute("closed", "won")
        else:
            self.dispute("closed", "lost")
            self.owes(self.amount, "stripe")
        return "succeeded"

    # ---- Events

    def tell(self, what, **o):
        self.at += self.r.randint(1, 90)
        no = len(self.events)
        o = {"created": self.at, "currency": "usd", "livemode": False, "metadata": {"payment_id": uuid(2, self.n)}, **o}
        self.events.append((f"evt_m{no}", what, json.dumps({
            "id": f"evt_m{no}", "object": "event", "api_version": "2024-06-20", "created": self.at, "livemode": False, "pending_webhooks": 1,
            "type": what, "request": {"id": None, "idempotency_key": None}, "data": {"object": o}}, separators=(",", ":"))))

    def intent(self, what, status, **more):
        self.tell(f"payment_intent.{what}", id=f"pi_m{self.n}", object="payment_intent", amount=self.amount, status=status,
                  payment_method_types=["card"], description="A payment of the benchmark", **more)

    def refund(self, what, k, amount, status):
        self.tell(f"refund.{what}", id=f"re_m{self.n}x{k}", object="refund", amount=amount, status=status, reason="requested_by_customer",
                  payment_intent=f"pi_m{self.n}", charge=f"ch_m{self.n}")

    def dispute(self, what, status):
        self.tell(f"charge.dispute.{what}", id=f"dp_m{self.n}", object="dispute", amount=self.amount, status=status, reason="fraudulent",
                  payment_intent=f"pi_m{self.n}", charge=f"ch_m{self.n}", evidence_details={"due_by": self.at + 800000})

    def sent(self, times):
        """The bodies as they come: each so often, in any order."""
        out = [e[2] for e in self.events] * times
        self.r.shuffle(out)
        return out

    # ---- In the database

    def psql(self, setting, script):
        path = setting.write("histories.sql", [script])
        subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", str(path), "lyceum"], check=True, stdout=subprocess.DEVNULL)

    def plant(self, setting):
        """The school, its invoices and the payments that were begun; nothing of an earlier run."""
        lines = [f"{uuid(2, n)}\t{uuid(3, u)}\t{amount}\t{uuid(5, n) if invoice else chr(92) + 'N'}\t{n}"
                 for n, (u, amount, invoice, _) in enumerate(self.payments)]
        rows = setting.write("planted", lines)
        own = f"school_id = '{SCHOOL_ID}'"
        self.psql(setting, "begin; set session_replication_role = replica;\n"
                  + f"delete from billing.invoice_lines where invoice_id in (select id from billing.invoices where {own});\n"
                  + "".join(f"delete from billing.{t} where payment_id in (select id from billing.payments where {own});\n" for t in OF_PAYMENTS)
                  + "".join(f"delete from billing.{t} where {own};\n" for t in TABLES)
                  + rf"""delete from billing.stripe_events where id like 'evt\_m%';
            delete from billing.stripe_objects where id ~ '^(pi|ch|re|dp)_m[0-9]';
            delete from platform.outbox where {own};
            insert into academics.schools (id, code, name) values ('{SCHOOL_ID}', '{SCHOOL}', 'A school of the benchmark') on conflict do nothing;
            create temporary table planted (id uuid, user_id uuid, amount bigint, invoice_id uuid, n int);
            \copy planted from '{rows}'
            insert into billing.invoices (id, school_id, user_id, number, status, currency, subtotal_minor, total_minor, issued_at, due_on)
            select invoice_id, '{SCHOOL_ID}', user_id, 'INV-2025-' || lpad((row_number() over (order by n))::text, 6, '0'), 'open', 'USD', amount, amount,
                   to_timestamp({BEGUN}), '2025-12-01' from planted where invoice_id is not null;
            insert into billing.invoice_lines (invoice_id, position, description, kind, unit_minor)
            select invoice_id, 1, 'Bench', 'fees', amount from planted where invoice_id is not null;
            insert into billing.counters select '{SCHOOL_ID}', 'invoice', 2025, count(invoice_id) from planted;
            insert into billing.ledger (school_id, user_id, entry, object_id, debit, credit, detail, amount_minor, currency, invoice_id, at)
            select '{SCHOOL_ID}', user_id, 'invoice', invoice_id::text, 'receivable', 'income', 'fees', amount, 'USD', invoice_id, to_timestamp({BEGUN})
              from planted where invoice_id is not null;
            insert into billing.payments (id, school_id, user_id, amount_minor, currency, stripe_payment_intent_id, payment_type, purpose, invoice_id, asked_at)
            select id, '{SCHOOL_ID}', user_id, amount, 'USD', 'pi_m' || n, 'fees', 'bench:' || n, invoice_id, to_timestamp({BEGUN}) from planted;
            commit;
            vacuum analyze billing.payments; vacuum analyze billing.stripe_objects; vacuum analyze billing.ledger; vacuum analyze billing.invoices;
            vacuum analyze billing.refunds; vacuum analyze billing.payment_history""")

    def rows(self, setting, sent):
        kinds = {e[2]: e for e in self.events}
        return setting.write("rows", [f"{kinds[b][0]}\t{kinds[b][1]}\t{b}" for b in sent])

    def store(self, setting, path):
        self.psql(setting, rf"""create temporary table came (n bigint generated always as identity, id text, type text, body text);
            \copy came (id, type, body) from '{path}'
            insert into billing.stripe_events (id, type, body, received_at)
            select id, type, body, now() + n * interval '1 microsecond' from came order by n on conflict (id) do nothing""")

    def differences(self, setting):
        """Each account, and the state of each payment, that is not as it has to be."""
        out = []
        got = dict(line.split("|") for line in setting.sql(
            f"select case when account = 'receivable' then user_id::text else account end, sum(amount_minor) from billing.postings "
            f"where school_id = '{SCHOOL_ID}' group by 1").splitlines())
        want = {uuid(3, u): v for u, v in self.owed.items()} | dict(self.sums)
        for name in sorted(want.keys() | got.keys()):
            if int(got.get(name, 0)) != want.get(name, 0):
                out.append(f"{name}: {got.get(name, 0)}, expected {want.get(name, 0)}")
        states = dict(line.split("|") for line in setting.sql(
            f"select id, status from billing.payments where school_id = '{SCHOOL_ID}'").splitlines())
        for n, (_, _, _, state) in enumerate(self.payments):
            if states.get(uuid(2, n)) != state:
                out.append(f"payment {n}: {states.get(uuid(2, n))}, expected {state}")
        return out
