/*
 * What an invoice comes to, against a reference that is written apart from the
 * code: exact fractions in C, rounded by their remainders, where the database
 * divides whole numbers.  Thousands of random invoices, all in transactions
 * that are rolled back.
 */
#include "core.h"
#include <stdlib.h>
#include <unistd.h>
#include "api/api.h"
#include "unit/suite.h"

#define ROUNDS 8u
#define INVOICES 400u
#define LINES 7u
#define NKINDS 4u
#define SCHOOL "00000000-0000-7000-8000-00000000000a"

typedef __int128 wide;

static const char *const kinds[NKINDS] = { "tuition", "fees", "books",
	"other" };

/* Rates in ten-thousandths of a per cent. */
static const struct {
	long rate;
	bool inclusive;
} taxes[] = { { 0, false }, { 70000, false }, { 88750, false },
	{ 210000, false }, { 1000000, false }, { 1, false }, { 333333, false },
	{ 70000, true }, { 210000, true }, { 88750, true }, { 1000000, true },
	{ 333333, true } };

static const struct {
	const char *code;
	long step;
} currencies[] = { { "USD", 1 }, { "JPY", 1 }, { "KWD", 10 }, { "ISK", 100 } };

struct line {
	long quantity, unit, amount, discount, tax;
	unsigned kind, tax_no;
};

struct coupon {
	long percent; /* hundredths; 0: an amount */
	long amount;
	int kind; /* -1: every kind */
	unsigned currency;
};

struct bill {
	struct line lines[LINES];
	unsigned n, currency;
	int coupon; /* -1: none */
	long subtotal, discount, tax, total;
};

#define COUPONS 24u
static struct coupon coupons[COUPONS];
static struct bill bills[INVOICES];
static uint64_t seed = 20261121;

static unsigned
chance(unsigned below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % below);
}

/* ---- The reference */

/* n/d in steps: the quotient, and one more if half or more is left over. */
static long
nearest(wide n, wide d, long step)
{
	bool negative = n < 0;
	wide whole, left;

	if (negative)
		n = -n;
	d *= step;
	whole = n / d;
	left = n % d;
	if (left + left >= d)
		whole++;
	whole *= step;
	return (long)(negative ? -whole : whole);
}

static long
base_of(const struct bill *b, const struct line *l)
{
	if (b->coupon < 0 || l->amount < 0)
		return 0;
	return coupons[b->coupon].kind < 0 ||
		coupons[b->coupon].kind == (int)l->kind ?
	    l->amount :
	    0;
}

/* One unit at a time to whoever has lost the most, the first of equals. */
static void
share(struct bill *b, long discount, long base, long step)
{
	wide lost[LINES] = { 0 };
	long left = discount / step;

	for (unsigned i = 0; i < b->n; i++) {
		wide part = (wide)(discount / step) * base_of(b, &b->lines[i]);

		b->lines[i].discount = (long)(part / base) * step;
		lost[i] = part % base;
		left -= (long)(part / base);
	}
	for (; left > 0; left--) {
		unsigned most = 0;

		for (unsigned i = 1; i < b->n; i++)
			if (lost[i] > lost[most])
				most = i;
		b->lines[most].discount += step;
		lost[most] = -1;
	}
}

static void
discount(struct bill *b)
{
	const struct coupon *c = b->coupon < 0 ? NULL : &coupons[b->coupon];
	long step = currencies[b->currency].step, base = 0, all = 0, off;

	for (unsigned i = 0; i < b->n; i++) {
		base += base_of(b, &b->lines[i]);
		all += b->lines[i].amount;
	}
	b->subtotal = all > 0 ? all : 0;
	if (c == NULL || base == 0)
		return;
	off = c->percent > 0 ? nearest((wide)base * c->percent, 10000, step) :
	    c->currency == b->currency ? c->amount :
					 0;
	if (off > base)
		off = base;
	if (off > b->subtotal)
		off = b->subtotal;
	share(b, off, base, step);
	b->discount = off;
}

static void
work_out(struct bill *b)
{
	long step = currencies[b->currency].step, total = 0, tax = 0;

	discount(b);
	for (unsigned i = 0; i < b->n; i++) {
		struct line *l = &b->lines[i];
		wide rate = taxes[l->tax_no].rate;
		wide left = l->amount - l->discount;

		/* Inclusive: what is left less what it is without its tax. */
		l->tax = taxes[l->tax_no].inclusive ?
		    nearest(left * (1000000 + rate) - left * 1000000,
			1000000 + rate, step) :
		    nearest(left * rate, 1000000, step);
		total += (long)left + (taxes[l->tax_no].inclusive ? 0 : l->tax);
		tax += l->tax;
	}
	b->total = total > 0 ? total : 0;
	b->tax = tax > 0 ? tax : 0;
}

/* ---- Random ones */

static void
make_coupon(struct coupon *c, unsigned i)
{
	static const long odd[] = { 1, 3333, 5000, 6667, 9999, 10000 };

	c->kind = (int)chance(NKINDS + 3) - 3;
	if (c->kind < 0)
		c->kind = -1;
	c->currency = chance(NITEMS(currencies));
	c->percent = i < NITEMS(odd) ? odd[i] :
	    chance(2) == 0           ? 1 + chance(10000) :
				       0;
	c->amount = c->percent > 0 ?
	    0 :
	    (1 + (long)chance(60000)) * currencies[c->currency].step;
}

static void
make_bill(struct bill *b)
{
	*b = (struct bill){ .n = 1 + chance(LINES),
		.currency = chance(NITEMS(currencies)),
		.coupon = chance(4) == 0 ? -1 : (int)chance(COUPONS) };
	for (unsigned i = 0; i < b->n; i++) {
		struct line *l = &b->lines[i];
		unsigned most = chance(5) == 0 ? 9 : 200000;

		l->quantity = chance(3) > 0 ? 1 : 1 + chance(9);
		l->unit = (long)chance(most) + 1;
		if (chance(8) == 0)
			l->unit = -l->unit / 2 - 1;
		l->unit *= currencies[b->currency].step;
		l->amount = l->quantity * l->unit;
		l->kind = chance(NKINDS);
		l->tax_no = chance(NITEMS(taxes));
	}
	work_out(b);
}

/* ---- The database's word */

static void
write_coupons(FILE *f)
{
	for (unsigned i = 0; i < NITEMS(taxes); i++)
		fprintf(f,
		    "insert into billing.taxes (id, school_id, name, "
		    "country, rate, is_inclusive) values "
		    "('00000000-0000-7000-8001-%012x', '" SCHOOL "', 't%u', "
		    "'ZZ', %ld / 10000.0, %s);\n",
		    i, i, taxes[i].rate, taxes[i].inclusive ? "true" : "false");
	for (unsigned i = 0; i < COUPONS; i++) {
		const struct coupon *c = &coupons[i];

		fprintf(f,
		    "insert into billing.coupons (id, school_id, code, "
		    "percent, amount_minor, currency, kind) values "
		    "('00000000-0000-7000-8002-%012x', '" SCHOOL "', 'C-%u', "
		    "nullif(%ld / 100.0, 0), nullif(%ld, 0), "
		    "case when %ld > 0 then '%s' end, nullif('%s', ''));\n",
		    i, i, c->percent, c->amount, c->amount,
		    currencies[c->currency].code,
		    c->kind < 0 ? "" : kinds[c->kind]);
	}
}

static void
write_bill(FILE *f, const struct bill *b, unsigned no)
{
	fprintf(f,
	    "insert into billing.invoices (id, school_id, user_id, "
	    "currency, coupon_id) values ('00000000-0000-7000-8003-%012x', "
	    "'" SCHOOL "', '" SCHOOL "', '%s', ",
	    no, currencies[b->currency].code);
	if (b->coupon < 0)
		fprintf(f, "null);\n");
	else
		fprintf(f, "'00000000-0000-7000-8002-%012x');\n",
		    (unsigned)b->coupon);
	fprintf(f,
	    "insert into billing.invoice_lines (invoice_id, position, "
	    "description, kind, quantity, unit_minor, tax_id) values ");
	for (unsigned i = 0; i < b->n; i++)
		fprintf(f,
		    "%s('00000000-0000-7000-8003-%012x', %u, 'x', '%s', "
		    "%ld, %ld, '00000000-0000-7000-8001-%012x')",
		    i > 0 ? ", " : "", no, i + 1, kinds[b->lines[i].kind],
		    b->lines[i].quantity, b->lines[i].unit, b->lines[i].tax_no);
	fprintf(f, ";\n");
}

static void
write_all(const char *path)
{
	FILE *f = fopen(path, "we");

	if (f == NULL)
		abort();
	fprintf(f, "begin;\n");
	write_coupons(f);
	for (unsigned i = 0; i < INVOICES; i++)
		write_bill(f, &bills[i], i);
	fprintf(f,
	    "select count(billing.total(id)::text) from billing.invoices "
	    "where school_id = '" SCHOOL "';\n"
	    "select i.subtotal_minor, i.discount_minor, i.tax_minor, "
	    "i.total_minor, string_agg(l.discount_minor || ' ' || "
	    "l.tax_minor, ' ' order by l.position) from billing.invoices i "
	    "join billing.invoice_lines l on l.invoice_id = i.id "
	    "where i.school_id = '" SCHOOL "' group by i.id order by i.id;\n"
	    "rollback;\n");
	fclose(f);
}

/* As psql writes the same. */
static const char *
expected(const struct bill *b)
{
	const char *s = api_format(
	    "%ld|%ld|%ld|%ld|", b->subtotal, b->discount, b->tax, b->total);

	for (unsigned i = 0; i < b->n; i++)
		s = api_format("%s%s%ld %ld", s, i > 0 ? " " : "",
		    b->lines[i].discount, b->lines[i].tax);
	return s;
}

static void
compare(FILE *p)
{
	char line[1024];
	unsigned n = 0;

	T_TRUE(fgets(line, sizeof(line), p) != NULL);
	for (; fgets(line, sizeof(line), p) != NULL; n++) {
		const char *want;

		line[strcspn(line, "\n")] = '\0';
		if (n >= INVOICES)
			break;
		want = expected(&bills[n]);
		T_SAY(strcmp(line, want) == 0, "invoice %u is %s instead of %s",
		    n, line, want);
		api_free();
	}
	T_EQ(n, INVOICES);
}

static void
thousands_of_invoices(void)
{
	char path[] = "/tmp/lyceum-invoices-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0)
		abort();
	close(fd);
	for (unsigned round = 0; round < ROUNDS; round++) {
		FILE *p;

		for (unsigned i = 0; i < COUPONS; i++)
			make_coupon(&coupons[i], i);
		for (unsigned i = 0; i < INVOICES; i++)
			make_bill(&bills[i]);
		write_all(path);
		p = popen(api_format("psql -XAtqv ON_ERROR_STOP=1 -f %s", path),
		    "re");
		if (p == NULL)
			abort();
		compare(p);
		T_EQ(pclose(p), 0);
		api_free();
	}
	unlink(path);
}

/* The reference itself, by hand. */
static void
the_reference_rounds_as_money_is(void)
{
	T_EQ(nearest(5, 2, 1), 3);
	T_EQ(nearest(-5, 2, 1), -3);
	T_EQ(nearest(7, 3, 1), 2);
	T_EQ(nearest(14, 1, 10), 10);
	T_EQ(nearest(15, 1, 10), 20);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "the reference rounds as money is",
		    the_reference_rounds_as_money_is },
		{ "thousands of invoices", thousands_of_invoices },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("invoice totals", tests);
}
