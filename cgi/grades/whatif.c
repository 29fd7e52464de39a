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

/* A page stands with what was typed, and counts what is there instead. */
static void
refuse(struct req *r, struct report *c, size_t i, const char *id,
    const char *max)
{
	const char *why = arena_printf(r->arena, "must be a number from 0 to "
	    "%s with two decimals at most, \"missing\", \"excused\", or empty",
	    max);

	if (r->api)
		req_fault(r, id, "%s", why);
	else
		c->faults[i] = why;
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
	else if (!read_score(said, max, &m.score)) {
		refuse(r, c, i, id, max);
		return;
	}
	c->marks[i] = m;
}

/* As one would type it. */
static const char *
typed_of(struct req *r, const struct total_mark *m)
{
	char text[TOTAL_SIZE];

	if (m->state == TOTAL_MISSING)
		return "missing";
	if (m->state == TOTAL_EXCUSED)
		return "excused";
	if (m->state == TOTAL_UNGRADED ||
	    !total_text(m->score / (TOTAL_UNIT / 100), text))
		return "";
	return arena_printf(r->arena, "%s", text);
}

static void
boxes(struct req *r, struct report *c)
{
	if (r->api)
		return;
	c->typed = arena_alloc(r->arena, (c->n + 1) * sizeof(*c->typed));
	c->faults = arena_alloc(r->arena, (c->n + 1) * sizeof(*c->faults));
	for (size_t i = 0; i < c->n; i++) {
		c->typed[i] = typed_of(r, &c->marks[i]);
		c->faults[i] = NULL;
	}
}

/* ---- GET /grades/enrollment/{enrollment_id}/what-if */

enum err
what_if(struct req *r)
{
	struct report c;
	size_t found = 0, asked = 0;

	if (!report_read(r, &c))
		return r->err;
	boxes(r, &c);
	for (size_t k = 0; k < r->query.n; k++)
		asked += *r->query.at[k].name != '_';
	for (size_t i = 0; i < c.n; i++) {
		const char *said = form_get(&r->query, rows_get(c.items,
		    (int)i, "assignment_id"));

		if (said == NULL)
			continue;
		if (c.typed != NULL)
			c.typed[i] = said;
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
