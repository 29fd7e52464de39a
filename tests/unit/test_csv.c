/* Files of separated values, read by line and column, and written. */
#include "core.h"

#include "arena.h"
#include "buf.h"
#include "csv.h"
#include "suite.h"

static struct arena arena;

/* Cells between bars, rows between newlines; then what was wrong, if it was. */
static const char *
read_bytes(const char *s, size_t n)
{
	struct csv_row row;
	struct csv c;
	struct buf b;

	buf_init(&b, &arena, 1 << 20);
	csv_open(&c, &arena, s, n);
	while (csv_next(&c, &row)) {
		for (size_t i = 0; i < row.n; i++) {
			buf_puts(&b, i > 0 ? "|" : b.n > 0 ? "\n" :
			    "");
			buf_add(&b, row.cells[i].s, row.cells[i].n);
		}
	}
	if (c.why != NULL)
		buf_printf(&b, "!%u:%u", c.line, c.column);
	return buf_text(&b);
}

static const char *
read(const char *s)
{
	return read_bytes(s, strlen(s));
}

static void
cells(void)
{
	T_SAME(read(""), "");
	T_SAME(read("a"), "a");
	T_SAME(read("a,b\nc,d\n"), "a|b\nc|d");
	T_SAME(read("a,b\r\nc,d"), "a|b\nc|d");
	T_SAME(read("a,b\rc,d\r"), "a|b\nc|d");
	T_SAME(read("a,\n,b"), "a|\n|b");
	T_SAME(read("a,b,"), "a|b|");
	T_SAME(read("\n\n a , b \n\n\nc,d\n\n"), " a | b \nc|d");
	T_SAME(read("5\" disk,b\"c\"d"), "5\" disk|b\"c\"d");
}

static void
quotes(void)
{
	T_SAME(read("\"a,b\",c"), "a,b|c");
	T_SAME(read("\"\",\"\""), "|");
	T_SAME(read("\"\"\"\",\"x\"\"y\""), "\"|x\"y");
	T_SAME(read("\"a\nb\",c\nd,e"), "a\nb|c\nd|e");
	T_SAME(read("\"a\r\nb\rc\",d"), "a\nb\nc|d");
	T_SAME(read("n;s\n\"Lovelace, Ada\";1,5\n\"Grace; Hopper\";2"),
	    "n|s\nLovelace, Ada|1,5\nGrace; Hopper|2");
}

static void
separators(void)
{
	T_SAME(read("a;b,c;d\n1;2;3"), "a|b,c|d\n1|2|3");
	T_SAME(read("a\tb c\td\n1,5\t;\t3"), "a|b c|d\n1,5|;|3");
	T_SAME(read("sep=;\na,b,c;d"), "a,b,c|d");
	T_SAME(read("sep=\t\r\na,b\tc"), "a,b|c");
	T_SAME(read("sep=,b"), "sep=|b");
	T_SAME(read("\xef\xbb\xbf"
	    "a,b"),
	    "a|b");
	T_SAME(read("\xef\xbb\xbf"
	    "sep=;\na;b"),
	    "a|b");
	T_SAME(read("\"a,,,,b\";c"), "a,,,,b|c");
}

static void
lines(void)
{
	static const char s[] = "a,b\r\n\r\n\"c\nd\",e\n\"\r\n\",f";
	struct csv_row row;
	struct csv c;

	csv_open(&c, &arena, s, sizeof(s) - 1);
	T_TRUE(csv_next(&c, &row));
	T_EQ(row.line, 1);
	T_TRUE(csv_next(&c, &row));
	T_EQ(row.line, 3);
	T_EQ(row.cells[0].line, 3);
	T_EQ(row.cells[1].line, 4);
	T_TRUE(csv_next(&c, &row));
	T_EQ(row.line, 5);
	T_EQ(row.cells[1].line, 6);
	T_FALSE(csv_next(&c, &row));
	T_TRUE(c.why == NULL);
}

static void
faults(void)
{
	T_SAME(read("a,b\nc,\"d\ne"), "a|b!2:2");
	T_SAME(read("a,b\n\"c\"d,e"), "a|b!2:1");
	T_SAME(read("a,b\n\"c\n\n\"d,e"), "a|b!2:1");
	T_SAME(read("a,\xff\n"), "!1:2");
	T_SAME(read("a,b\n1,\xe9t\xe9"), "a|b!2:2");
	T_SAME(read("a,b\n\x01,c"), "a|b!2:1");
	T_SAME(read("a,b\nc,\x7f"), "a|b!2:2");
	T_SAME(read_bytes("abc,\0d", 6), "!1:2");
	T_SAME(read_bytes("\xff\xfe"
	    "a\0,\0",
		   6),
		    "!1:1");
	T_SAME(read_bytes("\xfe\xff\0a", 4), "!1:1");
	T_SAME(read_bytes("a\0,\0", 4), "!1:1");
}

static void
limits(void)
{
	size_t n = CSV_CELL_MAX + 16;
	char *s = arena_alloc(&arena, n + 1);

	memset(s, 'x', n);
	memcpy(s, "a,b\n", 4);
	s[CSV_CELL_MAX + 4] = '\n';
	T_TRUE(strchr(read(s), '!') == NULL);
	s[CSV_CELL_MAX + 4] = 'x';
	T_SAME(read(s), "a|b!2:1");
	s[4] = '"';
	s[n - 1] = '"';
	T_SAME(read(s), "a|b!2:1");
	memset(s, ',', CSV_COLUMNS_MAX + 1);
	s[CSV_COLUMNS_MAX - 1] = '\0';
	T_TRUE(strchr(read(s), '!') == NULL);
	s[CSV_COLUMNS_MAX - 1] = ',';
	s[CSV_COLUMNS_MAX] = '\0';
	T_TRUE(strchr(read(s), '!') != NULL);
}

/* ---- Writing */

static const char *
written(const char *s, char separator)
{
	struct buf b;

	buf_init(&b, &arena, 1 << 16);
	csv_text(&b, s, separator);
	return arena_strdup(&arena, buf_text(&b));
}

static void
writing(void)
{
	T_SAME(written("a", ','), "a");
	T_SAME(written("", ','), "");
	T_SAME(written("a,b", ','), "\"a,b\"");
	T_SAME(written("a,b", ';'), "a,b");
	T_SAME(written("a;b", ';'), "\"a;b\"");
	T_SAME(written("a\"b", ','), "\"a\"\"b\"");
	T_SAME(written("a\nb", ','), "\"a\nb\"");
	T_SAME(written("=1+1", ','), "'=1+1");
	T_SAME(written("+1", ','), "'+1");
	T_SAME(written("-1", ','), "'-1");
	T_SAME(written("@a", ','), "'@a");
	T_SAME(written("\ta", ','), "'\ta");
	T_SAME(written("'=a", ','), "''=a");
	T_SAME(written("'a", ','), "'a");
	T_SAME(written("=a,\"b\"", ','), "\"'=a,\"\"b\"\"\"");
}

/* Whatever is written is read as it was. */
static void
round_trip(void)
{
	static const char *const texts[] = { "", "a", "=1", "'=1", "''-x",
	    "'", "''", "a,b;c\td", "\"", "\"\"", "a\nb", "\t", "@", "'\t",
	    "\xe5\xbc\xa0\xe4\xb8\x89" };
	static const char separators_[] = { ',', ';', '\t' };
	struct csv_row row;
	struct csv c;

	for (size_t i = 0; i < NITEMS(texts); i++)
		for (size_t k = 0; k < NITEMS(separators_); k++) {
			const char *s = arena_printf(&arena, "sep=%c\nx%c%s",
			    separators_[k], separators_[k],
			    written(texts[i], separators_[k]));

			csv_open(&c, &arena, s, strlen(s));
			T_TRUE(csv_next(&c, &row));
			T_EQ(row.n, 2);
			csv_plain(&row.cells[1]);
			T_EQ(row.cells[1].n, strlen(texts[i]));
			T_TRUE(memcmp(row.cells[1].s, texts[i],
				   row.cells[1].n) == 0);
		}
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "cells", cells },
		{ "quotation marks", quotes },
		{ "separators", separators },
		{ "lines", lines },
		{ "faults", faults },
		{ "limits", limits },
		{ "writing", writing },
		{ "round trip", round_trip },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("csv", tests);

	arena_free(&arena);
	return status;
}
