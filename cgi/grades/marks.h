/* marks.h - averages of what the queries answer. */
#ifndef MARKS_H
#define MARKS_H

#include "average.h"

struct req;
struct rows;

/* A row with score, max_score and weight; one without a score is skipped. */
void	marks_add(struct average *, const struct rows *, int row);
/* Of an enrollment, as it stands in this transaction. */
void	marks_of(struct req *, const char *enrollment_id, struct average *);

#endif
