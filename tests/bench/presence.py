"""presence.py - a class that signs, proofs of beacons, and closing sessions.

Its sessions, beacons and devices follow from their numbers; frames.c has the
same rules.  Everything of an earlier run is taken away first.
"""
import base64
import hashlib
import hmac
import re
import subprocess
import time

from setting import bench_id

SESSIONS, STUDENTS, PER_FRAME = 32, 500, 32


def secret(what, n):
    return hashlib.sha256(f"{what} {n}".encode()).digest()


def ids(kind, name="n"):
    return f"('00000000-000{kind}-7000-8000-' || lpad(to_hex({name}), 12, '0'))::uuid"


class Presence:
    def __init__(self, setting):
        self.s = setting
        self.like = "::text like '00000000-000%s-7000-8000-%%'"

    def frames(self, *args):
        return subprocess.run([f"{self.s.build}/tests/bench/frames", *map(str, args)], check=True,
                              capture_output=True, text=True).stdout

    def volley(self, lines, alongside=None):
        """Send them; what others do meanwhile is stopped afterwards."""
        p = subprocess.Popen(alongside, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) if alongside else None
        out = subprocess.run([f"{self.s.build}/tests/bench/volley", self.s.url], input="".join(lines), check=True,
                             capture_output=True, text=True).stdout
        if p:
            p.terminate()
            p.wait()
        return {k: int(v) for k, v in (x.split("=") for x in out.split()[1:])}

    def clear(self):
        self.s.sql(f"""delete from beacon.proofs where session_id{self.like % 'a'};
            delete from attendance.records where session_id{self.like % 'a'};
            delete from attendance.signatures where session_id{self.like % 'a'};
            update beacon.state set last_seq = 0, last_step = 0, chain = decode(repeat('00', 32), 'hex') where beacon_id{self.like % 'b'};
            update academics.sessions set closed_at = null where id{self.like % 'a'}""")
        self.s.sql("vacuum analyze attendance.signatures")

    def prepare(self):
        """One course with all students, a session at each beacon, now."""
        s = self.s
        s.courses("f", 1, STUDENTS)
        course = bench_id("f", 1)
        keys = self.frames("keys", f"{s.scratch}/keys", SESSIONS + STUDENTS).split()
        s.sql(f"""delete from beacon.tokens where beacon_id{self.like % 'b'};
            delete from beacon.proofs where session_id{self.like % 'a'};
            delete from beacon.state where beacon_id{self.like % 'b'};
            delete from beacon.keys where beacon_id{self.like % 'b'};
            delete from beacon.beacons where id{self.like % 'b'};
            delete from identity.devices where id{self.like % '9'};
            delete from attendance.records where session_id{self.like % 'a'};
            delete from attendance.signatures where session_id{self.like % 'a'};
            delete from attendance.secrets where session_id{self.like % 'a'};
            delete from academics.sessions where id{self.like % 'a'};
            insert into academics.enrollments (school_id, student_id, course_id, status, enrolled_at)
            select '{s.school}', {ids('1')}, '{course}', 'enrolled', now() from generate_series(1, {STUDENTS}) n
                on conflict do nothing;
            update academics.courses set enrolled_count = {STUDENTS} where id = '{course}';
            insert into academics.sessions (id, school_id, course_id, starts_at, ends_at, closing_delay_minutes)
            select {ids('a')}, '{s.school}', '{course}', now() - interval '1 minute', now() + interval '3 hours', 120
              from generate_series(1, {SESSIONS}) n;
            insert into attendance.secrets (session_id, secret)
            select {ids('a')}, sha256(convert_to('session ' || n, 'UTF8')) from generate_series(1, {SESSIONS}) n;
            insert into beacon.beacons (id, school_id, name) select {ids('b')}, '{s.school}', 'Bench ' || n from generate_series(1, {SESSIONS}) n;
            insert into beacon.state (beacon_id) select {ids('b')} from generate_series(1, {SESSIONS}) n;
            insert into beacon.tokens (token_sha256, beacon_id, key_id, expires_at)
            select sha256(convert_to('bench-beacon-' || n, 'UTF8')), {ids('b')}, 1, now() + interval '3 hours' from generate_series(1, {SESSIONS}) n;
            insert into beacon.keys (beacon_id, key_id, public_key, totp_key)
            select {ids('b')}, 1, decode(k, 'hex'), sha256(convert_to('room ' || n, 'UTF8'))
              from unnest(string_to_array('{",".join(keys[:SESSIONS])}', ',')) with ordinality u (k, n0), lateral (select n0::int as n) i;
            insert into identity.devices (id, school_id, user_id, name, public_key, flash_key, bound_by)
            select {ids('9')}, '{s.school}', {ids('1')}, 'Bench', decode(k, 'hex'), sha256(convert_to('flash ' || n, 'UTF8')), {ids('1')}
              from unnest(string_to_array('{",".join(keys[SESSIONS:])}', ',')) with ordinality u (k, n0), lateral (select n0::int as n) i;
            update academics.schools set students_before_teacher = true where id = '{s.school}'""")

    def counted(self, table, where=""):
        return int(self.s.sql(f"select count(*) from attendance.{table} where session_id{self.like % 'a'} {where}"))

    # ---- What is measured

    def proofs(self):
        self.clear()
        made = self.frames("make", f"{self.s.scratch}/keys", SESSIONS, STUDENTS, PER_FRAME).splitlines(keepends=True)
        r = self.volley(made)
        n = SESSIONS * STUDENTS
        rate = n / r["us"] * 1e6
        limit = self.writes()
        ok = self.counted("signatures", "and status = 'accepted'") == n and rate >= min(3000, 0.5 * limit)
        return (f"| proofs of beacons, {PER_FRAME} a frame | {n} | {rate:.0f}/s | 3000/s, or half of {limit:.0f}/s "
                f"(pgbench of the same writes) | {r['p99'] / 1000:.0f} ms a frame | {'yes' if ok else 'no'} |")

    def writes(self):
        """What pgbench makes of a proof's rows alone: signature, record, event."""
        script = self.s.write("presence.sql", [f"""begin;
insert into attendance.signatures (school_id, session_id, person_id, method, status) values ('{self.s.school}', gen_random_uuid(), gen_random_uuid(), 'flashlight', 'accepted');
insert into attendance.records (school_id, course_id, student_id, session_id, date, status) values ('{self.s.school}', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), current_date, 'present');
insert into platform.outbox (school_id, type, object_id, payload) values ('{self.s.school}', 'Bench', gen_random_uuid(), '{{}}');
commit;"""])
        out = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", "32", "-j", "1", "-T", "3", "-f", str(script), "-U", "lyceum", "lyceum"],
                             capture_output=True, text=True, check=True).stdout
        self.s.sql(f"""delete from platform.outbox where type = 'Bench';
            delete from attendance.signatures s where school_id = '{self.s.school}' and method = 'flashlight' and beacon_id is null;
            delete from attendance.records r where not exists (select from academics.courses c where c.id = r.course_id)""")
        return float(re.search(r"tps = ([\d.]+)", out).group(1))

    def code(self, n, at):
        session = bytes.fromhex(bench_id("a", n).replace("-", ""))
        body = session + int(at // 5).to_bytes(4, "big")
        mac = hmac.new(secret("session", n), b"LYCQ1" + body, hashlib.sha256).digest()[:12]
        return base64.urlsafe_b64encode(body + mac).rstrip(b"=").decode()

    def sign(self, tokens, seconds=10):
        """500 students scan within ten seconds; codes are made for the moment that each is sent."""
        self.clear()
        begun, lines = time.time(), []
        for i in range(STUDENTS):
            at = int(i * seconds * 1000 / STUDENTS)
            code = self.code(1, begun + at / 1000)
            lines.append(f"{i % 64} {at} {tokens[i]} /api/v1/signatures {{\"session_id\":\"{bench_id('a', 1)}\",\"method\":\"qr\",\"code\":\"{code}\"}}\n")
        others = ["wrk", "-t1", "-c8", f"-d{seconds + 2}s", "-s", "load.lua", self.s.url]
        r = self.volley(lines, ["env", f"PATHS={self.s.files / 'list'}", f"TOKENS={self.s.files / 'admins'}", *others])
        signed = self.counted("signatures", "and status = 'accepted'")
        records = self.counted("records", "and status = 'present'")
        ok = signed == records == STUDENTS and r["unanswered"] == 0 and r["p99"] < 150000
        return (f"| a class of {STUDENTS} signs in {seconds} s, others at work | {STUDENTS} | {signed} signatures, {records} records "
                f"| all, p99 < 150 ms | p99 {r['p99'] / 1000:.0f} ms | {'yes' if ok else 'no'} |")

    def close(self, sessions=2000, students=40):
        """One statement a batch, whatever the number of sessions."""
        self.clear()
        s = self.s
        s.courses("b", 1, students)
        course = bench_id("b", 1)
        s.sql(f"""delete from attendance.records where session_id{self.like % '8'};
            delete from academics.sessions where id{self.like % '8'};
            insert into academics.enrollments (school_id, student_id, course_id, status, enrolled_at)
            select '{s.school}', {ids('1')}, '{course}', 'enrolled', now() from generate_series(1, {students}) n on conflict do nothing;
            update academics.courses set enrolled_count = {students} where id = '{course}';
            insert into academics.sessions (id, school_id, course_id, starts_at, ends_at)
            select {ids('8')}, '{s.school}', '{course}', now() - interval '2 hours', now() - interval '1 hour' from generate_series(1, {sessions}) n""")
        begun = time.time()
        subprocess.run([*s.ctl, "close-sessions"], check=True, stdout=subprocess.DEVNULL)
        took = time.time() - begun
        absent = int(s.sql(f"select count(*) from attendance.records where status = 'absent' and session_id{self.like % '8'}"))
        s.sql(f"""delete from attendance.records where session_id{self.like % '8'}; delete from academics.sessions where id{self.like % '8'}""")
        ok = absent == sessions * students and took < 10
        return f"| close-sessions | {sessions} × {students} | {absent} absences | under 10 s | {took:.1f} s | {'yes' if ok else 'no'} |"

    def replay(self, portions=13, students=250, times=10):
        """More than 100,000 proofs, each sent ten times at once: each counts once.

        In portions, as a frame is good for half a minute only."""
        self.prepare()
        n = SESSIONS * students
        for i in range(portions):
            self.clear()
            made = self.frames("make", f"{self.s.scratch}/keys", SESSIONS, students, PER_FRAME).splitlines(keepends=True)
            copies = [f"{int(line.split(' ', 1)[0]) + k * SESSIONS} {line.split(' ', 1)[1]}" for k in range(times) for line in made]
            r = self.volley(copies)
            got = self.counted("signatures", "and status = 'accepted'")
            print(f"  portion {i + 1}: {got} of {n} accepted, {r['good']} of {r['requests']} frames answered 2xx, {r['unanswered']} unanswered", flush=True)
            if got != n or self.counted("records", "and status = 'present'") != n or r["good"] != len(made):
                raise SystemExit("a proof was lost, or counted twice")
        return f"{portions * n} proofs, each sent {times} times at once: each was accepted once."

    def report(self):
        self.prepare()
        tokens = self.s.mint("class", [f"{bench_id(1, n)} {self.s.school} student" for n in range(1, STUDENTS + 1)]).read_text().split()
        return "\n".join(["| presence | of | done | at least | took | held |", "| --- | --- | --- | --- | --- | --- |",
                          self.sign(tokens), self.proofs(), self.close()])
