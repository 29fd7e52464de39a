#include "core.h"
#include "buf.h"
#include "money.h"

#define MINUS		"\xe2\x88\x92"	/* U+2212 */
#define NO_BREAK	"\xc2\xa0"	/* U+00A0 */

static const struct {
	const char	*code, *symbol;
} symbols[] = {
	{ "USD", "$" }, { "EUR", "€" }, { "GBP", "£" }, { "JPY", "¥" },
	{ "INR", "₹" }, { "CAD", "CA$" }, { "AUD", "A$" }, { "NZD", "NZ$" },
	{ "MXN", "MX$" }, { "HKD", "HK$" }, { "TWD", "NT$" }, { "BRL", "R$" },
	{ "CNY", "CN¥" }, { "KRW", "₩" }, { "ILS", "₪" }, { "VND", "₫" },
	{ "PHP", "₱" }, { "XCD", "EC$" },
};

static void
add_symbol(struct buf *b, const char *currency)
{
	for (size_t i = 0; i < NITEMS(symbols); i++)
		if (strcmp(symbols[i].code, currency) == 0) {
			buf_puts(b, symbols[i].symbol);
			return;
		}
	buf_puts(b, currency);
	buf_lit(b, NO_BREAK);
}

/* Digits, and perhaps a point and digits. */
static bool
is_plain(const char *s, size_t whole)
{
	size_t rest;

	if (whole == 0)
		return false;
	if (s[whole] == '\0')
		return true;
	rest = strspn(s + whole + 1, "0123456789");
	return s[whole] == '.' && rest > 0 && s[whole + 1 + rest] == '\0';
}

void
money_add(struct buf *b, const char *amount, const char *currency)
{
	bool negative = amount[0] == '-';
	const char *s = amount + (negative ? 1 : 0);
	size_t whole = strspn(s, "0123456789");

	if (!is_plain(s, whole)) {
		buf_printf(b, "%s %s", amount, currency);
		return;
	}
	if (negative)
		buf_lit(b, MINUS);
	add_symbol(b, currency);
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			buf_lit(b, ",");
		buf_add(b, s + i, 1);
	}
	buf_puts(b, s + whole);
}
