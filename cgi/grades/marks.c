#include "core.h"
#include "gen/grading.h"
#include "marks.h"
#include "req.h"
#include "rows.h"

void
marks_add(struct average *a, const struct rows *rs, int row)
{
	const char *score = rows_get(rs, row, "score");
	const char *max = rows_get(rs, row, "max_score");
	const char *weight = rows_get(rs, row, "weight");

	if (score != NULL && max != NULL && weight != NULL)
		average_add_text(a, score, max, weight);
}

void
marks_of(struct req *r, const char *enrollment_id, struct average *a)
{
	struct rows *rs = sql_enrollment_marks(r, enrollment_id);

	average_init(a, r->arena);
	for (int i = 0; i < rows_count(rs); i++)
		marks_add(a, rs, i);
}
