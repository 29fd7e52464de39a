/* Who of a pool waits, and who rests: one process plays them all. */
#include "core.h"

#include <poll.h>
#include <unistd.h>

#include "crew.h"
#include "suite.h"

#define LONG_AGO	1

/* Has it rung since the last time? */
static bool
rung(void)
{
	struct pollfd p = { .fd = crew_bell(), .events = POLLIN };
	uint64_t n;

	return poll(&p, 1, 0) == 1 && read(p.fd, &n, sizeof(n)) > 0;
}

/* Four of whom two are wanted: 2 and 3 rest. */
static void
gather(void)
{
	T_TRUE(crew_make(4, 2));
	for (int i = 0; i < 4; i++)
		crew_join(i);
	T_TRUE(crew_rest(LONG_AGO));
	crew_join(2);
	T_TRUE(crew_rest(LONG_AGO));
	T_FALSE(rung());
}

static void
as_many_as_wanted(void)
{
	T_TRUE(crew_make(2, 2));
	crew_join(0);
	T_FALSE(crew_rest(LONG_AGO));
	crew_join(1);
	T_FALSE(crew_rest(LONG_AGO));
	gather();
	crew_join(1);
	T_FALSE(crew_rest(LONG_AGO));
	T_FALSE(crew_short(LONG_AGO));
}

static void
one_goes_away(void)
{
	gather();
	crew_join(0);
	crew_begin(LONG_AGO);
	crew_away();
	T_TRUE(rung());
	crew_away();
	T_FALSE(rung());		/* it was away before */
	T_TRUE(crew_short(LONG_AGO));
	crew_join(2);			/* who heard it */
	T_FALSE(crew_rest(LONG_AGO));
	T_FALSE(crew_short(LONG_AGO));
}

static void
one_comes_back(void)
{
	gather();
	crew_join(1);
	crew_away();
	T_TRUE(rung());
	crew_end();
	T_FALSE(crew_short(LONG_AGO));
	T_FALSE(crew_rest(LONG_AGO));
	crew_rise();
	crew_away();
	T_TRUE(rung());
}

static void
one_ends(void)
{
	gather();
	crew_left(0);
	T_TRUE(rung());
	T_TRUE(crew_short(LONG_AGO));
	crew_left(2);
	crew_left(3);
	T_TRUE(rung());			/* for who may have been on the way */
	crew_left(1);
	T_FALSE(rung());		/* nobody is left to hear it */
}

static void
one_is_long(void)
{
	gather();
	crew_join(1);
	crew_begin(LONG_AGO);
	T_FALSE(crew_short(LONG_AGO + 1000));
	T_TRUE(crew_short(LONG_AGO + 10 * 1000 * 1000));
	crew_join(2);			/* stands in, and stays */
	T_FALSE(crew_rest(LONG_AGO + 10 * 1000 * 1000));
	crew_join(1);
	T_TRUE(crew_rest(LONG_AGO));
}

int
main(void)
{
	static CU_TestInfo tests[] = {
		{ "as many as wanted", as_many_as_wanted },
		{ "one goes away", one_goes_away },
		{ "one comes back", one_comes_back },
		{ "one ends", one_ends },
		{ "one is long", one_is_long },
		CU_TEST_INFO_NULL,
	};

	return suite_run("crew", tests);
}
