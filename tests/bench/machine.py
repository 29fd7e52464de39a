"""machine.py - what processes have used, from /proc."""
import glob
import os


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def cores():
    models = {line.split(":", 1)[1].strip() for line in read("/proc/cpuinfo").splitlines() if line.startswith("model name")}
    n = read("/proc/cpuinfo").count("processor\t:")
    return f"{n} cores, {', '.join(sorted(models)) or 'unknown'}"


def parents():
    up = {}
    for f in glob.glob("/proc/[0-9]*/stat"):
        try:
            s = read(f)
        except OSError:
            continue
        up[int(s.split(" ", 1)[0])] = int(s.rsplit(")", 1)[1].split()[1])
    return up


def below(root, up):
    for p in up:
        q = p
        while q and q != root:
            q = up.get(q, 0)
        if q == root:
            yield p


def ended(pid):
    """CPU µs of a process's children that have ended: pgbench's backends."""
    t = read(f"/proc/{pid}/stat").rsplit(")", 1)[1].split()
    return (int(t[13]) + int(t[14])) * 1e6 / os.sysconf("SC_CLK_TCK")


class Tree(dict):
    """CPU µs of each process below one, itself included."""

    def __init__(self, root, up=None):
        super().__init__()
        for p in below(root, up or parents()):
            t = 0
            for f in glob.glob(f"/proc/{p}/task/*/schedstat"):
                try:
                    t += int(read(f).split()[0])
                except OSError:
                    pass
            self[p] = t / 1000

    def since(self, before):
        return sum(v - before.get(p, 0) for p, v in self.items())


class Trees(dict):
    """Several trees by name; since() gives the µs of each."""

    def __init__(self, roots):
        up = parents()
        super().__init__()
        for name, pids in roots.items():
            t = Tree(-1, up)
            for pid in pids:
                t.update(Tree(pid, up))
            self[name] = t

    def since(self, before):
        return {name: t.since(before[name]) for name, t in self.items()}


def resident_kb(pid):
    """All that is resident, and the process's share of it (Pss): library pages
    that every worker maps count once among them."""
    got = {line.split()[0]: int(line.split()[1]) for line in read(f"/proc/{pid}/smaps_rollup").splitlines()[1:]}
    return got["Rss:"], got["Pss:"]


def children(pid):
    return [p for p, q in parents().items() if q == pid]
