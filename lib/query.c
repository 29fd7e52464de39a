#include "core.h"
#include "db.h"
#include "metric.h"
#include "query.h"

/* "select" and the first table after it, for the labels of UEMS 5.1. */
struct metric_slot *
query_took(const struct query *q)
{
	static const char *const before[] = { "from ", "into ", "update " };
	char operation[16], table[64] = "none";

	if (q->state->took != NULL)
		return q->state->took;
	snprintf(operation, sizeof(operation), "%.*s",
	    (int)strcspn(q->text, " \n("), q->text);
	for (size_t i = 0; i < NITEMS(before); i++) {
		const char *p = strstr(q->text, before[i]);

		if (p == NULL)
			continue;
		p += strlen(before[i]);
		snprintf(table, sizeof(table), "%.*s",
		    (int)strcspn(p, " \n(;,"), p);
		break;
	}
	q->state->took = metric_at(uems_database_query_duration_seconds,
	    operation, table);
	return q->state->took;
}
