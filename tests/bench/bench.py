"""bench.py - Lyceum's figures, beside this machine's own limits, in one run.

Medians of several rounds, in which the scenarios take turns.  CPU is what
workers, nginx and PostgreSQL used together (schedstat), per request.
Beside each scenario stands pgbench -M prepared with the same statement, on
the same cluster with as many clients, or a trivial FastCGI handler behind an
nginx of the same configuration.
"""
import argparse
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import time

from grading import Grading
from machine import Trees, cores, ended
from money import Money
from presence import Presence
from setting import Setting

CLIENTS = 32
TRIVIAL = "a trivial handler"
TRIVIAL_THERE = 32      # CPU µs of one request, nginx and all, on the machine that the limits come from


def wrk(setting, path_file, seconds, seed, **env):
    e = {**os.environ, "PATHS": str(path_file), "SEED": str(seed), "THREADS": "1",
         **{k: str(v) for k, v in env.items() if v is not None}}
    url = e.pop("URL", setting.url)
    out = subprocess.run(["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--timeout", "20s", "-s", "load.lua", url],
                         env=e, capture_output=True, text=True, check=False)
    m = re.search(r"^RESULT (.*)$", out.stdout, re.M)
    if not m:
        sys.exit(f"wrk: {out.stdout}{out.stderr}")
    return {k: int(v) for k, v in (p.split("=") for p in m.group(1).split())}


def pgbench(setting, script, role, seconds):
    """Transactions per second, and CPU of the backends per transaction."""
    before = ended(setting.postgres())
    out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-T", str(seconds),
                          "-f", str(script), "-U", role, "lyceum"], capture_output=True, text=True, check=False)
    m = re.search(r"tps = ([\d.]+)", out.stdout)
    n = re.search(r"actually processed: (\d+)", out.stdout)
    if not m or int(n.group(1)) == 0:
        sys.exit(f"pgbench {script}: {out.stdout}{out.stderr}")
    return float(m.group(1)), (ended(setting.postgres()) - before) / int(n.group(1))


def http_round(setting, sc, seconds, seed):
    env = dict(METHOD=sc.get("method"), TOKENS=sc.get("tokens"), COOKIES=sc.get("cookies"), URL=sc.get("url"))
    wrk(setting, sc["paths"], 1, 1000 + seed, **env)
    before = Trees(setting.roots(sc))
    r = wrk(setting, sc["paths"], seconds, seed, **env)
    used = Trees(setting.roots(sc)).since(before)
    return {"cpu": sum(used.values()) / r["requests"], "rate": r["requests"] / r["us"] * 1e6,
            "p99": r["p99"] / 1000, "bad": r["bad"] + r["socket"] + r["timeout"],
            **{k: v / r["requests"] for k, v in used.items()}}


def measure(setting, scenarios, rounds, seconds):
    got = {sc["name"]: [] for sc in scenarios}
    for i in range(rounds):
        for sc in scenarios if i % 2 == 0 else scenarios[::-1]:
            setting.ready_for(sc)
            row = http_round(setting, sc, seconds, i + 1)
            if "pg" in sc:
                setting.ready_for(sc)
                row["beside"], row["beside_cpu"] = pgbench(setting, sc["pg"], sc["role"], seconds)
            got[sc["name"]].append(row)
            print(f"  {sc['name']:<28} round {i + 1}: {row['cpu']:6.0f} us {row['rate']:8.0f}/s", file=sys.stderr)
    return {name: {k: statistics.median(r[k] for r in rows) for k in rows[0]} for name, rows in got.items()}


def scale(results):
    """How much more a trivial handler costs here than where the limits were set."""
    trivial = results.get(TRIVIAL)
    return trivial["cpu"] / TRIVIAL_THERE if trivial else 1


def verdict(sc, m, results):
    beside = m.get("beside") or (results[sc["beside"]]["rate"] if sc.get("beside") else None)
    ratio = m["rate"] / beside if beside else None
    # A pair drawn twice is refused, and rightly so: "bad" of enroll says nothing.
    held = m["cpu"] <= sc["cpu"] * scale(results) and (ratio is None or sc.get("ratio") is None or ratio >= sc["ratio"])
    return ratio, "yes" if held and (m["bad"] == 0 or "empties" in sc) else "no"


def table(scenarios, results):
    out = ["| scenario | CPU µs/request | of these app, nginx, PostgreSQL | at most | of that here | req/s | beside | ratio | at least | p99 ms | bad | held |",
           "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for sc in scenarios:
        m = results[sc["name"]]
        ratio, held = verdict(sc, m, results)
        here = f"{sc['cpu'] * scale(results):.0f}" if sc["cpu"] < 1e6 else ""
        beside = f"pgbench {m['beside']:.0f}/s, {m['beside_cpu']:.0f} µs" if "beside" in m else sc.get("beside") or ""
        out.append(f"| {sc['name']} | {m['cpu']:.0f} | {m['app']:.0f}, {m['nginx']:.0f}, {m['pg']:.0f} | {sc['cpu'] if sc['cpu'] < 1e6 else ''} "
                   f"| {here} "
                   f"| {m['rate']:.0f} | {beside} | {'' if ratio is None else f'{ratio:.2f}'} | {sc.get('ratio') or ''} "
                   f"| {m['p99']:.1f} | {m['bad']:.0f} | {held if sc['cpu'] < 1e6 else ''} |")
    return "\n".join(out)


def crowd(setting, name, tokens, paths, seats):
    """Everybody asks once; what became of it is asked of the database."""
    e = {**os.environ, "PATHS": str(paths), "TOKENS": str(tokens), "METHOD": "POST", "ONCE": "1", "THREADS": "2"}
    n = sum(1 for _ in open(tokens))
    begun, before = time.time(), setting.answered()
    p = subprocess.Popen(["wrk", "-t2", "-c256", "-d120s", "--timeout", "20s", "-s", "load.lua", setting.url],
                         env=e, stdout=subprocess.PIPE, text=True)
    while setting.answered() - before < n and p.poll() is None:
        time.sleep(0.05)
    took = time.time() - begun
    p.send_signal(signal.SIGINT)        # wrk's threads have nothing left to ask
    out = p.communicate()[0]
    m = re.search(r"^RESULT (.*)$", out, re.M)
    if not m:
        sys.exit(f"wrk: {out}")
    r = {k: int(v) for k, v in (p.split("=") for p in m.group(1).split())}
    seated, counted = setting.seated()
    ok = seated == counted == seats and r["socket"] + r["timeout"] == 0 and setting.answered() - before >= n and r["p99"] < 250000
    return (f"| {name} | {n} | {seated} of {seats} (counters say {counted}) | {n / took:.0f} | {r['p99'] / 1000:.0f} "
            f"| {r['socket'] + r['timeout']} | {took:.1f} | {'yes' if ok else 'no'} |")


def memory(setting, paths, tokens, requests=100000):
    before = setting.worker_kb("courses")
    done = 0
    while done < requests:
        done += wrk(setting, paths, 5, done + 1, TOKENS=tokens)["requests"]
    after = setting.worker_kb("courses")
    def mb(rows, i):
        return f"{max(r[i] for r in rows) / 1024:.1f} MB"
    return (f"Worker memory, the largest of {len(after)} workers of courses: resident {mb(before, 0)} before and {mb(after, 0)} after "
            f"{done} requests, of which its own share (Pss) is {mb(before, 1)} and {mb(after, 1)} "
            f"(at most 10 MB: {'yes' if max(r[1] for r in after) < 10240 else 'no'}).")


def clean_build(setting):
    folder = pathlib.Path(setting.scratch) / "build"
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    folder.mkdir()
    subprocess.run([f"{setting.source}/configure", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    begun = time.time()
    subprocess.run(["make", "-s", "-j2"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.time() - begun
    return f"Build from clean, `make -j2`: {took:.0f} s (at most 60: {'yes' if took < 60 else 'no'})."


def main():
    p = argparse.ArgumentParser(prog="lyceum bench --", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--seconds", type=int, default=4)
    p.add_argument("--students", type=int, default=50000)
    p.add_argument("--only", help="names of scenarios, separated by commas; or presence, replay, grading or money")
    p.add_argument("--no-crowd", action="store_true", help="leave out rush, memory and build")
    a = p.parse_args()
    setting = Setting(a.students)
    try:
        report(a, setting)
    finally:
        setting.finish()


def report(a, setting):
    setting.prepare()
    if a.only == "presence":
        print(Presence(setting).report())
        return
    if a.only == "replay":
        print(Presence(setting).replay())
        return
    if a.only == "grading":
        print(f"{cores()}; {setting.size()}; medians of {a.rounds} rounds of {a.seconds} s.\n")
        Grading(setting, measure).report(a.rounds, a.seconds)
        return
    if a.only == "money":
        print(f"{cores()}; {setting.size()}; medians of {a.rounds} rounds of {a.seconds} s.\n")
        Money(setting).report(a.rounds, a.seconds)
        return
    scenarios = [s for s in setting.scenarios() if not a.only or s["name"] in a.only.split(",")]
    results = measure(setting, scenarios, a.rounds, a.seconds)
    print(f"{cores()}; {setting.size()}; {CLIENTS} clients; medians of {a.rounds} rounds of {a.seconds} s.\n")
    print(table(scenarios, results))
    if not a.no_crowd:
        print("\n| crowd | requests | seated | req/s | p99 ms | unanswered | s | held |\n| --- | --- | --- | --- | --- | --- | --- | --- |")
        print(crowd(setting, "5,000 for 300 seats", *setting.crowd(5000, 1, 300), 300))
        print(crowd(setting, "28,000 signed in, 3,500 enroll", *setting.crowd(28000, 175, 20), 3500))
        print("\n" + Presence(setting).report())
        print()
        Grading(setting, measure).report(a.rounds, a.seconds)
        print()
        Money(setting).report(a.rounds, a.seconds)
        print("\n" + memory(setting, *setting.reads()))
        print("\n" + clean_build(setting))


if __name__ == "__main__":
    main()
