/* Forms with files, as browsers send them, and as nobody should. */
#include "core.h"

#include "arena.h"
#include "buf.h"
#include "multipart.h"
#include "suite.h"

#define TYPE "multipart/form-data; boundary=xyz"
#define A "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
#define END "\r\n--xyz--\r\n"

static struct arena arena;

/* "name=value" or "name@file=value", a blank between; "-" for no such body. */
static const char *
read_as(const char *type, const char *body)
{
	struct multipart m;
	struct buf b;

	buf_init(&b, &arena, 1 << 20);
	if (!multipart_parse(&m, type, body, strlen(body), &arena))
		return "-";
	for (size_t i = 0; i < m.n; i++) {
		buf_puts(&b, i > 0 ? " " : "");
		buf_puts(&b, m.at[i].name);
		if (m.at[i].filename != NULL)
			buf_printf(&b, "@%s", m.at[i].filename);
		buf_lit(&b, "=");
		buf_add(&b, m.at[i].s, m.at[i].n);
	}
	return buf_text(&b);
}

static const char *
read(const char *body)
{
	return read_as(TYPE, body);
}

static void
parts(void)
{
	T_SAME(read(A "1" END), "a=1");
	T_SAME(read(A END), "a=");
	T_SAME(read(A "1\r\n" A "2" END), "a=1 a=2");
	T_SAME(read(A "x\r\n--xy\r\n--xyY" END), "a=x\r\n--xy\r\n--xyY");
	T_SAME(read(A "\r\n" END), "a=\r\n");
	T_SAME(read("--xyz--"), "");
	T_SAME(read("--xyz\r\nContent-Disposition: form-data; name=\"f\"; "
	    "filename=\"a b.csv\"\r\nContent-Type: text/csv\r\n\r\nx,y\n" END),
	    "f@a b.csv=x,y\n");
	T_SAME(read("--xyz \t\r\ncontent-disposition:form-data;NAME=f;"
	    "filename=\"\"\r\n\r\n" END),
	    "f@=");
}

static void
names(void)
{
#define NAMED(s) read("--xyz\r\nContent-Disposition: form-data; " s \
    "\r\n\r\n1" END)
	T_SAME(NAMED("name=\"a%22b%0D%0Ac%41\""), "a\"b\r\nc%41=1");
	T_SAME(NAMED("name=\"a\\\""), "a\\=1");
	T_SAME(NAMED("name=\"\xc3\xa9\"; filename*=utf-8''x"), "\xc3\xa9=1");
	T_SAME(NAMED("name=\"\xc3\xa9\""), "\xc3\xa9=1");
	T_SAME(NAMED("name=\"\xe9\""), "-");
	T_SAME(NAMED("name=\"a\"; name=\"b\""), "-");
	T_SAME(NAMED("filename=\"b\""), "-");
	T_SAME(NAMED("name=\"a"), "-");
}

static void
boundaries(void)
{
	T_SAME(read_as("multipart/form-data; boundary=\"xyz\"", A "1" END),
	    "a=1");
	T_SAME(read_as("Multipart/Form-Data;charset=utf-8;boundary=xyz ",
		   A "1" END),
		    "a=1");
	T_SAME(read_as("multipart/form-data", A "1" END), "-");
	T_SAME(read_as("multipart/form-data; boundary=", A "1" END), "-");
	T_SAME(read_as("multipart/form-data; boundary=xyz; boundary=xyz",
		   A "1" END),
		    "-");
	T_SAME(read_as("multipart/mixed; boundary=xyz", A "1" END), "-");
	T_SAME(read_as(NULL, A "1" END), "-");
	T_SAME(read_as("multipart/form-data; boundary=0123456789012345678901"
	    "2345678901234567890123456789012345678901234567890",
		   A "1" END),
		    "-");
}

static void
refused(void)
{
	T_SAME(read(""), "-");
	T_SAME(read("x" A "1" END), "-");
	T_SAME(read(A "1"), "-");
	T_SAME(read(A "1\r\n--xyz"), "-");
	T_SAME(read(A "1\n--xyz--"), "-");
	T_SAME(read(A "1" END "more"), "-");
	T_SAME(read("--xyz\r\n\r\n1" END), "-");
	T_SAME(read("--xyz\r\nContent-Type: text/csv\r\n\r\n1" END), "-");
	T_SAME(read("--xyz\r\nContent-Disposition: attachment; name=\"a\""
	    "\r\n\r\n1" END),
	    "-");
	T_SAME(read("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
	    "Content-Disposition: form-data; name=\"b\"\r\n\r\n1" END),
	    "-");
	T_SAME(read("--xyz\r\nContent-Disposition form-data; name=\"a\"\r\n"
	    "\r\n1" END),
	    "-");
}

static void
limits(void)
{
	struct buf b;

	buf_init(&b, &arena, 1 << 20);
	for (unsigned i = 0; i < MULTIPART_MAX; i++)
		buf_puts(&b, A "1\r\n");
	buf_puts(&b, "--xyz--");
	T_TRUE(*read(buf_text(&b)) == 'a');
	b.n -= 7;
	buf_puts(&b, A "1" END);
	T_SAME(read(buf_text(&b)), "-");
	T_SAME(read(arena_printf(&arena, "--xyz\r\nX: %02000d\r\n%s", 1,
		   strchr(A, 'C'))),
		    "-");
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "parts", parts },
		{ "names", names },
		{ "boundaries", boundaries },
		{ "refused", refused },
		{ "limits", limits },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("multipart", tests);

	arena_free(&arena);
	return status;
}
