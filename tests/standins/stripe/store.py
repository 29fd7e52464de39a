"""Everything the stand-in knows, in one SQLite file.

One connection under one lock: a call is one transaction, with its events and
what is replayed under its Idempotency-Key.
"""

import json
import secrets
import sqlite3
import string
import threading
import time

LETTERS = string.ascii_letters + string.digits

TABLES = """
create table if not exists objects (
    seq integer primary key autoincrement, id text not null unique,
    kind text not null, created integer not null, customer text,
    intent text, parent text, deleted integer not null default 0,
    body text not null);
create index if not exists objects_kind on objects (kind, created, seq);
create index if not exists objects_intent on objects (intent, kind);
create index if not exists objects_customer on objects (customer, kind);
create index if not exists objects_parent on objects (parent, kind);
create table if not exists keys (
    key text primary key, asked text not null, status integer not null,
    body text not null, request_id text not null);
create table if not exists calls (
    seq integer primary key autoincrement, at real not null,
    method text not null, path text not null, key text, params text,
    status integer, fault text, request_id text, replayed integer);
create table if not exists deliveries (
    seq integer primary key autoincrement, event text not null,
    place real not null, due real not null, tries integer not null default 0,
    status integer, done integer not null default 0);
create index if not exists deliveries_due on deliveries (done, due);
create table if not exists faults (
    seq integer primary key autoincrement, path text not null,
    n integer not null, kind text not null);
create table if not exists settings (name text primary key, value text);
"""


def new_id(prefix, n=24):
    return prefix + "_" + "".join(secrets.choice(LETTERS) for _ in range(n))


def now():
    return int(time.time())


class Store:
    def __init__(self, path):
        self.lock = threading.RLock()
        self.depth = 0
        self.changed = threading.Event()    # there may be something to send
        self.request = (None, None)         # id and key of the call
        self.db = sqlite3.connect(path, check_same_thread=False,
                                  isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(
            "pragma journal_mode=wal; pragma synchronous=off;" + TABLES)

    # One transaction; nested ones are part of the first.
    def __enter__(self):
        self.lock.acquire()
        self.depth += 1
        if self.depth == 1:
            self.db.execute("begin immediate")
        return self

    def __exit__(self, kind, why, trace):
        self.depth -= 1
        if self.depth == 0:
            # A declined card is an answer: what came of it stays.
            kept = kind is None or getattr(why, "kept", False)
            self.db.execute("commit" if kept else "rollback")
            self.changed.set()
        self.lock.release()
        return False

    def rows(self, sql, *args):
        with self.lock:
            return self.db.execute(sql, args).fetchall()

    def run(self, sql, *args):
        with self:
            return self.db.execute(sql, args)

    # ---- Objects

    def add(self, obj, **links):
        self.run("insert into objects (id, kind, created, customer, intent,"
                 " parent, body) values (?,?,?,?,?,?,?)",
                 obj["id"], links.pop("kind", None) or obj["object"],
                 obj.get("created", now()), self.link(obj, "customer"),
                 links.get("intent") or self.link(obj, "payment_intent"),
                 links.get("parent"), json.dumps(obj))
        return obj

    @staticmethod
    def link(obj, name):
        value = obj.get(name)
        return value if isinstance(value, str) else None

    def save(self, obj):
        self.run("update objects set body = ?, customer = ? where id = ?",
                 json.dumps(obj), self.link(obj, "customer"), obj["id"])
        return obj

    def remove(self, id_):
        self.run("update objects set deleted = 1 where id = ?", id_)

    def get(self, id_, kind=None):
        rows = self.rows("select body from objects where id = ? and not deleted"
                         " and kind = coalesce(?, kind)", id_, kind)
        return json.loads(rows[0]["body"]) if rows else None

    def was(self, id_):
        return bool(self.rows("select 1 from objects where id = ? and deleted",
                              id_))

    def all(self, kind, where="1", *args):
        rows = self.rows("select body from objects where kind = ? and not"
                         f" deleted and {where} order by seq", kind, *args)
        return [json.loads(r["body"]) for r in rows]

    def page(self, kind, where, args, limit):
        rows = self.rows(
            "select body from objects where kind = ? and not deleted and "
            + where + " limit ?", kind, *args, limit + 1)
        return [json.loads(r["body"]) for r in rows]

    def place(self, id_):
        rows = self.rows("select created, seq from objects where id = ?", id_)
        return tuple(rows[0]) if rows else None

    # ---- Settings

    def setting(self, name, default=None):
        rows = self.rows("select value from settings where name = ?", name)
        return json.loads(rows[0]["value"]) if rows else default

    def set(self, name, value):
        self.run("insert into settings values (?, ?) on conflict (name)"
                 " do update set value = excluded.value", name,
                 json.dumps(value))

    def wipe(self):
        with self:
            for table in ("objects", "keys", "calls", "deliveries", "faults",
                          "settings"):
                self.run(f"delete from {table}")
