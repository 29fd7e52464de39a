/*
 * A file of separated values, or a form with a file: the first byte chooses.
 * What is read of a file is written and read again, and is the same; parts of
 * a form lie in its body.
 */
#include "core.h"

#include "arena.h"
#include "buf.h"
#include "csv.h"
#include "multipart.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct arena arena;

static void
same_again(const struct csv_cell *cell, char separator)
{
	struct csv_row row;
	struct csv c;
	struct buf b;

	buf_init(&b, &arena, 1 << 20);
	buf_printf(&b, "sep=%c\nx%c", separator, separator);
	csv_text(&b, arena_strndup(&arena, cell->s, cell->n), separator);
	csv_open(&c, &arena, b.s, b.n);
	if (!csv_next(&c, &row) || row.n != 2)
		abort();
	csv_plain(&row.cells[1]);
	if (row.cells[1].n != cell->n || (cell->n > 0 && memcmp(row.cells[1].s,
	    cell->s, cell->n) != 0))
		abort();
}

static void
file(const char *s, size_t n)
{
	unsigned line = 0;
	struct csv_row row;
	struct csv c;

	csv_open(&c, &arena, s, n);
	while (csv_next(&c, &row)) {
		if (row.n == 0 || row.line <= line)
			abort();
		line = row.line;
		for (size_t i = 0; i < row.n && i < 4; i++) {
			if (row.cells[i].n > CSV_CELL_MAX ||
			    !text_is_utf8(row.cells[i].s, row.cells[i].n))
				abort();
			/* A quoted return is a newline once it was read. */
			if (memchr(row.cells[i].s, '\r', row.cells[i].n) ==
				NULL &&
			    row.cells[i].n < 1000)
				same_again(&row.cells[i], c.separator);
		}
	}
	if (csv_next(&c, &row))
		abort();
}

static void
form(const char *s, size_t n)
{
	struct multipart m;

	if (!multipart_parse(&m, "multipart/form-data; boundary=b", s, n,
		&arena))
		return;
	for (size_t i = 0; i < m.n; i++)
		if (m.at[i].s < s || m.at[i].n > n ||
		    m.at[i].s + m.at[i].n > s + n ||
		    multipart_get(&m, m.at[i].name) == NULL)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	char *type;

	if (n == 0)
		return 0;
	if (data[0] == 'f')
		form(s + 1, n - 1);
	else if (data[0] == 't') {
		struct multipart m;

		type = arena_strndup(&arena, s + 1, n - 1);
		if (multipart_parse(&m, type, "", 0, &arena))
			abort();
	} else
		file(s + 1, n - 1);
	arena_reset(&arena);
	return 0;
}
