"""setting.py - the Lyceum that is measured: its data, tokens and helpers."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request

from machine import children, resident_kb

POOLS = ["auth", "signin", "courses", "grades", "beacon", "payments"]
PEOPLE = 28000          # students of the benchmark, beside the seeded ones
COURSES = 200           # that they enroll in

# A course's gradebook as one plain statement: join, aggregate and sort in SQL.
GRADEBOOK = """select e.student_id, p.full_name, g.id, g.assignment_name, g.assignment_type, g.score, g.max_score, g.weight,
       round(100 * sum(g.weight * g.score / g.max_score) over w / nullif(sum(g.weight) over w, 0), 2) as average
  from academics_api.enrollments e
  join identity_api.people p on p.id = e.student_id
  left join grading.grades g on g.enrollment_id = e.id
 where e.course_id = :course_id and e.status in ('enrolled', 'completed')
window w as (partition by e.id)
 order by p.full_name, e.student_id, g.assignment_name"""


def bench_id(kind, n):
    return f"00000000-000{kind}-7000-8000-{n:012x}"


class Setting:
    def __init__(self, students):
        env = os.environ
        self.url, self.run, self.conf = env["LYCEUM_URL"], env["LYCEUM_RUN"], env["LYCEUM_CONF"]
        self.build, self.source = env["LYCEUM_BUILDDIR"], env["LYCEUM_SRCDIR"]
        self.ctl, self.students = env["LYCEUMCTL"].split(), students
        self.scratch = tempfile.mkdtemp(prefix="lyceum-bench.")
        self.files = pathlib.Path(self.scratch)
        self.state = pathlib.Path(self.conf).parent
        self.conf_text = pathlib.Path(self.conf).read_text(encoding="utf-8")
        self.cached = True
        self.own = []

    # ---- The database

    def sql(self, text, role="lyceum"):
        return subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-U", role, "lyceum", "-c", text],
                              check=True, capture_output=True, text=True).stdout.strip()

    def one(self, text):
        return self.sql(text).splitlines()[0].split("|")

    def size(self):
        return self.sql("select format('%s users, %s courses, %s enrollments, %s grades', "
                        "(select count(*) from identity.users), (select count(*) from academics.courses), "
                        "(select count(*) from academics.enrollments), (select count(*) from grading.grades))")

    def prepare(self):
        if self.sql("select count(*) from identity.users") == "0":
            subprocess.run([*self.ctl, "seed", "--students", str(self.students)], check=True)
        self.school, self.semester, self.year = self.one(
            "select s.id, k.semester, k.year from academics.schools s, academics.current_term(s.id) k "
            "order by s.code limit 1")
        self.people()
        self.courses("c", COURSES, 500)
        self.pick()
        self.tokens()
        self.cookies()
        self.trivial()

    def people(self):
        self.sql(f"""insert into identity.users (id, school_id, email, password_hash, role, full_name, student_number)
            select ('00000000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{self.school}', 'bench' || n || '@example.org', '*',
                   'student', 'Bench Student ' || n, 'BENCH' || n
              from generate_series(1, {PEOPLE}) n on conflict do nothing""")

    def courses(self, kind, n, capacity):
        """Courses without meetings, that nothing clashes with; all earlier ones of the kind are emptied."""
        self.sql(f"""insert into academics.courses (id, school_id, code, name, capacity, waitlist_limit, credits, semester, year)
            select ('00000000-000{kind}-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{self.school}',
                   'Q' || upper('{kind}') || chr(65 + n / 1000) || lpad((n % 1000)::text, 3, '0'), 'A course of the benchmark',
                   {capacity}, 0, 3, '{self.semester}', {self.year} from generate_series(1, {n}) n
            on conflict (id) do nothing""")
        self.empty(kind)

    def empty(self, kind):
        self.sql(f"""delete from academics.enrollments where course_id::text like '00000000-000{kind}-%';
            update academics.courses set enrolled_count = 0, waitlist_count = 0 where id::text like '00000000-000{kind}-%'""")
        self.sql("vacuum analyze academics.enrollments")
        self.sql("vacuum analyze academics.courses")
        self.sql("checkpoint")

    def seated(self):
        return tuple(int(x) for x in self.one(
            f"""select (select count(*) from academics.enrollments where status = 'enrolled' and course_id::text like '00000000-000{self.kind}-%'),
                   (select sum(enrolled_count) from academics.courses where id::text like '00000000-000{self.kind}-%')"""))

    def answered(self):
        """How many requests to enroll were ever answered, whatever the answer."""
        with urllib.request.urlopen(f"{self.url}/metrics") as f:
            lines = f.read().decode().splitlines()
        return sum(float(x.rsplit(" ", 1)[1]) for x in lines if x.startswith("http_requests_total{") and "/courses/{id}/enroll\"" in x)

    # ---- What is asked, and by whom

    def pick(self):
        where = f"school_id = '{self.school}' and semester = '{self.semester}' and year = {self.year}"
        ids = self.sql(f"select id from academics.courses where {where} order by id limit 500").splitlines()
        self.write("course", [f"/api/v1/courses/{i}" for i in ids])
        self.course_id = ids[0]
        books = self.sql("select course_id from grading.grades group by 1 having count(distinct enrollment_id) between 18 and 26 "
                         "order by count(*) desc, 1 limit 200").splitlines()
        self.book_id = books[len(books) // 2]
        self.write("book", [f"/api/v1/grades/course/{i}" for i in books])
        self.write("ping", ["/courses/health/live"])
        term = f"semester={self.semester}&year={self.year}&limit=50"
        self.write("list", [f"/api/v1/courses?{term}"])
        self.write("page", [f"/courses?{term}"])
        self.write("enroll", [f"/api/v1/courses/{bench_id('c', n)}/enroll" for n in range(1, COURSES + 1)])

    def write(self, name, lines):
        path = self.files / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def mint(self, name, people):
        out = subprocess.run([f"{self.build}/tests/bench/mint", self.setting("keys_dir"), self.setting("base_url")],
                             input="\n".join(people) + "\n", capture_output=True, text=True, check=True).stdout
        return self.write(name, out.split())

    def setting(self, key):
        for line in self.conf_text.splitlines():
            k, _, v = line.partition("=")
            if k.strip() == key:
                return v.strip()
        raise SystemExit(f"{self.conf} has no {key}")

    def tokens(self):
        admin = self.sql(f"select id from identity.users where school_id = '{self.school}' and role = 'admin' order by id limit 1")
        self.mint("admins", [f"{admin} {self.school} admin"] * 32)
        self.mint("students", [f"{bench_id(1, n)} {self.school} student" for n in range(1, 4001)])
        self.minted = time.time()

    def cookies(self):
        self.sql(f"""delete from identity.sessions where user_agent = 'bench';
            insert into identity.sessions (user_id, school_id, kind, secret_sha256, csrf_key, user_agent, idle_expires_at)
            select ('00000000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '{self.school}', 'browser',
                   sha256(convert_to('bench-secret-' || n, 'UTF8')), decode('000102030405060708090a0b0c0d0e0f', 'hex'), 'bench', now() + interval '10 hours'
              from generate_series(1, 32) n""")
        self.write("cookies", [f"bench-secret-{n}" for n in range(1, 33)])

    # ---- The machine's own limits

    def script(self, name, text, **values):
        for k, v in values.items():
            text = text.replace(f":{k}", v)
        return self.write(name, [text.rstrip().rstrip(";") + ";"])

    def query(self, schema, name, **values):
        text = pathlib.Path(self.source, "sql", schema, "queries", f"{name}.sql").read_text(encoding="utf-8")
        text = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        head = "".join(f"\\set {k} {v}\n" for k, v in values.items() if str(v).startswith("random"))
        for k, v in sorted(values.items(), key=lambda kv: -len(kv[0])):
            if not str(v).startswith("random"):
                text = text.replace(f":{k}", v)
        return self.write(f"{schema}.{name}", [head + text.rstrip().rstrip(";") + ";"])

    def trivial(self):
        sock, port = f"{self.scratch}/trivial.sock", int(self.url.rsplit(":", 1)[1]) + 1000
        conf = self.write("trivial.conf", [f"run_dir = {self.scratch}", "workers = 4", "secure_cookies = no"])
        nginx = self.write("nginx.conf", [f"""pid {self.scratch}/nginx.pid; error_log {self.scratch}/nginx.log; worker_processes 1;
events {{ worker_connections 4096; }}
http {{ access_log off; client_body_temp_path {self.scratch}/b; proxy_temp_path {self.scratch}/p; fastcgi_temp_path {self.scratch}/f;
 uwsgi_temp_path {self.scratch}/u; scgi_temp_path {self.scratch}/s; keepalive_requests 100000;
 upstream t {{ server unix:{sock} max_fails=0; }}
 server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ fastcgi_pass t; fastcgi_pass_request_headers off; fastcgi_buffer_size 64k; fastcgi_buffers 8 64k;
  fastcgi_keep_conn on; fastcgi_param REQUEST_METHOD $request_method; fastcgi_param REQUEST_URI $request_uri;
  fastcgi_param HTTP_AUTHORIZATION $http_authorization; }} }} }}"""])
        self.own.append(subprocess.Popen([f"{self.build}/tests/bench/trivial", "--config", str(conf), "--pool", "trivial"],
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self.own.append(subprocess.Popen(["nginx", "-p", self.scratch, "-e", f"{self.scratch}/nginx.log", "-c", str(nginx), "-g", "daemon off;"]))
        self.trivial_url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            if subprocess.run(["curl", "-fso", "/dev/null", self.trivial_url], check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise SystemExit("the trivial handler does not answer")

    # ---- Processes

    def pid(self, name):
        return int(pathlib.Path(self.run, f"{name}.pid").read_text(encoding="utf-8").split()[0])

    def postgres(self):
        return int((self.state / "pg" / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def roots(self, sc):
        if sc.get("trivial"):
            return {"app": [self.own[0].pid], "nginx": [self.own[1].pid], "pg": []}
        return {"app": [self.pid(p) for p in POOLS], "nginx": [self.pid("nginx")], "pg": [self.postgres()]}

    def worker_kb(self, pool):
        return [resident_kb(p) for p in children(self.pid(pool))]

    def cache(self, on):
        if on == self.cached:
            return
        text = self.conf_text if on else self.conf_text + '\n[courses]\nmemcached_socket = ""\nretire_after = 1000000\n'
        pathlib.Path(self.conf).write_text(text, encoding="utf-8")
        old = set(children(self.pid("courses")))
        os.kill(self.pid("courses"), signal.SIGHUP)
        while old & set(children(self.pid("courses"))) or len(children(self.pid("courses"))) < len(old):
            time.sleep(0.05)
        self.cached = on

    def ready_for(self, sc):
        if not sc.get("trivial"):
            self.cache(sc.get("cached", False))
        if time.time() - self.minted > 300:     # a token lives for 900
            self.tokens()
        if sc.get("empties"):
            self.empty(sc["empties"])

    # ---- What is measured

    def scenarios(self):
        f = self.files
        term = dict(school_id=f"'{self.school}'", semester=f"'{self.semester}'", year=str(self.year), limit="51",
                    after_key="''", is_page="false", me=f"'{bench_id(1, 1)}'")
        enroll = dict(student_id="(('00000000-0001-7000-8000-' || lpad(to_hex(:s::int), 12, '0')))",
                      student_number="null", waitlist="null", school_id=f"'{self.school}'", my_role="'admin'", me="null",
                      id="(('00000000-000c-7000-8000-' || lpad(to_hex(:c::int), 12, '0'))::uuid)", s="random(1, 4000)", c=f"random(1, {COURSES})")
        return [
            dict(name="ping", paths=f / "ping", cpu=32),
            dict(name="a trivial handler", paths=f / "course", tokens=f / "admins", url=self.trivial_url, trivial=True, cpu=1e9),
            dict(name="course", paths=f / "course", tokens=f / "admins", cpu=75, ratio=0.55, role="lyceum_courses",
                 pg=self.query("academics", "course_get", id=f"'{self.course_id}'", school_id=f"'{self.school}'")),
            dict(name="course, cached", paths=f / "course", tokens=f / "admins", cached=True, cpu=60, ratio=0.6, beside="a trivial handler"),
            dict(name="list of 50", paths=f / "list", tokens=f / "admins", cpu=300, ratio=0.75, role="lyceum_courses",
                 pg=self.query("academics", "courses_term", **term)),
            dict(name="gradebook", paths=f / "book", tokens=f / "admins", cpu=280, ratio=1.0, role="lyceum",
                 pg=self.script("gradebook.sql", GRADEBOOK, course_id=f"'{self.book_id}'")),
            dict(name="enroll", paths=f / "enroll", tokens=f / "students", method="POST", empties="c", cpu=430, ratio=0.65,
                 role="lyceum_courses", pg=self.query("academics", "enroll", **enroll)),
            dict(name="page of 50", paths=f / "page", cookies=f / "cookies", cpu=270, ratio=1.0, beside="list of 50"),
        ]

    def reads(self):
        self.cache(False)
        self.tokens()
        return self.files / "course", self.files / "admins"

    def crowd(self, people, courses, seats):
        self.kind = "d" if courses == 1 else "e"
        self.courses(self.kind, courses, seats)
        tokens = self.mint(f"crowd-{people}", [f"{bench_id(1, n)} {self.school} student" for n in range(1, people + 1)])
        paths = self.write(f"crowd-paths-{people}", [f"/api/v1/courses/{bench_id(self.kind, 1 + n * 7919 % courses)}/enroll" for n in range(people)])
        return tokens, paths

    def finish(self):
        self.cache(True)
        for p in self.own:
            p.terminate()
            p.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)
