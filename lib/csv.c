#include "core.h"
#include "arena.h"
#include "buf.h"
#include "csv.h"
#include "text.h"

static const char utf8_mark[] = "\xef\xbb\xbf";

static bool
fail(struct csv *c, const char *why)
{
	if (c->why == NULL)
		c->why = why;
	c->at = c->end;
	return false;
}

/* ---- What kind of file it is */

static bool
starts(const struct csv *c, const char *s, size_t n)
{
	return (size_t)(c->end - c->at) >= n && memcmp(c->at, s, n) == 0;
}

/* With its mark, or by the zeros that Latin letters have in it. */
static bool
is_utf16(const struct csv *c)
{
	return starts(c, "\xff\xfe", 2) || starts(c, "\xfe\xff", 2) ||
	    (c->end - c->at >= 2 && (c->at[0] == '\0') != (c->at[1] == '\0'));
}

static bool
is_separator(char ch)
{
	return ch == ',' || ch == ';' || ch == '\t';
}

static bool
is_line_end(char ch)
{
	return ch == '\n' || ch == '\r';
}

/* Spreadsheets write, and read, "sep=;" as a line of its own. */
static bool
named_separator(struct csv *c)
{
	const char *s = c->at + 4;

	if (!starts(c, "sep=", 4) || s == c->end || !is_separator(*s) ||
	    (s + 1 < c->end && !is_line_end(s[1])))
		return false;
	c->separator = *s;
	c->at = s + 1;
	return true;
}

static char
guess_separator(const struct csv *c)
{
	size_t commas = 0, semicolons = 0, tabs = 0;
	bool quoted = false;

	for (const char *s = c->at; s < c->end; s++) {
		if (*s == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (is_line_end(*s) && commas + semicolons + tabs > 0)
			break;
		commas += *s == ',';
		semicolons += *s == ';';
		tabs += *s == '\t';
	}
	if (tabs > commas && tabs > semicolons)
		return '\t';
	return semicolons > commas ? ';' : ',';
}

void
csv_open(struct csv *c, struct arena *a, const char *s, size_t n)
{
	*c = (struct csv){ .arena = a, .at = s, .end = s + n, .line = 1 };
	c->column = 1;
	c->cells = arena_alloc(a, CSV_COLUMNS_MAX * sizeof(*c->cells));
	if (is_utf16(c)) {
		fail(c, "The file is UTF-16. Save it as CSV in UTF-8.");
		return;
	}
	if (starts(c, utf8_mark, sizeof(utf8_mark) - 1))
		c->at += sizeof(utf8_mark) - 1;
	if (!named_separator(c))
		c->separator = guess_separator(c);
}

/* ---- Cells */

static void
end_line(struct csv *c)
{
	if (*c->at++ == '\r' && c->at < c->end && *c->at == '\n')
		c->at++;
	c->line++;
}

static bool
is_clean(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)s[i];

		if ((ch < 0x20 && ch != '\t' && ch != '\n' && ch != '\r') ||
		    ch == 0x7f)
			return false;
	}
	return true;
}

/* The line of a fault is the one that the cell begins on. */
static bool
check(struct csv *c, const struct csv_cell *cell)
{
	const char *why = NULL;

	if (cell->n > CSV_CELL_MAX)
		why = "The line is too long.";
	else if (!text_is_utf8(cell->s, cell->n))
		why = "This is not UTF-8. Save the file as CSV in UTF-8.";
	else if (!is_clean(cell->s, cell->n))
		why = "There is a control character in it.";
	if (why == NULL)
		return true;
	c->line = cell->line;
	return fail(c, why);
}

static void
read_plain(struct csv *c, struct csv_cell *cell)
{
	const char *s = c->at;

	while (c->at < c->end && *c->at != c->separator &&
	    !is_line_end(*c->at))
		c->at++;
	cell->s = s;
	cell->n = (size_t)(c->at - s);
}

/*
 * From behind the first quotation mark to behind the last; extra is how many
 * bytes are to be taken out.
 */
static bool
find_close(struct csv *c, size_t *extra)
{
	unsigned from = c->line;

	for (; c->at < c->end; c->at++) {
		if (*c->at == '"') {
			if (c->at + 1 == c->end || c->at[1] != '"') {
				c->at++;
				return true;
			}
			c->at++;
			++*extra;
		} else if (*c->at == '\r') {
			c->line++;
			++*extra;
		} else if (*c->at == '\n')
			c->line += c->at[-1] != '\r';
	}
	c->line = from;
	return fail(c, "The quotation mark that opens here is never closed.");
}

/* Doubled quotation marks become one, every end of a line a newline. */
static void
unquote(struct csv *c, struct csv_cell *cell)
{
	char *out = arena_alloc(c->arena, cell->n + 1), *o = out;
	const char *s = cell->s, *end = s + cell->n;

	for (; s < end; s++) {
		if (*s == '\r' && s + 1 < end && s[1] == '\n')
			continue;
		*o = *s;
		if (*o == '\r')
			*o = '\n';
		o++;
		s += *s == '"';
	}
	cell->s = out;
	cell->n = (size_t)(o - out);
}

static bool
read_quoted(struct csv *c, struct csv_cell *cell)
{
	size_t extra = 0;

	cell->s = ++c->at;
	if (!find_close(c, &extra))
		return false;
	cell->n = (size_t)(c->at - 1 - cell->s);
	if (extra > 0 && cell->n <= 4 * CSV_CELL_MAX)
		unquote(c, cell);
	if (c->at == c->end || *c->at == c->separator || is_line_end(*c->at))
		return true;
	c->line = cell->line;
	return fail(c, "There is something behind the closing quotation "
	    "mark.");
}

static bool
read_cell(struct csv *c, struct csv_cell *cell)
{
	cell->line = c->line;
	if (c->at < c->end && *c->at == '"') {
		if (!read_quoted(c, cell))
			return false;
	} else
		read_plain(c, cell);
	return check(c, cell);
}

bool
csv_next(struct csv *c, struct csv_row *row)
{
	while (c->at < c->end && is_line_end(*c->at))
		end_line(c);
	if (c->at == c->end)
		return false;
	*row = (struct csv_row){ .cells = c->cells, .line = c->line };
	for (c->column = 1;; c->column++) {
		if (row->n == CSV_COLUMNS_MAX)
			return fail(c, "There are too many columns.");
		if (!read_cell(c, &c->cells[row->n]))
			return false;
		row->n++;
		if (c->at == c->end)
			return true;
		if (is_line_end(*c->at)) {
			end_line(c);
			return true;
		}
		c->at++;
	}
}

/* ---- Writing */

/* Behind how many apostrophes does a formula start?  -1: there is none. */
static int
formula_at(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] == '\'')
		i++;
	return i < n && memchr("=+-@\t\r", s[i], 6) != NULL ? (int)i : -1;
}

static void
quote(struct buf *b, const char *s)
{
	for (size_t n; *s != '\0'; s += n) {
		n = strcspn(s, "\"");
		buf_add(b, s, n);
		if (s[n] == '"') {
			buf_lit(b, "\"\"");
			n++;
		}
	}
}

void
csv_raw(struct buf *b, const char *s, char separator)
{
	const char special[] = { '"', '\n', '\r', separator, '\0' };

	if (strpbrk(s, special) == NULL) {
		buf_puts(b, s);
		return;
	}
	buf_lit(b, "\"");
	quote(b, s);
	buf_lit(b, "\"");
}

void
csv_text(struct buf *b, const char *s, char separator)
{
	const char special[] = { '"', '\n', '\r', separator, '\0' };
	bool quoted = strpbrk(s, special) != NULL;

	if (quoted)
		buf_lit(b, "\"");
	if (formula_at(s, strlen(s)) >= 0)
		buf_lit(b, "'");
	quote(b, s);
	if (quoted)
		buf_lit(b, "\"");
}

void
csv_plain(struct csv_cell *cell)
{
	if (formula_at(cell->s, cell->n) > 0) {
		cell->s++;
		cell->n--;
	}
}
