"""money.py - webhooks, a history of 100,000 events, and beginning a payment.

The history is made in histories.py, together with what every account has to
come to.  Its payments belong to a school of their own, without people.
"""
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

from histories import SCHOOL, Histories
from setting import bench_id

CLIENTS = 32


def say(words):
    print(f"  {words}", file=sys.stderr, flush=True)


class Money:
    def __init__(self, setting):
        self.s = setting
        self.dir = pathlib.Path(setting.setting("stripe_dir"))
        self.secret = (self.dir / "webhook_secrets").read_text(encoding="utf-8").split()[0]
        self.key = (self.dir / "secret_key").read_text(encoding="utf-8").strip()
        self.stripe = setting.setting("stripe_api").rstrip("/")

    # ---- Webhooks

    def signed(self, name, bodies):
        """A file of signatures and bodies; they are good for five minutes."""
        path, t = self.s.files / name, int(time.time()) + 60
        with open(path, "w", encoding="utf-8") as f:
            for b in bodies:
                mac = hmac.new(self.secret.encode(), f"{t}.{b}".encode(), hashlib.sha256).hexdigest()
                f.write(f"t={t},v1={mac}\t{b}\n")
        return path

    def hooks(self, path, seconds, clients=CLIENTS):
        ended = self.s.files / "ended"
        ended.unlink(missing_ok=True)
        p = subprocess.Popen(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "20s", "-s", "hooks.lua", self.s.url],
                             env={**os.environ, "EVENTS": str(path), "ENDED": str(ended)}, stdout=subprocess.PIPE, text=True)
        while p.poll() is None and not ended.exists():
            time.sleep(0.02)
        if p.poll() is None:
            p.send_signal(signal.SIGINT)
        out = p.communicate()[0]
        m = re.search(r"^RESULT (.*)$", out, re.M)
        if not m:
            sys.exit(f"wrk: {out}")
        return {k: int(v) for k, v in (p.split("=") for p in m.group(1).split())}

    @staticmethod
    def body(n, live):
        """As large as Stripe's: 1.4 kB."""
        return json.dumps({"id": f"evt_bench{n}", "object": "event", "api_version": "2024-06-20", "created": 1760000000, "livemode": live,
                           "pending_webhooks": 1, "type": "payment_intent.succeeded", "request": {"id": "req_bench", "idempotency_key": "k" * 36},
                           "data": {"object": {"id": f"pi_bench{n}", "object": "payment_intent", "amount": 12500, "amount_received": 12500,
                                               "currency": "usd", "status": "succeeded", "description": "x" * 800, "metadata": {}}}})

    def forget(self):
        self.s.sql("delete from billing.stripe_events where id like 'evt\\_bench%'; delete from billing.stripe_objects where id like 'pi\\_bench%'")
        self.s.sql("vacuum analyze billing.stripe_events")
        self.s.sql("checkpoint")

    def inserts(self, seconds):
        """pgbench of the same statement, with a body as large."""
        text = pathlib.Path(self.s.source, "sql/billing/queries/event_keep.sql").read_text(encoding="utf-8")
        text = "\n".join(x for x in text.splitlines() if not x.startswith("--")).replace(":type", "'payment_intent.succeeded'")
        text = text.replace(":strange", "'livemode'").replace(":id", "'evt_benchp' || :client_id || 'n' || :n")
        script = self.s.write("event_keep", ["\\set n random(1, 1000000000)\n" + text.rstrip().rstrip(";") + ";"])
        out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds), "-D", f"body={self.body(1, True)}",
                              "-f", str(script), "-U", "lyceum_payments", "lyceum"], capture_output=True, text=True, check=False).stdout
        return float(re.search(r"tps = ([\d.]+)", out).group(1))

    def accept(self, rounds, seconds):
        """Kept and answered; live: of the other mode than our key, so that nothing follows from them."""
        rows = {True: [], False: []}
        for i in range(rounds):
            for live in (True, False):
                self.forget()
                path = self.signed("hooks", (self.body(f"{i}x{n}", live) for n in range(20000 * seconds)))
                r = self.hooks(path, seconds)
                self.forget()
                rows[live].append((r["requests"] / r["us"] * 1e6, r["p99"] / 1000, r["bad"] + r["socket"] + r["timeout"], self.inserts(seconds)))
                say(f"accept, live {live}, round {i + 1}: {rows[live][-1]}")
        self.forget()
        self.kept = self.rate(rows[False])
        return [self.accepted(name, rows[live]) for live, name in ((True, "webhook kept and answered"), (False, "the same, events applied beside"))]

    @staticmethod
    def rate(rows):
        return statistics.median(r[0] for r in rows)

    @staticmethod
    def accepted(name, rows):
        rate, p99, bad, beside = (statistics.median(r[i] for r in rows) for i in range(4))
        ratio = statistics.median(r[0] / r[3] for r in rows)
        held = ratio >= 0.6 and p99 < 50 and bad == 0
        return (f"| {name} | {CLIENTS} clients, 1.4 kB | {rate:.0f}/s, {ratio:.2f} of pgbench ({beside:.0f}/s); p99 {p99:.0f} ms; bad {bad:.0f} "
                f"| at least 0.6, p99 under 50 ms | {'yes' if held else 'no'} |")

    # ---- 100,000 events, each three times, shuffled

    def waiting(self):
        return int(self.s.sql("select count(*) from billing.stripe_events where applied_at is null"))

    def wait(self, begun, most=600):
        while self.waiting() > 0 and time.time() - begun < most:
            time.sleep(0.25)
        return time.time() - begun

    def history(self, events, over_http):
        h = Histories(events)
        h.plant(self.s)
        sent = h.sent(3)
        self.s.sql("vacuum analyze billing.stripe_events")
        self.s.sql("checkpoint")
        if over_http:
            path = self.signed("history", sent)
            begun = time.time()
            r = self.hooks(path, 280)
            stored = time.time() - begun
            if r["bad"] + r["socket"] + r["timeout"]:
                say(f"of the webhooks: {r}")
            took = self.wait(begun)
        else:
            path = h.rows(self.s, sent)
            begun = time.time()
            h.store(self.s, path)
            stored = time.time() - begun
            while self.waiting():
                subprocess.run([*self.s.ctl, "stripe", "apply"], check=True, stdout=subprocess.DEVNULL)
            took = time.time() - begun
        wrong = h.differences(self.s)
        verified = subprocess.run([*self.s.ctl, "ledger", "verify", "--school", SCHOOL], check=False, stdout=subprocess.DEVNULL).returncode == 0
        for line in wrong[:10]:
            say(line)
        how = f"over HTTP, {CLIENTS} clients" if over_http else "stored by one INSERT, applied by lyceumctl stripe apply"
        held = took < 60 * len(sent) / 300000 and not wrong and verified
        return (f"| {len(h.events)} events of {len(h.payments)} payments, each three times, shuffled; {how} | stored in {stored:.1f} s | all applied after {took:.1f} s; "
                f"{h.accounts} accounts, {len(wrong)} differ from the reference; ledger verify {'passes' if verified else 'FAILS'} "
                f"| under {60 * len(sent) / 300000:.0f} s, equal to the cent | {'yes' if held else 'no'} |")

    # ---- Beginning a payment

    def control(self, **what):
        urllib.request.urlopen(urllib.request.Request(f"{self.stripe}/_standin", json.dumps(what).encode(),
                               {"Content-Type": "application/json"})).read()

    def volley(self, url, lines):
        out = subprocess.run([f"{self.s.build}/tests/bench/volley", url], input="".join(lines), check=True, capture_output=True, text=True).stdout
        return {k: int(v) for k, v in (x.split("=") for x in out.split()[1:])}

    def intents(self, rounds, n=200):
        tokens = self.s.mint("payers", [f"{bench_id(1, k)} {self.s.school} student" for k in range(1, n + 1)]).read_text().split()
        self.control(deliver="drop")
        rows, run = {1: [], 4: []}, int(time.time())
        for i in range(rounds):
            for clients, got in rows.items():
                ours = [f"{k % clients} 0 {tokens[k]} /api/v1/payments/create-intent "
                        + json.dumps({"amount": "12.50", "currency": "USD", "payment_type": "fees", "description": f"Bench {run} {i} {clients}"}) + "\n"
                        for k in range(n)]
                theirs = [f"{k % clients} 0 {self.key} /v1/payment_intents amount=1250&currency=usd&description=Bench+{k}&automatic_payment_methods%5Benabled%5D=true"
                          "&metadata%5Bpayment_id%5D=0&metadata%5Buser_id%5D=0&metadata%5Bschool_id%5D=0&metadata%5Bpayment_type%5D=fees\n" for k in range(n)]
                a, b = self.volley(self.s.url, ours), self.volley(self.stripe, theirs)
                if a["good"] != n or b["good"] != n:
                    sys.exit(f"create-intent: {a}, the stand-in: {b}")
                got.append((a["p50"] / 1000, b["p50"] / 1000, (a["p50"] - b["p50"]) / 1000))
                say(f"create-intent, {clients} clients: {got[-1]}")
        self.control(deliver="normal")
        out = []
        for clients, got in rows.items():
            a, b, own = (statistics.median(r[k] for r in got) for k in range(3))
            out.append(f"| create-intent, {clients} client{'s' if clients > 1 else ''} | {n} payments a round | median {a:.1f} ms, the stand-in alone {b:.1f} ms: {own:.1f} ms of its own "
                       f"| under 2 ms of its own | {'yes' if own < 2 else 'no'} |")
        return out

    # ---- What the trigger of priced seats costs who enrolls

    def enroll(self, rounds, seconds):
        sc = next(x for x in self.s.scenarios() if x["name"] == "enroll")
        got = {"disable": [], "enable": []}
        for i in range(rounds):
            for state in ("disable", "enable") if i % 2 == 0 else ("enable", "disable"):
                self.s.sql("".join(f"alter table academics.enrollments {state} trigger {t};" for t in ("priced_insert", "priced_update", "priced_drop")))
                self.s.empty("c")
                out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds), "-f", str(sc["pg"]),
                                      "-U", sc["role"], "lyceum"], capture_output=True, text=True, check=False).stdout
                got[state].append(float(re.search(r"tps = ([\d.]+)", out).group(1)))
                say(f"enroll, triggers {state}d: {got[state][-1]:.0f}/s")
        self.s.sql("".join(f"alter table academics.enrollments enable trigger {t};" for t in ("priced_insert", "priced_update", "priced_drop")))
        off, on = statistics.median(got["disable"]), statistics.median(got["enable"])
        return f"| enroll where no course has a price, pgbench of its statement | {CLIENTS} clients | {on:.0f}/s, without the triggers {off:.0f}/s | (told) | |"

    def over_http(self, events):
        """All of them, where so many can be sent in the time; else as many as can, whose time is held to the same rate."""
        return max(1000, min(events, int(self.kept * 40 / 3) // 1000 * 1000))

    def report(self, rounds, seconds, events=100000):
        rows = ["| money | of | got | wanted | held |", "| --- | --- | --- | --- | --- |", *self.accept(rounds, seconds),
                self.history(self.over_http(events), True), self.history(events, False), *self.intents(rounds), self.enroll(rounds, seconds)]
        print("\n".join(rows))
