#include "core.h"
#include "arena.h"
#include "buf.h"
#include "state.h"
#include "unit/suite.h"

static struct arena arena;

static const char *
shown(const char *of, const char *status)
{
	struct buf b;

	buf_init(&b, &arena, 256);
	state_add(&b, of, status);
	return buf_text(&b);
}

#define SAME(of, status, text) \
	CU_ASSERT_STRING_EQUAL(shown(of, status), text)

static void
test_words(void)
{
	SAME("invoice", "open",
	    "<span class=\"badge\" data-state=\"warn\">To be paid</span>");
	SAME("payment", "succeeded",
	    "<span class=\"badge\" data-state=\"good\">Paid</span>");
}

/* The same word of two things is two states. */
static void
test_of_what(void)
{
	SAME("refund", "succeeded",
	    "<span class=\"badge\" data-state=\"good\">Given back</span>");
	SAME("event", "failed",
	    "<span class=\"badge\" data-state=\"bad\">Failed</span>");
}

static void
test_unknown(void)
{
	SAME("dispute", "in_<new>",
	    "<span class=\"badge\">in &lt;new&gt;</span>");
	SAME("nothing", "open", "<span class=\"badge\">open</span>");
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "words", test_words },
		{ "of what", test_of_what },
		{ "states that no table has", test_unknown },
		CU_TEST_INFO_NULL,
	};
	int status = suite_run("state", tests);

	arena_free(&arena);
	return status;
}
