#include "core.h"

#include <sys/stat.h>

#include <errno.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "copy.h"
#include "csv.h"
#include "ctl.h"
#include "num.h"
#include "oneroster.h"

#define SQL_MAX	(64 * 1024)
#define FAULTS_SHOWN	100

struct run {
	struct ctl	*ctl;
	struct copy	*db;
	const char	*sql, *school, *term, *dir, *capacity, *credits;
	bool		 metadata, dry;
};

/* ---- Statements, which are files, as the migrations are */

static const char *
statement(struct run *r, const char *name)
{
	const char *path = arena_printf(&r->ctl->arena, "%s/oneroster/%s.sql",
	    r->sql, name);
	char *s = arena_alloc(&r->ctl->arena, SQL_MAX);
	FILE *f = fopen(path, "re");
	size_t n = f == NULL ? 0 : fread(s, 1, SQL_MAX - 1, f);

	if (f != NULL)
		fclose(f);
	if (n > 0 && n < SQL_MAX - 1)
		return s;
	r->ctl->status = ctl_fail(r->ctl, "%s cannot be read; say --sql DIR",
	    path);
	return NULL;
}

static bool
db_failed(struct run *r, const char *what)
{
	r->ctl->status = ctl_db_failed(r->ctl, r->db, what);
	r->db = NULL;
	return false;
}

static bool
run_file(struct run *r, const char *name)
{
	const char *sql = statement(r, name);

	if (sql == NULL)
		return false;
	return copy_run(r->db, sql) || db_failed(r, name);
}

/* "fall-2026" */
static bool
read_term(struct run *r, const char **semester, const char **year)
{
	static const char *const semesters[] = { "spring", "summer", "fall" };
	int64_t y;

	*semester = *year = NULL;
	if (r->term == NULL)
		return true;
	for (size_t i = 0; i < NITEMS(semesters); i++) {
		size_t n = strlen(semesters[i]);

		if (strncmp(r->term, semesters[i], n) == 0 &&
		    r->term[n] == '-' &&
		    num_read(r->term + n + 1, 2000, 2100, &y)) {
			*semester = semesters[i];
			*year = r->term + n + 1;
			return true;
		}
	}
	r->ctl->status = ctl_usage(r->ctl, "--term is like fall-2026, not %s",
	    r->term);
	return false;
}

/* The connection, and what the statements know of this run. */
static bool
start(struct run *r)
{
	const char *params[5] = { NULL };

	if (!read_term(r, &params[1], &params[2]))
		return false;
	params[3] = r->capacity;
	params[4] = r->credits;
	r->db = ctl_db(r->ctl);
	if (r->db == NULL)
		return false;
	params[0] = ctl_school(r->ctl, r->db, &r->school);
	if (params[0] == NULL)
		return false;
	return copy_ask(r->db, "create temporary table run as select "
	    "$1::uuid as school, $2::text as semester, $3::int as year, "
	    "$4::int as capacity, $5::int as credits", params, 5) ||
	    db_failed(r, "the school cannot be read");
}

static int
end(struct run *r, bool ok)
{
	copy_close(r->db);
	return ok ? CTL_OK : r->ctl->status == CTL_OK ? CTL_FAILED :
	    r->ctl->status;
}

/* ---- Export */

/* The lines of RFC 4180 end in CR LF. */
static bool
write_file(struct run *r, const char *name, const struct buf *b)
{
	const char *path = arena_printf(&r->ctl->arena, "%s/%s.csv", r->dir,
	    name);
	FILE *f = fopen(path, "we");
	bool ok = f != NULL && !b->broken &&
	    fwrite(b->s, 1, b->n, f) == b->n;

	if (f != NULL && fclose(f) != 0)
		ok = false;
	if (!ok)
		r->ctl->status = ctl_fail(r->ctl, "%s: %s", path,
		    strerror(errno));
	return ok;
}

static bool
export_file(struct run *r, const struct or_file *f, struct arena *a)
{
	const char *sql = statement(r, arena_printf(a, "export/%s", f->name));
	const struct or_column *c = f->columns;
	int n = 0;
	struct buf b;

	if (sql == NULL)
		return false;
	if (!copy_ask(r->db, sql, NULL, 0))
		return db_failed(r, f->name);
	buf_init(&b, a, (size_t)128 * 1024 * 1024);
	for (; c[n].name != NULL && (r->metadata || !or_is_meta(&c[n])); n++)
		buf_printf(&b, "%s%s", n == 0 ? "" : ",", c[n].name);
	for (int row = 0; row < copy_rows(r->db); row++)
		for (int i = 0; i < n; i++) {
			buf_puts(&b, i == 0 ? "\r\n" : ",");
			csv_raw(&b, copy_at(r->db, row, i), ',');
		}
	buf_lit(&b, "\r\n");
	ctl_step("%s.csv: %d rows", f->name, copy_rows(r->db));
	return write_file(r, f->name, &b);
}

static bool
export_manifest(struct run *r)
{
	size_t n;
	const char *const *names = or_manifest(&n);
	struct buf b;

	buf_init(&b, &r->ctl->arena, 64 * 1024);
	buf_lit(&b, "propertyName,value\r\nmanifest.version,1.0\r\n"
		    "oneroster.version," OR_VERSION "\r\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "file.%s,%s\r\n", names[i],
		    or_file_named(names[i], strlen(names[i])) == NULL ?
			"absent" :
			"bulk");
	buf_printf(&b, "source.systemName,Lyceum\r\nsource.systemCode,%s\r\n",
	    r->school);
	return write_file(r, "manifest", &b);
}

static bool
export_all(struct run *r)
{
	size_t n;
	const struct or_file *files = or_files(&n);
	bool ok;

	if (mkdir(r->dir, 0700) != 0 && errno != EEXIST) {
		r->ctl->status = ctl_fail(r->ctl, "%s: %s", r->dir,
		    strerror(errno));
		return false;
	}
	/* Personal data: for whoever writes it alone. */
	umask(077);
	ok = copy_run(r->db, "begin isolation level repeatable read") ?
	    run_file(r, "export/prepare") :
	    db_failed(r, "the school cannot be read");
	for (size_t i = 0; ok && i < n; i++) {
		struct arena a = { 0 };

		ok = export_file(r, &files[i], &a);
		arena_free(&a);
	}
	return ok && export_manifest(r);
}

int
cmd_oneroster_export(struct ctl *c, char **argv)
{
	struct run r = { .ctl = c, .sql = PKGDATADIR "/sql" };
	const struct opt opts[] = {
		{ "school", "CODE", "which, where there are several",
		    &r.school, NULL },
		{ "out", "DIR", "where to; made if it is not there", &r.dir,
		    NULL },
		{ "term", "TERM", "only this one, like fall-2026", &r.term,
		    NULL },
		{ "metadata", NULL, "with columns of our own, " OR_META "*",
		    NULL, &r.metadata },
		{ "sql", "DIR", "the statements (" PKGDATADIR "/sql)", &r.sql,
		    NULL },
	};
	bool ok;

	if (!opt_read(c, argv, opts, NITEMS(opts)))
		return c->status;
	if (r.dir == NULL)
		return ctl_usage(c, "say --out DIR");
	ok = start(&r) && export_all(&r);
	if (ok)
		ctl_step_done("school %s written to %s", r.school, r.dir);
	return end(&r, ok);
}

/* ---- Import */

/* Every column of the table that refers to a row of some kind. */
static bool
check_references(struct run *r, const struct or_file *f)
{
	struct arena *a = &r->ctl->arena;

	for (const struct or_column *c = f->columns; c->name != NULL; c++) {
		const char *params[] = { f->name, c->name, c->of };
		bool several = strchr(c->rule, 'R') != NULL;
		const char *col = or_sql_name(a, c);

		if (!several && strchr(c->rule, 'r') == NULL)
			continue;
		if (!copy_ask(r->db, arena_printf(a,
		    "insert into faults select $1, x.line, $2, "
		    "format('There is no %%s \"%%s\".', "
		    "replace($3, '_', ' '), v) from in_%s x, "
		    "regexp_split_to_table(x.%s, %s) v where v <> '' and not "
		    "exists (select from known k where k.kind = $3 "
		    "and k.sourced_id = v)", f->name, col,
		    several ? "'\\s*,\\s*'" : "'^$'"), params, 3))
			return db_failed(r, f->name);
	}
	return true;
}

static bool
check_files(struct run *r)
{
	size_t n;
	const struct or_file *files = or_files(&n);
	struct arena *a = &r->ctl->arena;

	for (size_t i = 0; i < n; i++) {
		const char *params[] = { files[i].name, files[i].kind };

		if (!copy_ask(r->db, arena_printf(a,
		    "with twice as (select line, c_sourcedId, min(line) over "
		    "(partition by c_sourcedId) as first from in_%s "
		    "where c_sourcedId <> ''), f as (insert into faults "
		    "select $1, line, 'sourcedId', format('Line %%s has it "
		    "already.', first) from twice where line > first) "
		    "insert into known select $2, c_sourcedId from twice "
		    "on conflict do nothing", files[i].name), params, 2))
			return db_failed(r, files[i].name);
	}
	for (size_t i = 0; i < n; i++)
		if (!check_references(r, &files[i]))
			return false;
	return true;
}

/* True: nothing is wrong so far; otherwise each fault has been said. */
static bool
faultless(struct run *r)
{
	int n;

	if (!copy_ask(r->db, "select file, line, col, words from faults "
	    "order by array_position('{manifest,academicSessions,orgs,courses,"
	    "classes,users,roles,enrollments,categories,lineItems,results,"
	    "scoreScales}', file), line, col, words", NULL, 0))
		return db_failed(r, "the files cannot be checked");
	n = copy_rows(r->db);
	for (int i = 0; i < n && i < FAULTS_SHOWN; i++) {
		const char *line = copy_at(r->db, i, 1);
		const char *column = copy_at(r->db, i, 2);

		fprintf(stderr, "%s.csv%s%s%s%s: %s\n", copy_at(r->db, i, 0),
		    strcmp(line, "0") == 0 ? "" : ", line ",
		    strcmp(line, "0") == 0 ? "" : line,
		    *column == '\0' ? "" : ", ", column, copy_at(r->db, i, 3));
	}
	if (n == 0)
		return true;
	r->ctl->status = ctl_fail(r->ctl, "%d error%s%s; nothing was written",
	    n, n == 1 ? "" : "s", n > FAULTS_SHOWN ?
	    ", of which these are the first" : "");
	return false;
}

static bool
tell(struct run *r)
{
	if (!copy_ask(r->db, "select words, sum(added), sum(changed), "
	    "sum(same) from tally group by words order by min(no)", NULL, 0))
		return db_failed(r, "the files cannot be counted");
	printf("%-14s %8s %8s %8s\n", "", "new", "changed", "same");
	for (int i = 0; i < copy_rows(r->db); i++)
		printf("%-14s %8s %8s %8s\n", copy_at(r->db, i, 0),
		    copy_at(r->db, i, 1), copy_at(r->db, i, 2),
		    copy_at(r->db, i, 3));
	if (!copy_ask(r->db, "select words from notes order by 1", NULL, 0))
		return db_failed(r, "the files cannot be counted");
	for (int i = 0; i < copy_rows(r->db); i++)
		printf("note: %s\n", copy_at(r->db, i, 0));
	return true;
}

static bool
import_all(struct run *r)
{
	static const char *const steps[] = { "import/prepare",
		"import/sessions", "import/users", "import/courses",
		"import/enrollments", "import/lineItems", "import/results",
		"import/finish" };

	if (!copy_run(r->db, "begin"))
		return db_failed(r, "nothing was written");
	if (!run_file(r, "import/tables"))
		return false;
	ctl_step("reading %s", r->dir);
	if (!or_read(&r->ctl->arena, r->db, r->dir))
		return db_failed(r, r->dir);
	for (size_t i = 0; i < NITEMS(steps); i++) {
		ctl_step("%s", steps[i]);
		if (!run_file(r, steps[i]) || (i == 0 && !check_files(r)) ||
		    !faultless(r))
			return false;
	}
	if (!tell(r))
		return false;
	return copy_run(r->db, r->dry ? "rollback" : "commit") ||
	    db_failed(r, "nothing was written");
}

/* The folder is the one argument that is no option; take it out. */
static const char *
take_folder(char **argv)
{
	const char *dir = NULL;
	char **to = argv;

	for (char **a = argv; *a != NULL; a++) {
		bool option = strncmp(*a, "-", 1) == 0;

		if (!option && dir == NULL) {
			dir = *a;
			continue;
		}
		*to++ = *a;
		if (option && strchr(*a, '=') == NULL && a[1] != NULL &&
		    strcmp(*a, "--dry-run") != 0 && strcmp(*a, "--help") != 0)
			*to++ = *++a;
	}
	*to = NULL;
	return dir;
}

int
cmd_oneroster_import(struct ctl *c, char **argv)
{
	struct run r = { .ctl = c, .sql = PKGDATADIR "/sql",
		.capacity = "40", .credits = "3" };
	const struct opt opts[] = {
		{ "school", "CODE", "which, where there are several",
		    &r.school, NULL },
		{ "dry-run", NULL, "say what would happen", NULL, &r.dry },
		{ "capacity", "N", "seats of a new class (40)", &r.capacity,
		    NULL },
		{ "credits", "N", "of a new course (3)", &r.credits, NULL },
		{ "sql", "DIR", "the statements (" PKGDATADIR "/sql)", &r.sql,
		    NULL },
	};
	int64_t n;
	bool ok;

	r.dir = take_folder(argv);
	if (!opt_read(c, argv, opts, NITEMS(opts)) ||
	    !opt_number(c, "capacity", r.capacity, 1, 500, &n) ||
	    !opt_number(c, "credits", r.credits, 1, 6, &n))
		return c->status;
	if (r.dir == NULL)
		return ctl_usage(c, "say which folder");
	ok = start(&r) && import_all(&r);
	if (ok)
		ctl_step_done("%s: %s school %s", r.dir, r.dry ?
		    "a dry run, nothing was written into" : "imported into",
		    r.school);
	return end(&r, ok);
}
