"""grading.py - grids, saving, importing, transcripts and the reference of totals.

Courses of its own: a grid of 200 students and 40 assignments, one of 5,000
and 50, one of 2,000 and 50 that a file fills.  What an earlier run left is
taken away first.  Where times are absolute, the median of several counts.
"""
import http.client
import json
import pathlib
import re
import statistics
import subprocess
import threading
import time
import urllib.parse

from presence import ids
from setting import bench_id

GRIDS = {"2": (200, 40), "3": (5000, 50), "4": (2000, 50)}      # kind of id: students, assignments
TEACHERS = 100
QUERIES = ["gradebook_head", "gradebook_categories", "gradebook_steps", "gradebook_roster", "gradebook_marks"]


def percentile(times, p):
    return sorted(times)[min(len(times) - 1, int(len(times) * p / 100))]


class Grading:
    def __init__(self, setting, measure):
        self.s, self.measure = setting, measure
        self.where = urllib.parse.urlsplit(setting.url)

    # ---- Data

    def grid(self, kind, students, assignments, graded):
        """A course in four categories; one mark in twelve is late, missing or excused."""
        s, course = self.s, bench_id(kind, 1)
        seats = min(students, 500)      # more cannot enroll in a course; a grid can have more
        s.sql(f"""insert into academics.courses (id, school_id, code, name, capacity, waitlist_limit, credits, semester, year)
            values ('{course}', '{s.school}', 'QGR00{kind}', 'A grid of the benchmark', {seats}, 0, 3, '{s.semester}', {s.year})
            on conflict (id) do nothing""")
        s.empty(kind)
        s.sql(f"""begin;
            alter table grading.grades disable trigger user;
            delete from grading.grades where course_id = '{course}';
            delete from grading.assignments where course_id = '{course}';
            delete from grading.categories where course_id = '{course}';
            insert into academics.enrollments (school_id, student_id, course_id, status, enrolled_at)
            select '{s.school}', {ids('1')}, '{course}', 'enrolled', now() from generate_series(1, {students}) n;
            update academics.courses set enrolled_count = {seats} where id = '{course}';
            insert into grading.categories (school_id, course_id, name, weight, drop_lowest, position)
            select '{s.school}', '{course}', 'Category ' || n, 0.25, n % 2, n from generate_series(0, 3) n;
            insert into grading.assignments (school_id, course_id, name, type, max_score, weight, position, category_id, late_per_day)
            select '{s.school}', '{course}', 'Assignment ' || n, 'homework', 100, 1, n, k.id, 10
              from generate_series(1, {assignments}) n
              join grading.categories k on k.course_id = '{course}' and k.position = n % 4;
            insert into grading.grades (school_id, course_id, enrollment_id, student_id, graded_by, score, max_score, weight,
                assignment_name, assignment_type, state, days_late)
            select e.school_id, e.course_id, e.id, e.student_id, e.student_id,
                   case x.n when 0 then 0 when 1 then null else round((hashtext(e.id::text || a.name) & 1023) % 201 / 2.0, 1) end, 100, 1, a.name, a.type,
                   case x.n when 0 then 'missing' when 1 then 'excused' else 'graded' end, case x.n when 2 then 2 else 0 end
              from academics.enrollments e
              join grading.assignments a on a.course_id = e.course_id
             cross join lateral (select (hashtext(a.name || e.id::text) & 1023) % 36 as n) x
             where e.course_id = '{course}' and {graded};
            alter table grading.grades enable trigger user;
            commit""")

    def prepare(self):
        for kind, (students, assignments) in GRIDS.items():
            if kind != "4":
                self.grid(kind, students, assignments, "true")
        self.s.sql("vacuum analyze grading.grades")
        self.s.sql("vacuum analyze academics.enrollments")
        self.s.sql("checkpoint")
        admin = self.s.sql(f"select id from identity.users where school_id = '{self.s.school}' and role = 'admin' order by id limit 1")
        self.s.sql(f"""delete from identity.sessions where user_agent = 'bench of grading';
            insert into identity.sessions (user_id, school_id, kind, secret_sha256, csrf_key, user_agent, idle_expires_at)
            values ('{admin}', '{self.s.school}', 'browser', sha256(convert_to('bench-secret-admin', 'UTF8')),
                    decode('000102030405060708090a0b0c0d0e0f', 'hex'), 'bench of grading', now() + interval '10 hours')""")

    # ---- Asking

    def connection(self):
        return http.client.HTTPConnection(self.where.hostname, self.where.port, timeout=120)

    def ask(self, c, method, path, body=None, kind="text/csv"):
        """Milliseconds, and what was answered; the API by token, pages by cookie."""
        head = {"Authorization": "Bearer " + self.token} if path.startswith("/api/") else {"Cookie": "session=bench-secret-admin"}
        if body is not None:
            head["Content-Type"] = kind
        begun = time.perf_counter()
        c.request(method, path, body, head)
        r = c.getresponse()
        data = r.read()
        took = (time.perf_counter() - begun) * 1000
        if r.status >= 300:
            raise SystemExit(f"{method} {path}: {r.status} {data[:400]!r}")
        return took, data

    def alone(self, path, times):
        c = self.connection()
        self.ask(c, "GET", path)
        got = [self.ask(c, "GET", path) for _ in range(times)]
        return [t for t, _ in got], len(got[-1][1])

    def paced(self, path, threads, each, pause):
        """Some readers, each of whom asks, waits for the answer, and then a while."""
        times = []

        def reader(n):
            c = self.connection()
            time.sleep(pause * n / threads)
            for _ in range(each):
                begun = time.perf_counter()
                times.append(self.ask(c, "GET", path)[0])
                time.sleep(max(0, pause - time.perf_counter() + begun))
        all_ = [threading.Thread(target=reader, args=(n,)) for n in range(threads)]
        for t in all_:
            t.start()
        for t in all_:
            t.join()
        return times

    # ---- What is measured

    def pipeline(self):
        """The statements of a gradebook as pgbench sends them: one round trip."""
        text = "\\startpipeline\n"
        for name in QUERIES:
            path = self.s.query("grading", name, course_id=f"'{bench_id('2', 1)}'", school_id=f"'{self.s.school}'",
                                me=f"'{bench_id(1, 1)}'", my_role="'admin'")
            text += path.read_text(encoding="utf-8").rstrip() + "\n"
        return self.s.write("grading.pipeline", [text + "\\endpipeline"])

    def grid_json(self, rounds, seconds):
        s = self.s
        path = s.write("grid", [f"/api/v1/grades/course/{bench_id('2', 1)}"])
        sc = dict(name="grid", paths=path, tokens=s.files / "admins", cpu=1e9, role="lyceum_grades", pg=self.pipeline())
        m = self.measure(s, [sc], rounds, seconds)["grid"]
        ratio = m["rate"] / m["beside"]
        return (f"| grid of 200 × 40, JSON, 32 clients | {m['cpu'] / 1000:.0f} ms of CPU: {m['app'] / 1000:.0f} app, {m['nginx'] / 1000:.0f} nginx, "
                f"{m['pg'] / 1000:.0f} PostgreSQL; pgbench {m['beside']:.0f}/s, {m['beside_cpu'] / 1000:.0f} ms | {m['rate']:.0f}/s, {ratio:.2f} of it "
                f"| at least 0.7 | {'yes' if ratio >= 0.7 and m['bad'] == 0 else 'no'} |")

    def row(self, name, of, times, limit, p=99):
        got = percentile(times, p) if p else statistics.median(times)
        return f"| {name} | {of} | {'p' + str(p) if p else 'median'} {got:.0f} ms | under {limit} ms | {'yes' if got < limit else 'no'} |"

    def save(self, each=20, pause=500):
        """A hundred teachers, each at a course of their own, save a cell twice a second."""
        s = self.s
        rows = s.sql(f"""select distinct on (c.teacher_id) c.teacher_id, g.id, g.max_score
              from academics.courses c join grading.grades g on g.course_id = c.id and g.state = 'graded'
             where c.school_id = '{s.school}' and c.semester = '{s.semester}' and c.year = {s.year} and c.teacher_id is not null
             order by c.teacher_id, g.id limit {TEACHERS}""").splitlines()
        rows = [r.split("|") for r in rows]
        tokens = s.mint("graders", [f"{t} {s.school} teacher" for t, _, _ in rows]).read_text().split()
        lines = []
        for i in range(each):
            for n, (_, grade, most) in enumerate(rows):
                at = 500 + i * pause + n * pause // len(rows)
                score = (i + 1) * float(most) / (each + 1)
                lines.append(f"{n} {at} {tokens[n]} /api/v1/grades/{grade} {{\"score\":{score:.2f}}}\n")
        out = subprocess.run([f"{s.build}/tests/bench/volley", s.url, "PUT"], input="".join(lines), check=True,
                             capture_output=True, text=True).stdout
        r = {k: int(v) for k, v in (x.split("=") for x in out.split()[1:])}
        ok = r["p99"] < 20000 and r["good"] == r["requests"]
        return (f"| one cell saved, {len(rows)} teachers, {len(rows) * 1000 // pause}/s together | {r['good']} of {r['requests']} saved "
                f"| p50 {r['p50'] / 1000:.1f} ms, p99 {r['p99'] / 1000:.1f} ms | p99 under 20 ms | {'yes' if ok else 'no'} |")

    def importing(self):
        students, assignments = GRIDS["4"]
        self.grid("4", students, assignments, "false")
        s, course = self.s, bench_id("4", 1)
        numbers = s.sql(f"""select u.student_number from academics.enrollments e join identity.users u on u.id = e.student_id
             where e.course_id = '{course}' order by 1""").splitlines()
        head = "student_number," + ",".join(f"Assignment {n + 1}" for n in range(assignments))
        text = head + "\n" + "".join(f"{number}," + ",".join(str((i * 7 + n * 13) % 101) for n in range(assignments)) + "\n"
                                     for i, number in enumerate(numbers))
        c, path = self.connection(), f"/api/v1/grades/course/{course}/import"
        dry, _ = self.ask(c, "POST", path + "?dry_run=true", text)
        took, answer = self.ask(c, "POST", path, text)
        got = int(s.sql(f"select count(*) from grading.grades where course_id = '{course}'"))
        said = json.loads(answer).get("new")
        ok = took < 10000 and got == said == students * assignments
        return (f"| import of {got} grades, {len(text) // 1024} kB | {said} new; looked at first in {dry / 1000:.1f} s | {took / 1000:.1f} s "
                f"| under 10 s | {'yes' if ok else 'no'} |")

    def transcript(self):
        one = self.s.sql(f"""select f.student_id from grading.finals f where f.school_id = '{self.s.school}'
             group by 1 order by count(*) desc, 1 limit 1""")
        times, size = self.alone(f"/students/{one}/transcript.pdf", 50)
        return self.row("transcript as PDF", f"{size // 1024} kB, one at a time", times, 50)

    def random_books(self):
        """tests/unit/test_total.c: the engine beside a reference, monotony, order."""
        source = pathlib.Path(self.s.source, "tests/unit/test_total.c").read_text(encoding="utf-8")
        n = int(re.search(r"#define BOOKS\s+(\d+)", source).group(1))
        subprocess.run(["make", "-s", "-C", self.s.build, "tests/unit/test_total"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun = time.time()
        ok = subprocess.run([f"{self.s.build}/tests/unit/test_total"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
        return (f"| random gradebooks, each property | {n}, in {time.time() - begun:.0f} s | {'all hold' if ok else 'not all hold'} "
                f"| at least 100000 | {'yes' if ok and n >= 100000 else 'no'} |")

    def report(self, rounds, seconds):
        self.prepare()
        self.s.tokens()
        self.token = (self.s.files / "admins").read_text().split()[0]
        small, large = bench_id("2", 1), bench_id("3", 1)
        print("| grading | of | got | wanted | held |\n| --- | --- | --- | --- | --- |", flush=True)
        print(self.grid_json(rounds, seconds), flush=True)
        print(self.row("page of 200 × 40", "4 readers, 8 pages a second", self.paced(f"/grades/course/{small}", 4, 40, 0.5), 60), flush=True)
        for name, path in ("JSON", f"/api/v1/grades/course/{large}"), ("page", f"/grades/course/{large}"):
            times, size = self.alone(path, 5)
            print(self.row(f"5,000 × 50, {name}", f"{size / 1e6:.1f} MB, one at a time", times, 1000, None), flush=True)
        for one in self.save, self.importing, self.transcript, self.random_books:
            print(one(), flush=True)
