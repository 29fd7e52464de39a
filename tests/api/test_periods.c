/* Plans, and the months that their periods end with. */
#include "core.h"
#include "api/fixtures.h"
#include "unit/suite.h"

static const char *
plan_made(void)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/plans",
	    api_format("{\"name\":\"Period %u\",\"amount\":5,"
		       "\"every\":\"month\"}",
		unique()));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static int
days_of(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return m == 1 && leap ? 29 : days[m];
}

/* From the last days of each month on, as Stripe counts them. */
static void
months_end(void)
{
	for (int m = 0; m < 12; m++) {
		int y = 2027 + m % 2, d = days_of(y, m) - m % 3;
		int every = 1 + m % 4;
		const char *want = "";

		for (int n = 1; n <= 30; n++) {
			int at = m + n * every, yy = y + at / 12, mm = at % 12;
			int dd = d < days_of(yy, mm) ? d : days_of(yy, mm);

			want = api_format("%s%s%04d-%02d-%02d", want,
			    n > 1 ? " " : "", yy, mm + 1, dd);
		}
		T_SAME(psql(api_format("select string_agg(to_char("
				       "billing.period_at('%04d-%02d-%02d "
				       "23:59:59+00', 'month', "
				       "%d, n) at time zone 'UTC', "
				       "'YYYY-MM-DD'), ' ' order by n) "
				       "from generate_series(1, 30) n",
			   y, m + 1, d, every)),
		    want);
	}
	api_free();
}

static void
plans_are_named_once(void)
{
	const char *id = plan_made(), *name, *path;
	struct reply *r;

	path = api_format("/plans/%s", id);
	r = api_get(api_token("student"), path);
	T_STATUS(r, 200);
	name = reply_text(r, "name");
	T_PROBLEM(
	    api_send(api_token("admin"), "POST", "/plans",
		api_format(
		    "{\"name\":\"%s\",\"amount\":1,\"every\":\"year\"}", name)),
	    409, "plan_taken");
	T_PROBLEM(api_send(api_token("admin"), "PUT",
		      api_format("/plans/%s", plan_made()),
		      api_format("{\"name\":\"%s\"}", name)),
	    409, "plan_taken");
	r = api_send(api_token("admin"), "PUT", path, "{\"trial_days\":7}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "name"), name);
	T_STATUS(api_send(api_token("admin"), "DELETE", path, NULL), 204);
	T_STATUS(api_get(api_token("student"), path), 404);
	T_STATUS(api_send(made_person("student").token, "POST",
		     "/subscriptions", api_format("{\"plan_id\":\"%s\"}", id)),
	    422);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "months", months_end },
		{ "plans", plans_are_named_once },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("periods", tests);
}
