#include "core.h"
#include "arena.h"
#include "buf.h"
#include "money.h"
#include "unit/suite.h"

static struct arena arena;

static const char *
shown(const char *amount, const char *currency)
{
	struct buf b;

	buf_init(&b, &arena, 256);
	money_add(&b, amount, currency);
	return buf_text(&b);
}

#define SAME(amount, currency, text) \
	CU_ASSERT_STRING_EQUAL(shown(amount, currency), text)

static void
test_groups(void)
{
	SAME("0.00", "USD", "$0.00");
	SAME("999.99", "USD", "$999.99");
	SAME("1000.00", "USD", "$1,000.00");
	SAME("999999.99", "EUR", "€999,999.99");
	SAME("1234567", "JPY", "¥1,234,567");
}

static void
test_codes(void)
{
	SAME("12.570", "KWD", "KWD\xc2\xa0" "12.570");
	SAME("5000.00", "CHF", "CHF\xc2\xa0" "5,000.00");
}

static void
test_minus(void)
{
	SAME("-1234.50", "USD", "\xe2\x88\x92$1,234.50");
}

static void
test_no_amount(void)
{
	SAME("", "USD", " USD");
	SAME("1.", "USD", "1. USD");
	SAME("12,50", "EUR", "12,50 EUR");
	SAME("1e9", "EUR", "1e9 EUR");
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "thousands", test_groups },
		{ "codes", test_codes },
		{ "below zero", test_minus },
		{ "no amount", test_no_amount },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("money", tests);

	arena_free(&arena);
	return status;
}
