/*
 * What if: an enrollment's report with other scores in it.  The query string
 * says them, each by its assignment's id; nothing is stored.
 */
#include "core.h"
#include "enrollment.h"
#include "grades.h"
#include "rows.h"

static bool
same_word(const char *s, const char *word)
{
	return strcmp(s, word) == 0;
}

/* As a score that is entered: two digits, from 0 to the maximum. */
static bool
read_score(const char *s, const char *max, int64_t *out)
{
	int64_t most;

	return total_units(s, strlen(s), out) &&
	    *out % (TOTAL_UNIT / 100) == 0 &&
	    total_units(max, strlen(max), &most) && *out <= most;
}

/* A score that is put in is in time, unless it was late already. */
static void
put(struct req *r, struct report *c, size_t i, const char *said)
{
	const char *id = rows_get(c->items, (int)i, "assignment_id");
	const char *max = rows_get(c->items, (int)i, "max_score");
	struct total_mark m = { .state = TOTAL_GRADED,
	    .days_late = c->marks[i].days_late };

	if (*said == '\0')
		m = (struct total_mark){ .state = TOTAL_UNGRADED };
	else if (same_word(said, "excused"))
		m = (struct total_mark){ .state = TOTAL_EXCUSED };
	else if (same_word(said, "missing"))
		m = (struct total_mark){ .state = TOTAL_MISSING };
	else if (!read_score(said, max, &m.score))
		req_fault(r, id, "must be a number from 0 to %s with two "
		    "decimals at most, \"missing\", \"excused\", or empty",
		    max);
	c->marks[i] = m;
}

/* ---- GET /grades/enrollment/{enrollment_id}/what-if */

enum err
what_if(struct req *r)
{
	struct report c;
	size_t found = 0, asked = 0;

	if (!report_read(r, &c))
		return r->err;
	for (size_t k = 0; k < r->query.n; k++)
		asked += *r->query.at[k].name != '_';
	for (size_t i = 0; i < c.n; i++) {
		const char *said = form_get(&r->query, rows_get(c.items,
		    (int)i, "assignment_id"));

		if (said == NULL)
			continue;
		put(r, &c, i, said);
		found++;
	}
	if (found < asked && r->api)
		return req_fail(r, ERR_INVALID,
		    "Each name is the id of an assignment of this course.");
	c.what_if = true;
	if (r->err == OK)
		report_answer(r, &c);
	return r->err;
}
