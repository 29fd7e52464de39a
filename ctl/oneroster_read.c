#include "core.h"

#include <sys/stat.h>

#include <errno.h>

#include "arena.h"
#include "buf.h"
#include "copy.h"
#include "csv.h"
#include "oneroster.h"

#define FILE_MAX	((size_t)96 * 1024 * 1024)
#define FAULTS_MAX	10000u		/* that are kept */
#define COLUMNS_MAX	32u		/* of a file that we know */

/* What is wrong is kept until the rows are in: one COPY at a time. */
struct fault {
	struct fault	*next;
	const char	*file, *column, *words;
	unsigned	 line;
};

struct reader {
	struct arena		*a, text, row;	/* of all, a file, a row */
	struct copy		*db;
	const char		*dir;
	struct fault		*faults;
	unsigned		 nfaults;
	const struct or_file	*file;
	size_t			 ncolumns;
	int			 place[CSV_COLUMNS_MAX];
	bool			 there[COLUMNS_MAX];
};

static void
fault(struct reader *r, const char *file, unsigned line, const char *column,
    const char *words)
{
	struct fault *f;

	if (r->nfaults++ >= FAULTS_MAX)
		return;
	f = arena_alloc(r->a, sizeof(*f));
	*f = (struct fault){ r->faults, file, column, words, line };
	r->faults = f;
}

static void
note(struct reader *r, const char *words)
{
	copy_ask(r->db, "insert into notes values ($1)", &words, 1);
}

/* NULL: it is read into r->text; otherwise what is wrong. */
static const char *
slurp(struct reader *r, FILE *f, struct csv *csv)
{
	struct stat st;
	char *text;
	size_t n;

	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode))
		return "It is not a file that can be read.";
	if ((uintmax_t)st.st_size > FILE_MAX)
		return "The file is larger than 96 MB.";
	text = arena_alloc(&r->text, (size_t)st.st_size + 1);
	n = fread(text, 1, (size_t)st.st_size, f);
	if (ferror(f) != 0)
		return "It cannot be read to its end.";
	csv_open(csv, &r->text, text, n);
	return NULL;
}

static bool
load(struct reader *r, const char *name, struct csv *csv)
{
	FILE *f = fopen(arena_printf(r->a, "%s/%s.csv", r->dir, name), "re");
	const char *why = f != NULL ? NULL : errno == ENOENT ?
	    "The file is missing." : strerror(errno);

	arena_reset(&r->text);
	if (f != NULL) {
		why = slurp(r, f, csv);
		fclose(f);
	}
	if (why != NULL)
		fault(r, name, 0, "", why);
	return why == NULL;
}

/* ---- The manifest */

static bool
cell_is(const struct csv_cell *cell, const char *s)
{
	return cell->n == strlen(s) && memcmp(cell->s, s, cell->n) == 0;
}

static void
check_version(struct reader *r, const struct csv_row *row, const char *what,
    const char *want)
{
	if (cell_is(&row->cells[1], want))
		return;
	fault(r, "manifest", row->line, "value", arena_printf(r->a,
	    "The %s is %.*s; Lyceum reads %s.", what,
	    (int)(row->cells[1].n > 40 ? 40 : row->cells[1].n),
	    row->cells[1].s, want));
}

/* "file.users,bulk": is that ours to read? */
static void
manifest_file(struct reader *r, const struct csv_row *row, bool *wanted)
{
	const char *name = row->cells[0].s + 5;
	const struct or_file *f = or_file_named(name, row->cells[0].n - 5);
	const struct or_file *all = or_files(&(size_t){ 0 });

	if (cell_is(&row->cells[1], "absent"))
		return;
	if (!cell_is(&row->cells[1], "bulk"))
		fault(r, "manifest", row->line, "value",
		    cell_is(&row->cells[1], "delta") ?
		    "Lyceum reads bulk files, and this one is a delta." :
		    "It is bulk or absent.");
	else if (f != NULL)
		wanted[f - all] = true;
	else
		note(r, arena_printf(r->a, "%.*s.csv is not read",
		    (int)(row->cells[0].n - 5), name));
}

static void
read_manifest(struct reader *r, bool *wanted)
{
	bool manifest = false, version = false;
	struct csv_row row;
	struct csv csv = { 0 };

	if (!load(r, "manifest", &csv))
		return;
	if (!csv_next(&csv, &row) || row.n < 2 ||
	    !cell_is(&row.cells[0], "propertyName") ||
	    !cell_is(&row.cells[1], "value")) {
		fault(r, "manifest", 1, "", csv.why != NULL ? csv.why :
		    "Its first line is propertyName,value.");
		return;
	}
	while (csv_next(&csv, &row)) {
		if (row.n < 2)
			fault(r, "manifest", row.line, "value",
			    "It must not be empty.");
		else if (cell_is(&row.cells[0], "manifest.version")) {
			check_version(r, &row, "manifest's version", "1.0");
			manifest = true;
		} else if (cell_is(&row.cells[0], "oneroster.version")) {
			check_version(r, &row, "version of OneRoster",
			    OR_VERSION);
			version = true;
		} else if (row.cells[0].n > 5 &&
		    memcmp(row.cells[0].s, "file.", 5) == 0)
			manifest_file(r, &row, wanted);
	}
	if (csv.why != NULL)
		fault(r, "manifest", csv.line, "", csv.why);
	else if (!manifest || !version)
		fault(r, "manifest", 0, "propertyName", manifest ?
		    "There is no oneroster.version." :
		    "There is no manifest.version.");
}

/* ---- Columns */

static void
place_column(struct reader *r, const struct csv_cell *cell, size_t i)
{
	const struct or_column *c = r->file->columns;
	size_t k = 0;

	r->place[i] = -1;
	while (k < r->ncolumns && !cell_is(cell, c[k].name))
		k++;
	if (k < r->ncolumns && !r->there[k]) {
		r->place[i] = (int)k;
		r->there[k] = true;
	} else if (k < r->ncolumns || cell->n < 9 ||
	    memcmp(cell->s, "metadata.", 9) != 0)
		fault(r, r->file->name, cell->line, arena_strndup(r->a,
		    cell->s, cell->n > 60 ? 60 : cell->n), k < r->ncolumns ?
		    "The column comes twice." :
		    "OneRoster has no such column here.");
}

/* How many cells it has; 0: the rows are not worth reading. */
static size_t
read_header(struct reader *r, struct csv *csv)
{
	const struct or_column *c = r->file->columns;
	struct csv_row row;
	bool whole = true;

	if (!csv_next(csv, &row)) {
		fault(r, r->file->name, 1, "", csv->why != NULL ? csv->why :
		    "The file is empty.");
		return 0;
	}
	for (size_t i = 0; i < row.n; i++)
		place_column(r, &row.cells[i], i);
	for (size_t k = 0; k < r->ncolumns; k++)
		if (c[k].rule[0] == '!' && !r->there[k]) {
			fault(r, r->file->name, 1, c[k].name,
			    "The column is missing.");
			whole = false;
		}
	return whole ? row.n : 0;
}

/* ---- Rows */

static const char *
make_table(struct reader *r)
{
	struct buf make, into;

	buf_init(&make, r->a, 8192);
	buf_init(&into, r->a, 8192);
	buf_printf(&make, "create temporary table in_%s (line int",
	    r->file->name);
	buf_printf(&into, "in_%s (line", r->file->name);
	for (size_t k = 0; k < r->ncolumns; k++) {
		const char *name = or_sql_name(r->a, &r->file->columns[k]);

		buf_printf(&make, ", %s text not null", name);
		buf_printf(&into, ", %s", name);
	}
	buf_lit(&make, ")");
	buf_lit(&into, ")");
	return copy_run(r->db, buf_text(&make)) ? buf_text(&into) : NULL;
}

/* A cell that is wrong is said, and left empty, so that SQL may read it. */
static void
put_row(struct reader *r, const struct csv_row *row)
{
	const char *cells[COLUMNS_MAX] = { NULL };

	arena_reset(&r->row);
	for (size_t i = 0; i < row->n; i++)
		if (r->place[i] >= 0)
			cells[r->place[i]] = arena_strndup(&r->row,
			    row->cells[i].s, row->cells[i].n);
	copy_int(r->db, row->line);
	for (size_t k = 0; k < r->ncolumns; k++) {
		const struct or_column *c = &r->file->columns[k];
		const char *s = cells[k] == NULL ? "" : cells[k];
		const char *why = or_cell_wrong(c, s);

		if (why != NULL)
			fault(r, r->file->name, row->line, c->name, why);
		copy_text(r->db, why == NULL ? s : "");
	}
	copy_row(r->db);
}

static bool
read_rows(struct reader *r, struct csv *csv, size_t header)
{
	const char *into = make_table(r);
	struct csv_row row;

	if (into == NULL || !copy_begin(r->db, into))
		return false;
	while (header > 0 && csv_next(csv, &row)) {
		if (row.n > header)
			fault(r, r->file->name, row.line, "",
			    "The line has more cells than the first one.");
		put_row(r, &row);
	}
	if (header > 0 && csv->why != NULL)
		fault(r, r->file->name, csv->line, "", csv->why);
	return copy_end(r->db) >= 0;
}

/* One file into its table, which is there, and empty, also without it. */
static bool
read_one(struct reader *r, const struct or_file *f, bool wanted)
{
	size_t header = 0;
	struct csv csv = { 0 };

	r->file = f;
	for (r->ncolumns = 0; f->columns[r->ncolumns].name != NULL;
	     r->ncolumns++)
		r->there[r->ncolumns] = false;
	if (wanted && load(r, f->name, &csv))
		header = read_header(r, &csv);
	return read_rows(r, &csv, header);
}

static bool
keep_faults(struct reader *r)
{
	if (!copy_begin(r->db, "faults (file, line, col, words)"))
		return false;
	for (const struct fault *f = r->faults; f != NULL; f = f->next) {
		copy_text(r->db, f->file);
		copy_int(r->db, f->line);
		copy_text(r->db, f->column);
		copy_text(r->db, f->words);
		copy_row(r->db);
	}
	return copy_end(r->db) >= 0;
}

bool
or_read(struct arena *a, struct copy *db, const char *dir)
{
	struct reader r = { .a = a, .db = db, .dir = dir };
	bool wanted[COLUMNS_MAX] = { false }, ok = true;
	size_t n;
	const struct or_file *files = or_files(&n);

	read_manifest(&r, wanted);
	for (size_t i = 0; ok && i < n; i++)
		ok = read_one(&r, &files[i], wanted[i]);
	ok = ok && keep_faults(&r);
	arena_free(&r.text);
	arena_free(&r.row);
	return ok;
}
