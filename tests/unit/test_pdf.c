/*
 * What other programs read in our documents: pdftotext the words of four
 * scripts, zbarimg the code; both are skipped where they are not installed.
 */
#include "core.h"
#include <unistd.h>
#include "arena.h"
#include "buf.h"
#include "pdf.h"
#include "qr.h"
#include "unit/suite.h"

#define URL "https://example.org/verify/ABCD-EFGH-JKMN-PQRS"

#define LODZ	"\xc5\x81\xc3\xb3\x64\xc5\xba"

static struct arena a;
static char *folder;

static const struct pdf_column columns[] = {
	{ "Code", 20, false },
	{ "Course", 60, false },
	{ "Credits", 20, true },
};

/* Greek, Cyrillic, Arabic; ligatures; and what markup would be. */
static const char *const names[] = {
	"\xce\x91\xce\xbd\xce\xac\xce\xbb\xcf\x85\xcf\x83\xce\xb7",
	"\xd0\x90\xd0\xbd\xd0\xb0\xd0\xbb\xd0\xb8\xd0\xb7",
	"\xd8\xaa\xd8\xad\xd9\x84\xd9\x8a\xd9\x84",
	"\xc3\x89l\xc3\xa8ve office fluid",
	"<b>&amp;</b> 100 %s",
};

static void
draw(struct pdf *p, void *arg)
{
	const int *rows = arg;

	pdf_text(p, PDF_TITLE, "Transcript \xe2\x80\x94 Zo\xc3\xab");
	pdf_pairs(p, (const char *const[]){ "School", LODZ, "Nothing", NULL,
	    NULL });
	pdf_table(p, columns, NITEMS(columns));
	for (int i = 0; i < *rows; i++) {
		const char *cells[NITEMS(columns)] = { NULL,
			names[(size_t)i % NITEMS(names)], "3" };

		cells[0] = arena_printf(&a, "C%d.", i);
		pdf_row(p, PDF_TEXT, cells);
	}
	pdf_table_end(p);
	pdf_gap(p, 10);
	pdf_qr(p, URL, (const char *const[]){ "Verify", URL, NULL });
}

static bool
made(int rows, struct buf *out)
{
	const struct pdf_about about = {
		.title = "A title",
		.author = "Us",
		.footer = "The footer",
		.made = 1700000000,
	};

	buf_init(out, &a, (size_t)8 * 1024 * 1024);
	return pdf_write(&about, draw, &rows, out);
}

static bool
have(const char *command)
{
	return system(arena_printf(&a, "command -v %s > /dev/null",
		   command)) == 0;
}

/* What a command says of the document, which is $f. */
static const char *
said(const struct buf *pdf, const char *command)
{
	const char *path = arena_printf(&a, "%s/t.pdf", folder);
	FILE *f = fopen(path, "we"), *out;
	char *text = arena_alloc(&a, 1 << 20);

	if (f == NULL || fwrite(pdf->s, 1, pdf->n, f) != pdf->n ||
	    fclose(f) != 0)
		abort();
	out = popen(arena_printf(&a, "cd %s && f=t.pdf && %s", folder,
			command),
	    "re");
	if (out == NULL)
		abort();
	text[fread(text, 1, (1 << 20) - 1, out)] = '\0';
	T_EQ(pclose(out), 0);
	return text;
}

/* Without blanks and marks of direction, which a reader puts as it likes. */
static const char *
squeezed(const char *s)
{
	char *out = arena_alloc(&a, strlen(s) + 1), *to = out;

	while (*s != '\0') {
		if (strchr(" \n\f", *s) != NULL)
			s++;
		else if (strncmp(s, "\xe2\x80", 2) == 0 &&
		    ((unsigned char)s[2] >= 0xaa ||
			(unsigned char)s[2] == 0x8f))
			s += 3;
		else
			*to++ = *s++;
	}
	return out;
}

static bool
says(const char *text, const char *what)
{
	return strstr(text, squeezed(what)) != NULL;
}

static void
readers_find_every_script(void)
{
	struct buf b;
	const char *text;

	if (!have("pdftotext"))
		return;
	T_TRUE(made(5, &b));
	text = squeezed(said(&b, "pdftotext -layout $f -"));
	for (size_t i = 0; i < NITEMS(names); i++)
		T_TRUE(says(text, names[i]));
	T_TRUE(says(text, "Transcript \xe2\x80\x94 Zo\xc3\xab"));
	T_TRUE(says(text, LODZ));
	T_TRUE(says(text, "The footer Page 1 of 1"));
	text = said(&b, "pdfinfo $f");
	T_TRUE(strstr(text, "A title") != NULL);
	arena_reset(&a);
}

static void
tables_go_on_with_their_heads(void)
{
	struct buf b;
	const char *text;
	int heads = 0;

	if (!have("pdftotext"))
		return;
	T_TRUE(made(150, &b));
	text = said(&b, "pdftotext -layout $f -");
	for (const char *s = text; (s = strstr(s, "Credits")) != NULL; s++)
		heads++;
	text = squeezed(text);
	T_TRUE(heads > 2);
	for (int i = 1; i <= heads; i++)
		T_TRUE(says(text, arena_printf(&a, "Page %d of %d", i, heads)));
	for (int i = 0; i < 150; i++)
		T_TRUE(says(text, arena_printf(&a, "C%d.", i)));
	arena_reset(&a);
}

static void
cameras_read_the_code(void)
{
	struct buf b;
	const char *text;

	if (!have("zbarimg") || !have("pdftoppm"))
		return;
	T_TRUE(made(2, &b));
	said(&b, "pdftoppm -r 150 -png $f t");
	text = said(&b, "zbarimg -q --raw -Sdisable -Sqrcode.enable t-1.png");
	T_TRUE(strstr(text, URL) != NULL);
	arena_reset(&a);
}

static void
the_same_is_the_same(void)
{
	struct buf one, two, small;
	const struct pdf_about about = { .title = "T", .author = "A" };
	int rows = 30;

	T_TRUE(made(30, &one) && made(30, &two));
	T_TRUE(one.n == two.n && memcmp(one.s, two.s, one.n) == 0);
	buf_init(&small, &a, 1000);
	T_FALSE(pdf_write(&about, draw, &rows, &small));
	arena_reset(&a);
}

static void
draw_long(struct pdf *p, void *arg)
{
	pdf_text(p, PDF_TEXT, arg);
}

/* A paragraph of several pages; and bytes that are no UTF-8. */
static void
long_texts_turn_pages(void)
{
	const struct pdf_about about = { .title = "T", .author = "A" };
	char *s = arena_alloc(&a, 30001);
	struct buf b;

	for (size_t i = 0; i < 30000; i++)
		s[i] = i % 7 == 6 ? ' ' : 'a';
	buf_init(&b, &a, (size_t)8 * 1024 * 1024);
	T_TRUE(pdf_write(&about, draw_long, s, &b));
	if (have("pdfinfo"))
		T_TRUE(strstr(said(&b, "pdfinfo $f"), "Pages:           1") ==
		    NULL);
	arena_reset(&a);
}

static void
modules_are_those_of_the_picture(void)
{
	static unsigned char dark[QR_MODULES_MAX];
	int n = qr_modules(URL, dark);

	T_EQ(n % 4, 1);
	for (int i = 0; i < 7; i++)
		T_TRUE(dark[i] && dark[i * n] && dark[n - 1 - i]);
	T_FALSE(dark[7]);
	T_EQ(qr_modules(memset(arena_alloc(&a, 4001), 'x', 4000), dark), 0);
	arena_free(&a);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "scripts", readers_find_every_script },
		{ "tables", tables_go_on_with_their_heads },
		{ "code", cameras_read_the_code },
		{ "same", the_same_is_the_same },
		{ "long", long_texts_turn_pages },
		{ "modules", modules_are_those_of_the_picture },
		CU_TEST_INFO_NULL,
	};
	int status;

	folder = suite_folder();
	status = suite_run("pdf", tests);
	suite_folder_remove(folder);
	return status;
}
